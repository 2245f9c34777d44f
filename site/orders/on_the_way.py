"""Parcels on their way, one by one; the order's state follows the slowest."""

from typing import Any

from django.db import transaction

from . import completing, fulfil, parcels
from .locking import locked
from .lots import why_not_yet
from .messages import tell_part_shipped
from .models import Actor, IllegalMove, ProducerOrder, Shipment, State


class NotOnItsWay(Exception):
    """A parcel that has not left, or whose order was cancelled, cannot be received."""


@transaction.atomic
def hand_over_parcel(
    shipment: Shipment, *, by: Any, carrier: str = "", tracking_code: str = ""
) -> None:
    """One parcel leaves; the last one takes the whole order with it. Twice does nothing.

    Raises fulfil.CannotMove while the order is held, IllegalMove when it is not accepted.
    """
    part = locked(shipment.part)
    fulfil.check_free(part)
    shipment = part.shipments.select_for_update().get(pk=shipment.pk)
    if shipment.handed_over_at:
        return
    if part.state not in (State.ACCEPTED, State.PACKED):
        raise IllegalMove(f"{part.code}: {part.state} → {State.HANDED_OVER}")
    if why := why_not_yet(part.shipments.filter(pk=shipment.pk)):
        raise fulfil.CannotMove(why)
    parcels.let_go(shipment, carrier, tracking_code)
    if parcels.all_left(part):
        _all_left(part, f"{carrier} {tracking_code}".strip(), by)
    tell_part_shipped(part)


def _all_left(part: ProducerOrder, note: str, by: Any) -> None:
    if part.state == State.ACCEPTED:
        part.move_to(State.PACKED, by=by)
    part.move_to(State.HANDED_OVER, by=by, note=note)


@transaction.atomic
def receive(shipment: Shipment, *, by: Any = None, actor: Actor = Actor.BUYER) -> None:
    """A parcel is there; the last one delivers the order. Raises NotOnItsWay."""
    part = locked(shipment.part)
    shipment = part.shipments.get(pk=shipment.pk)
    if shipment.handed_over_at is None or part.state == State.RETURNED:
        raise NotOnItsWay
    parcels.arrive(shipment)
    if part.state == State.HANDED_OVER and parcels.all_arrived(part):
        fulfil.deliver(part, by=by, actor=actor)


@transaction.atomic
def all_is_well(shipment: Shipment) -> None:
    """“Tôi đã nhận, hàng tốt”: received, and with the last good parcel the order is complete.

    Raises NotOnItsWay.
    """
    receive(shipment)
    part = locked(shipment.part)
    parcels.praise(part.shipments.get(pk=shipment.pk))
    praised = not part.shipments.filter(praised_at=None).exists()
    if part.state == State.DELIVERED and praised and not completing.waits(part):
        completing.all_is_well(part)
