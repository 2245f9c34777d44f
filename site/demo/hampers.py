"""Hampers of several makers."""

from catalog.models import HamperPart, Product, ProductKind, Variant, reprice

from .reading import Row, read
from .shelves import load_goods


def load_hampers() -> None:
    for age, row in enumerate(read("hampers.toml").get("product", [])):
        product = load_goods(row, age)
        Product.objects.filter(pk=product.pk).update(kind=ProductKind.HAMPER)
        for pack in row["variant"]:
            _load_parts(pack)


def _load_parts(pack: Row) -> None:
    hampers = Variant.objects.filter(sku=pack["sku"])
    hampers.update(percent_off_parts=pack.get("percent_off_parts"))
    for position, part in enumerate(pack["part"]):
        HamperPart.objects.get_or_create(
            hamper=hampers.get(),
            part=Variant.objects.get(sku=part["sku"]),
            defaults={"quantity": part["quantity"], "position": position},
        )
    reprice(hampers)
