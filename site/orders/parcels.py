"""What lies in which parcel; an order may leave in several."""

from collections.abc import Mapping

from django.db.models import Sum

from .models import OrderLine, ProducerOrder, Shipment, ShipmentLine


class CannotPack(Exception):
    """Why a parcel cannot be made like this, in words for the maker."""


def unpacked(part: ProducerOrder) -> dict[OrderLine, int]:
    """How many of each line are in no parcel yet."""
    packed = dict(
        ShipmentLine.objects.filter(shipment__part=part)
        .values_list("line")
        .annotate(Sum("quantity"))
    )
    left = {line: line.sold - packed.get(line.pk, 0) for line in part.lines.all()}
    return {line: count for line, count in left.items() if count > 0}


def pack_rest(part: ProducerOrder) -> Shipment | None:
    """Put everything that is left into one more parcel of a locked part."""
    left = unpacked(part)
    return _make(part, left) if left or not part.shipments.exists() else None


def _make(part: ProducerOrder, contents: Mapping[OrderLine, int]) -> Shipment:
    shipment = Shipment.objects.create(part=part)
    ShipmentLine.objects.bulk_create(
        ShipmentLine(shipment=shipment, line=line, quantity=quantity)
        for line, quantity in contents.items()
    )
    return shipment
