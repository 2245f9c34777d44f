"""A table taken back within a day, as far as nobody built on it; the rest is named, not touched."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.drafting import TRADE
from catalog.models import (
    GoodsSheet,
    MovementReason,
    Product,
    ProductVersion,
    StockMovement,
    Variant,
    VersionState,
    reprice,
)

from .shelf import Shelf, shelf_of
from .writing import stamp_of


class CannotUndo(ValueError):
    """It is too late, or it was taken back already; `str()` says so."""


@transaction.atomic
def undo(sheet: GoodsSheet, *, by: Any) -> GoodsSheet:
    """Raises CannotUndo; what could not be taken back stands in `kept`, in words."""
    row = GoodsSheet.objects.select_for_update().get(pk=sheet.pk)
    if not row.can_be_undone:
        raise CannotUndo(_("Bảng này không hoàn lại được nữa."))
    shelf, did = shelf_of(row.producer, lock=True), row.did
    row.kept = [
        *_drafts(row, did["drafts"]),
        *_versions(row, did["versions"]),
        *_counts(shelf, did["counts"], by),
        *_prices(shelf, did["packs"]),
        *_trade(shelf, did["goods"]),
    ]
    row.undone_at = timezone.now()
    row.save(update_fields=["kept", "undone_at"])
    return row


def _mine(sheet: GoodsSheet, codes: Any) -> Any:
    versions: Any = ProductVersion.objects.made_by(sheet.producer)
    return versions.filter(code__in=list(codes)).select_for_update(of=("self",))


def _drafts(sheet: GoodsSheet, added: list[list[str]]) -> list[str]:
    said = dict(added)
    untouched, kept = [], []
    for draft in _mine(sheet, said):
        is_as_written = stamp_of(draft) == said[str(draft.code)]
        if draft.state == VersionState.DRAFT and is_as_written:
            untouched.append(draft.pk)
        elif draft.state != VersionState.DROPPED:
            words = _("“%(name)s”: bạn đã làm tiếp món này, nên bài vẫn còn.")
            kept.append(words % {"name": draft.name})
    drafts = ProductVersion.objects.drafts().filter(pk__in=untouched)
    drafts.update(state=VersionState.DROPPED)
    return kept


def _versions(sheet: GoodsSheet, codes: list[str]) -> list[str]:
    kept = []
    for version in _mine(sheet, codes).select_related("product"):
        if version.state == VersionState.PENDING and not version.is_new:
            version.move_to(VersionState.REPLACED, decided_at=timezone.now())
        else:
            words = _("“%(name)s”: bài đã tới tay người duyệt, hãy sửa ở trang “Sửa”.")
            kept.append(words % {"name": version.name})
    return kept


def _counts(shelf: Shelf, counts: dict[str, int], by: Any) -> list[str]:
    """What was sold meanwhile stays sold; a number counted anew stays as counted."""
    kept = []
    taps = StockMovement.objects.in_bulk(list(counts.values()))
    newest = _counted_last([tap.variant_id for tap in taps.values()])
    for sku, pk in counts.items():
        pack, tap = shelf.packs.get(sku), taps[pk]
        if pack is None or newest.get(tap.variant_id, pk) > pk:
            words = _("“%(name)s”: số còn đã được sửa lại sau đó.")
        elif pack.stock < tap.delta:
            words = _("“%(name)s”: khách đã mua mất, số còn không bớt lại được.")
        else:
            pack.move(-tap.delta, MovementReason.UNDONE, reference=str(pk), by=by)
            continue
        kept.append(words % {"name": pack or tap.variant})
    return kept


def _counted_last(variants: list[int]) -> dict[int, int]:
    counted = StockMovement.objects.filter(
        variant__in=variants,
        reason__in=[MovementReason.COUNTED, MovementReason.UNDONE],
    )
    return dict(counted.order_by("pk").values_list("variant", "pk"))


def _prices(shelf: Shelf, did: dict[str, Any]) -> list[str]:
    kept, packs = [], []
    for sku, changes in did.items():
        pack = shelf.packs.get(sku)
        if pack and _put_back(pack, changes):
            packs.append(pack)
        else:
            words = _("“%(name)s”: giá hay cân nặng đã được sửa lại sau đó.")
            kept.append(words % {"name": pack or sku})
    Variant.objects.bulk_update(packs, ["price", "weight_g"], batch_size=500)
    parts = [pack.pk for pack in packs]
    reprice(Variant.objects.filter(hamper_parts__part__in=parts))
    return kept


def _trade(shelf: Shelf, did: dict[str, Any]) -> list[str]:
    kept, back = [], []
    for pk, changes in did.items():
        product = shelf.goods.get(int(pk))
        if product and _put_back(product, changes):
            back.append(product)
        else:
            words = _("“%(name)s”: mùa hay cách giao đã được sửa lại sau đó.")
            kept.append(words % {"name": product or pk})
    Product.objects.bulk_update(back, TRADE, batch_size=500)
    return kept


def _put_back(thing: Any, changes: dict[str, list[Any]]) -> bool:
    """All of it, where nothing of it was changed since."""
    if any(getattr(thing, name) != new for name, (_old, new) in changes.items()):
        return False
    for name, (old, _new) in changes.items():
        setattr(thing, name, old)
    return True
