"""What happens to a producer order after it was placed; each move is a dated fact."""

from datetime import datetime
from typing import Any

from django.db import transaction

from payments.models import Method, Payment
from payments.settle import cancel as cancel_payment
from payments.settle import confirm_received

from .locking import locked
from .messages import tell_order_paid, tell_part_cancelled, tell_part_shipped
from .models import (
    Actor,
    ProducerOrder,
    ProducerOrderQuerySet,
    Shipment,
    State,
    StockReservation,
)
from .settling import collect_rest
from .stock import cancel_unpaid, give_back, is_paid


class CannotCancel(Exception):
    """A paid part is cancelled together with the operator, who sees to the money."""


def parts_paid_by(payment: Payment) -> ProducerOrderQuerySet:
    return ProducerOrder.objects.filter(payment_reference=payment.reference)


@transaction.atomic
def payment_came(payment: Payment) -> None:
    """Bind the reserved packs for good and tell everybody."""
    parts = list(parts_paid_by(payment).select_related("order", "producer"))
    StockReservation.objects.filter(line__part__in=parts, released_at=None).update(
        expires_at=None
    )
    if parts:
        tell_order_paid(payment, parts)


@transaction.atomic
def payment_did_not_come(payment: Payment) -> None:
    for part in parts_paid_by(payment).locked():
        if part.state == State.PLACED:
            cancel_unpaid(part)


@transaction.atomic
def accept(part: ProducerOrder, *, by: Any, at: datetime | None = None) -> None:
    locked(part).move_to(State.ACCEPTED, by=by, at=at)


@transaction.atomic
def pack(part: ProducerOrder, *, by: Any, at: datetime | None = None) -> None:
    locked(part).move_to(State.PACKED, by=by, at=at)


@transaction.atomic
def hand_over(
    part: ProducerOrder,
    *,
    by: Any,
    carrier: str = "",
    tracking_code: str = "",
    at: datetime | None = None,
) -> None:
    """Give the parcel to a carrier, or to the buyer who came for it."""
    part = locked(part)
    note = f"{carrier} {tracking_code}".strip()
    part.move_to(State.HANDED_OVER, by=by, note=note, at=at)
    Shipment.objects.create(part=part, carrier=carrier, tracking_code=tracking_code)
    tell_part_shipped(part)


@transaction.atomic
def deliver(
    part: ProducerOrder,
    *,
    by: Any,
    at: datetime | None = None,
    actor: Actor | None = None,
) -> None:
    """The buyer has it; cash changes hands at this moment."""
    part = locked(part)
    part.move_to(State.DELIVERED, by=by, at=at, actor=actor)
    for payment in Payment.objects.for_reference(part.code).open():
        if payment.method in (Method.COD, Method.CASH):
            confirm_received(payment, by=by)


@transaction.atomic
def decline(part: ProducerOrder, *, by: Any, reason: str) -> None:
    """The maker cannot do it: packs go back, an unpaid payment is stopped, the buyer is told.

    Raises CannotCancel when money has already come.
    """
    part = locked(part)
    open_payments = list(Payment.objects.for_reference(part.payment_reference).open())
    if is_paid(part) or part.is_card:
        raise CannotCancel
    part.move_to(State.CANCELLED, by=by, note=reason)
    give_back(part)
    for payment in open_payments:
        cancel_payment(payment)
    collect_rest(part)
    tell_part_cancelled(part)


def money_received(part: ProducerOrder, *, by: Any) -> None:
    """The maker saw the transfer on his account."""
    payment = (
        Payment.objects.for_reference(part.code)
        .unpaid()
        .filter(method=Method.VIETQR)
        .first()
    )
    if payment:
        confirm_received(payment, by=by)
