"""The draft of a listing: begun, written to step by step, never overwritten unseen."""

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from producers.models import Producer

from .models import Product, ProductVersion, VersionState

LONGEST = {
    "name_vi": 160,
    "summary_vi": 200,
    "description_vi": 4000,
    "ingredients_vi": 1000,
    "storage_vi": 1000,
    "usage_vi": 2000,
}
"""The most letters of each text, on the phone and in a sheet."""
WORDS = tuple(LONGEST)
LONGEST_PACK = 80
MOST_PACKS = 8
MOST_PRICE = 1_000_000_000  # đồng
TRADE = ("season_months", "ship_policy")


class ChangedMeanwhile(Exception):
    """Another tab or another person wrote to the same part of the draft; `fields` says which."""

    def __init__(self, version: ProductVersion, fields: list[str]) -> None:
        self.version, self.fields = version, fields
        super().__init__(", ".join(fields))


def snapshot(product: Product) -> dict[str, Any]:
    """What a version says of a product that exists."""
    own = [product.photo_id] if product.photo_id else []
    more = product.photos.order_by("sort_order").values_list("picture", flat=True)
    packs: Any = product.variants.filter(is_active=True)
    return {
        **{name: getattr(product, name) or "" for name in WORDS},
        **{name: getattr(product, name) for name in TRADE},
        "category": product.category.slug,
        "photos": [{"key": f"p{pk}", "picture": pk} for pk in [*own, *more]],
        "packs": [
            {
                "sku": pack.sku,
                "name": pack.name_vi,
                "price": pack.price,
                "weight_g": pack.weight_g,
            }
            for pack in packs
        ],
    }


def stamp(content: dict[str, Any], names: Iterable[str]) -> str:
    """A short sign of what the named parts say now; a form carries it to show what its writer saw."""
    part = {name: content.get(name) for name in sorted(names)}
    return sha256(json.dumps(part, sort_keys=True).encode()).hexdigest()[:16]


@transaction.atomic
def begin(producer: Producer, code: UUID, *, by: Any) -> ProductVersion:
    """The draft with this code, begun now if there is none: a form sent twice begins one."""
    draft, _new = ProductVersion.objects.get_or_create(
        code=code, defaults={"producer": producer, "made_by": by}
    )
    return draft


@transaction.atomic
def draft_of(product: Product, *, by: Any) -> ProductVersion:
    """The open draft of a product, or a new one that goes on from the last version sent."""
    product = Product.objects.select_for_update().get(pk=product.pk)
    if found := product.versions.drafts().first():
        return found
    now = snapshot(product)
    last = product.versions.sent().first()
    unread = last and last.state in (VersionState.PENDING, VersionState.REJECTED)
    content = {**now, **_wanted(last, now)} if last and unread else now
    return ProductVersion.objects.create(
        code=uuid4(),
        producer=product.producer,
        product=product,
        content=content,
        was=now,
        made_by=by,
    )


def _wanted(version: ProductVersion, now: dict[str, Any]) -> dict[str, Any]:
    """What a version that was not approved wanted; prices, weights, season and delivery are those of today."""
    kept = {k: v for k, v in version.content.items() if v != version.was.get(k)}
    today = {
        pack["sku"]: {"price": pack["price"], "weight_g": pack["weight_g"]}
        for pack in now["packs"]
    }
    packs = [
        {**pack, **today.get(pack["sku"], {})} for pack in version.content["packs"]
    ]
    return {k: v for k, v in kept.items() if k not in TRADE} | {"packs": packs}


@transaction.atomic
def write(draft: ProductVersion, typed: dict[str, Any], *, seen: str) -> ProductVersion:
    """Put what was typed into the draft, if it still says what the writer saw.

    The same words twice are no conflict. Raises ChangedMeanwhile, or IllegalStep once it was sent.
    """
    row = locked(draft)
    changed = [name for name in typed if row.content.get(name) != typed[name]]
    if changed and seen != stamp(row.content, typed):
        raise ChangedMeanwhile(row, changed)
    return keep(row, **typed)


def locked(draft: ProductVersion) -> ProductVersion:
    """The row as it is now, nobody else's until commit; only a draft."""
    row = ProductVersion.objects.select_for_update().get(pk=draft.pk)
    row.must_be_draft()
    return row


def keep(row: ProductVersion, **facts: Any) -> ProductVersion:
    row.content = {**row.content, **facts}
    row.save(update_fields=["content"])
    return row
