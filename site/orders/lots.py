"""The lots inside parcels: what expires first is proposed, what must not be sold is refused."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from traceability.models import Lot

from .models import OrderLine, ParcelLot, Shipment, ShipmentLine

Wanted = Mapping[int, Mapping[str, int]]
"""Of each order line (pk) so many packs from each lot (code)."""


class CannotPack(Exception):
    """Why a parcel cannot be made like this, in words for the maker."""


@dataclass(frozen=True)
class Choice:
    """A lot that may go into a parcel: so many packs are left, so many are proposed."""

    lot: Lot
    left: int
    proposed: int


def lots_of(row: ShipmentLine) -> list[Lot]:
    return [held.lot for held in row.lots.all()]


def _on_sale(variants: Iterable[int | None]) -> QuerySet[Any]:
    """Lots of these packs counted in packs, first to expire first, with what is left of each."""
    packed = Coalesce(Sum("parcels__quantity"), 0)
    lots: QuerySet[Any] = (
        Lot.objects.on_sale(timezone.localdate())
        .filter(variant__in=[pk for pk in variants if pk], uom="")
        .annotate(left=F("quantity") - packed)
        .filter(left__gte=1)
        .order_by(F("expires_on").asc(nulls_last=True), "produced_on", "pk")
    )
    return lots


def proposals(unpacked: Mapping[OrderLine, int]) -> dict[OrderLine, list[Choice]]:
    """For each line with lots on sale: where its packs should come from."""
    free: dict[int, list[Any]] = {}
    for lot in _on_sale(line.variant_id for line in unpacked):
        free.setdefault(lot.variant_id, []).append(lot)
    taken: dict[int, int] = {}
    found = {}
    for line, count in unpacked.items():
        if lots := free.get(line.variant_id or 0):
            found[line] = list(_share_out(count, lots, taken))
    return found


def _share_out(count: int, lots: list[Any], taken: dict[int, int]) -> Iterable[Choice]:
    """`taken` remembers what other lines of the same order were proposed."""
    for lot in lots:
        left = int(lot.left) - taken.get(lot.pk, 0)
        proposed = max(min(count, left), 0)
        taken[lot.pk] = taken.get(lot.pk, 0) + proposed
        count -= proposed
        yield Choice(lot, left, proposed)


def put(shipment: Shipment, wanted: Wanted) -> None:
    """Remember the lots of a new parcel. Raises CannotPack; call it inside a transaction."""
    if not wanted:
        return
    rows = {row.line_id: row for row in shipment.lines.select_related("line")}
    lots = _locked(wanted)
    for line, counts in wanted.items():
        _put_row(rows.get(line), {lots.get(c): n for c, n in counts.items() if n})


@transaction.atomic
def change(shipment: Shipment, wanted: Wanted) -> None:
    """Other packs are taken for a parcel that is still here. Raises CannotPack."""
    shipment = Shipment.objects.select_for_update().get(pk=shipment.pk)
    if shipment.handed_over_at:
        raise CannotPack(_("Kiện này đã đi rồi, không đổi lô được nữa."))
    ParcelLot.objects.filter(row__shipment=shipment).delete()
    put(shipment, wanted)


def _locked(wanted: Wanted) -> dict[str, Lot]:
    codes = {code for counts in wanted.values() for code, n in counts.items() if n}
    lots = Lot.objects.select_for_update(of=("self",)).filter(code__in=codes)
    return {lot.code: lot for lot in lots.order_by("pk")}


def _put_row(row: ShipmentLine | None, counts: Mapping[Lot | None, int]) -> None:
    if not counts:
        return
    if row is None or sum(counts.values()) > row.quantity:
        raise CannotPack(_("Số gói chọn từ các lô nhiều hơn số gói trong kiện."))
    for lot, count in counts.items():
        if lot is None or lot.variant_id != row.line.variant_id:
            raise CannotPack(_("Có lô không phải của món này. Hãy chọn lại."))
        _check(lot, count)
        ParcelLot.objects.create(row=row, lot=lot, quantity=count)


def _check(lot: Lot, count: int) -> None:
    if why := why_not(lot):
        raise CannotPack(why)
    left = lot.quantity - (lot.parcels.aggregate(n=Sum("quantity"))["n"] or 0)
    if not lot.uom and count > left:
        raise CannotPack(
            _("Lô %(lot)s chỉ còn %(left)s gói chưa gửi đi.")
            % {"lot": lot.code, "left": int(left)}
        )


def why_not(lot: Lot) -> str:
    """Why a lot must not be sent today, or ""."""
    facts = {"lot": lot.code}
    if lot.recalled_at:
        return _("Lô %(lot)s đã bị thu hồi, không gửi đi được.") % facts
    if lot.withdrawn_at:
        return _("Lô %(lot)s đang ngừng bán, không gửi đi được.") % facts
    if lot.has_expired(timezone.localdate()):
        return _("Lô %(lot)s đã quá hạn dùng, không gửi đi được.") % facts
    return ""


def why_not_yet(shipments: QuerySet[Shipment]) -> str:
    """Why these parcels cannot leave: one holds a lot that was called back since it was packed."""
    inside = Lot.objects.filter(parcels__row__shipment__in=shipments).distinct()
    return next(filter(None, map(why_not, inside)), "")


def at_home(shipments: Iterable[Shipment]) -> dict[ShipmentLine, list[Choice]]:
    """For the rows of parcels still here: the lots they could be packed from instead."""
    rows = [
        row for one in shipments if not one.handed_over_at for row in one.lines.all()
    ]
    found: dict[ShipmentLine, list[Choice]] = {}
    free = list(_on_sale(row.line.variant_id for row in rows))
    for row in rows:
        held = {one.lot_id: one.quantity for one in row.lots.all()}
        choices = [
            Choice(lot, int(lot.left) + held.get(lot.pk, 0), held.get(lot.pk, 0))
            for lot in free
            if lot.variant_id == row.line.variant_id
        ]
        if choices or held:
            found[row] = choices
    return found
