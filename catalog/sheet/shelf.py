"""What a maker has when his table is read: goods, packs, and what is being written or waits to be read."""

from dataclasses import dataclass, field
from typing import Any

from catalog.drafting import WORDS
from catalog.models import (
    Product,
    ProductKind,
    ProductPhoto,
    ProductVersion,
    Variant,
    VersionState,
)
from producers.models import Producer
from vietnam import months
from vietnam.text import fold

from .cells import ship_policies


@dataclass
class Shelf:
    """Packs by their code with the product at hand, products by folded name."""

    packs: dict[str, Variant] = field(default_factory=dict)
    by_name: dict[str, Product] = field(default_factory=dict)
    packs_of: dict[int, list[Variant]] = field(default_factory=dict)
    goods: dict[int, Product] = field(default_factory=dict)
    busy: dict[int, str] = field(default_factory=dict)
    drafts: set[str] = field(default_factory=set)
    with_photos: set[int] = field(default_factory=set)


def goods_of(producer: Producer) -> Any:
    """Everything but hampers, whose stock and prices follow their parts."""
    own = Product.objects.made_by(producer).exclude(kind=ProductKind.HAMPER)
    return own.select_related("category", "producer", "village").order_by("pk")


def shelf_of(producer: Producer, *, lock: bool = False) -> Shelf:
    """In five queries; locked the products first, as `moderating.send` does, then the packs."""
    goods: Any = goods_of(producer)
    packs: Any = Variant.objects.order_by("pk")
    if lock:
        goods = goods.select_for_update(of=("self",))
        packs = packs.select_for_update(of=("self",))
    products = {one.pk: one for one in goods}
    names = {fold(one.name_vi): one for one in products.values()}
    shelf = Shelf(by_name=names, goods=products)
    for pack in packs.filter(product__in=goods_of(producer).order_by().values("pk")):
        pack.product = products[pack.product_id]
        shelf.packs[pack.sku] = pack
        shelf.packs_of.setdefault(pack.product_id, []).append(pack)
    _note_versions(shelf, producer)
    photos = ProductPhoto.objects.filter(product__producer=producer)
    shelf.with_photos = {*photos.values_list("product", flat=True)} | {
        pk for pk, one in products.items() if one.photo_id
    }
    return shelf


def _note_versions(shelf: Shelf, producer: Producer) -> None:
    open_ones = ProductVersion.objects.made_by(producer).filter(
        state__in=[VersionState.DRAFT, VersionState.PENDING]
    )
    for product, state, name in open_ones.values_list(
        "product", "state", "content__name_vi"
    ):
        if product:
            shelf.busy[product] = state
        elif name:
            shelf.drafts.add(fold(name))


def shown(pack: Any) -> dict[str, str]:
    """A pack as its row in the table says it."""
    product = pack.product
    delivery = {one.value: label for label, one in ship_policies().items()}
    return {
        "sku": pack.sku,
        "name_vi": product.name_vi or "",
        "category": product.category.name_vi or "",
        "pack": pack.name_vi or "",
        "price": str(pack.price),
        "weight_g": f"{pack.weight_g} g" if pack.weight_g else "",
        "stock": str(pack.stock),
        "shown": str(pack.stock),
        "season_months": months.label(product.season_months, "vi"),
        "ship_policy": delivery[product.ship_policy],
        **{name: getattr(product, name) or "" for name in WORDS[1:]},
    }
