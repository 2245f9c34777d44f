"""What lies in which parcel; an order may leave in several, and at several times."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from . import lots as parcel_lots
from .lots import CannotPack as CannotPack
from .lots import Wanted
from .models import OrderLine, ProducerOrder, Shipment, ShipmentLine


def unpacked(part: ProducerOrder) -> dict[OrderLine, int]:
    """How many of each line are in no parcel yet."""
    return unpacked_of([part])


def unpacked_of(parts: Iterable[ProducerOrder]) -> dict[OrderLine, int]:
    """The same of many orders, in their order, with one question more than for their lines."""
    parts = list(parts)
    packed = dict(
        ShipmentLine.objects.filter(shipment__part__in=parts)
        .values_list("line")
        .annotate(Sum("quantity"))
    )
    lines = [line for part in parts for line in part.lines.all()]
    left = {line: line.sold - packed.get(line.pk, 0) for line in lines}
    return {line: count for line, count in left.items() if count > 0}


def pack_rest(part: ProducerOrder, lots: Wanted | None = None) -> Shipment | None:
    """Put everything that is left into one more parcel of a locked part. Raises CannotPack."""
    left = unpacked(part)
    if not left and part.shipments.exists():
        return None
    return _make(part, left, lots or {})


def _make(
    part: ProducerOrder, contents: Mapping[OrderLine, int], lots: Wanted
) -> Shipment:
    shipment = Shipment.objects.create(part=part)
    ShipmentLine.objects.bulk_create(
        ShipmentLine(shipment=shipment, line=line, quantity=quantity)
        for line, quantity in contents.items()
    )
    parcel_lots.put(shipment, lots)
    return shipment


@transaction.atomic
def make(
    part: ProducerOrder, wanted: Mapping[int, int], lots: Wanted | None = None
) -> Shipment:
    """One parcel with so many of each line (by pk) of an accepted part. Raises CannotPack."""
    part = ProducerOrder.objects.locked().get(pk=part.pk)
    left = {line.pk: (line, count) for line, count in unpacked(part).items()}
    contents = {
        left[pk][0]: count for pk, count in wanted.items() if pk in left and count
    }
    if not contents or len(contents) != sum(1 for count in wanted.values() if count):
        raise CannotPack(_("Hãy ghi mỗi món bao nhiêu vào kiện này."))
    for line, count in contents.items():
        _check(line, count, left[line.pk][1])
    return _make(part, contents, lots or {})


def _check(line: OrderLine, count: int, left: int) -> None:
    if not 0 < count <= left:
        raise CannotPack(
            _("“%(name)s” chỉ còn %(left)s chưa vào kiện nào.")
            % {"name": line.product_name, "left": left}
        )
    if not line.is_weighed:
        raise CannotPack(_("Còn món bán theo cân chưa cân xong. Hãy cân trước đã."))


def let_go(shipment: Shipment, carrier: str, tracking_code: str) -> None:
    """Note that a parcel of a locked part was handed over."""
    shipment.carrier, shipment.tracking_code = carrier, tracking_code
    shipment.handed_over_at = timezone.now()
    shipment.save(update_fields=["carrier", "tracking_code", "handed_over_at"])


def all_left(part: ProducerOrder) -> bool:
    """Everything is packed and no parcel is still here."""
    return (
        not unpacked(part) and not part.shipments.filter(handed_over_at=None).exists()
    )


def all_arrived(part: ProducerOrder) -> bool:
    return all_left(part) and not part.shipments.filter(delivered_at=None).exists()


def arrive(shipment: Shipment, at: datetime | None = None) -> None:
    if shipment.delivered_at is None:
        shipment.delivered_at = at or timezone.now()
        shipment.save(update_fields=["delivered_at"])


def praise(shipment: Shipment) -> Any:
    """Its receiver says that all is well; a second tap changes nothing."""
    if shipment.praised_at is None:
        shipment.praised_at = timezone.now()
        shipment.save(update_fields=["praised_at"])
