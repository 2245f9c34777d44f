"""A version's parts written into its product; parts it did not touch stay as editors left them."""

from typing import Any

from core.models import Picture
from core.read_first import IllegalStep

from .drafting import TRADE, WORDS
from .models import (
    Category,
    MovementReason,
    Product,
    ProductPhoto,
    ProductVersion,
    Variant,
    reprice,
)


def names_of(content: dict[str, Any]) -> dict[str, str]:
    """The packs of a version: what each is called."""
    return {pack["sku"]: pack["name"] for pack in content.get("packs", [])}


def put_trade(product: Product, row: ProductVersion) -> None:
    """What needs no reader: season, delivery, and prices and weights of packs that are there."""
    for name in TRADE:
        if name in row.content and row.content[name] != row.was.get(name):
            setattr(product, name, row.content[name])
    product.save()
    wanted = {pack["sku"]: pack for pack in row.content["packs"]}
    before = {pack["sku"]: pack for pack in row.was.get("packs", [])}
    for pack in product.variants.filter(sku__in=wanted).select_for_update():
        new, old = wanted[pack.sku], before.get(pack.sku, {})
        if (new["price"], new["weight_g"]) != (old.get("price"), old.get("weight_g")):
            pack.price, pack.weight_g = new["price"], new["weight_g"]
            pack.save()
    reprice(Variant.objects.filter(hamper_parts__part__product=product))


def put_trade_back(product: Product, row: ProductVersion) -> None:
    """As it was before this version; raises IllegalStep where somebody changed it since."""
    said, was = row.content, row.was
    for name in TRADE:
        if name in was and said.get(name) != was[name]:
            _back(product, {name: (said[name], was[name])})
    product.save()
    before = {pack["sku"]: pack for pack in was.get("packs", [])}
    for new in said["packs"]:
        if old := before.get(new["sku"]):
            pack = product.variants.select_for_update().get(sku=new["sku"])
            facts = ("price", "weight_g")
            _back(pack, {n: (new[n], old[n]) for n in facts if new[n] != old[n]})
            pack.save()
    reprice(Variant.objects.filter(hamper_parts__part__product=product))


def _back(thing: Any, changes: dict[str, tuple[Any, Any]]) -> None:
    for name, (new, old) in changes.items():
        if getattr(thing, name) != new:
            raise IllegalStep
        setattr(thing, name, old)


def put_words(
    product: Product, row: ProductVersion, names: list[str], *, by: Any
) -> None:
    """The named parts, which a person has read."""
    content = row.content
    for name in WORDS:
        if name in names:
            setattr(product, name, content.get(name, ""))
    if "category" in names:
        found = Category.objects.filter(slug=content["category"]).first()
        product.category = found or product.category
    if "photos" in names:
        _hang(product, [photo["picture"] for photo in content.get("photos", [])])
    product.save()
    if "packs" in names:
        _pack(product, row, by=by)


def _hang(product: Product, pictures: list[int]) -> None:
    there = Picture.objects.in_bulk(pictures)
    hung = [pk for pk in pictures if pk in there]
    product.photo_id = hung[0] if hung else None
    ProductPhoto.objects.filter(product=product).delete()
    ProductPhoto.objects.bulk_create(
        ProductPhoto(product=product, picture_id=pk, sort_order=place)
        for place, pk in enumerate(hung[1:])
    )
    Picture.objects.filter(pk__in=there).filter(description="").update(
        title=product.name_vi, description=product.name_vi
    )


def _pack(product: Product, row: ProductVersion, *, by: Any) -> None:
    """New packs come with their first stock, others take their new names; packs left out are not sold."""
    there = {pack.sku: pack for pack in product.variants.select_for_update()}
    for place, wanted in enumerate(row.content["packs"]):
        pack: Any = there.get(wanted["sku"])
        if pack:
            pack.name_vi, pack.position, pack.is_active = wanted["name"], place, True
            pack.save()
        else:
            first = row.content.get("stocks", {}).get(wanted["sku"], 0)
            _new_pack(product, wanted, place, first, by=by)
    gone = set(names_of(row.was)) - set(names_of(row.content))
    for pack in product.variants.filter(sku__in=gone):
        pack.is_active = False
        pack.save()


def _new_pack(
    product: Product, wanted: dict[str, Any], place: int, first: int, *, by: Any
) -> None:
    pack = Variant.objects.create(
        product=product,
        sku=wanted["sku"],
        name_vi=wanted["name"],
        unit_vi=unit_of(wanted["name"]),
        price=wanted["price"],
        weight_g=wanted["weight_g"],
        position=place,
    )
    if first:
        pack.move(first, MovementReason.OPENING, by=by)


def unit_of(name: str) -> str:
    """“hộp 250 g” is counted in hộp, “1 kg” in kg."""
    words = [word for word in name.split() if word.isalpha()]
    return words[0][:20].lower() if words else "gói"
