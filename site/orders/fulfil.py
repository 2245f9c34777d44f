"""What happens to a producer order after it was placed; each move is a dated fact."""

from typing import Any

from django.db import transaction

from payments.models import Method, Payment
from payments.settle import cancel as cancel_payment
from payments.settle import confirm_received

from .messages import tell_order_paid, tell_part_cancelled, tell_part_shipped
from .models import (
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


def _locked(part: ProducerOrder) -> ProducerOrder:
    return ProducerOrder.objects.locked().get(pk=part.pk)


@transaction.atomic
def accept(part: ProducerOrder, *, by: Any) -> None:
    _locked(part).move_to(State.ACCEPTED, by=by)


@transaction.atomic
def pack(part: ProducerOrder, *, by: Any) -> None:
    _locked(part).move_to(State.PACKED, by=by)


@transaction.atomic
def hand_over(
    part: ProducerOrder, *, by: Any, carrier: str = "", tracking_code: str = ""
) -> None:
    """Give the parcel to a carrier, or to the buyer who came for it."""
    part = _locked(part)
    part.move_to(State.HANDED_OVER, by=by, note=f"{carrier} {tracking_code}".strip())
    Shipment.objects.create(part=part, carrier=carrier, tracking_code=tracking_code)
    tell_part_shipped(part)


@transaction.atomic
def deliver(part: ProducerOrder, *, by: Any) -> None:
    """The buyer has it; cash changes hands at this moment."""
    part = _locked(part)
    part.move_to(State.DELIVERED, by=by)
    for payment in Payment.objects.for_reference(part.code).open():
        if payment.method in (Method.COD, Method.CASH):
            confirm_received(payment, by=by)


@transaction.atomic
def decline(part: ProducerOrder, *, by: Any, reason: str) -> None:
    """The maker cannot do it: packs go back, an unpaid payment is stopped, the buyer is told.

    Raises CannotCancel when money has already come.
    """
    open_payments = list(
        Payment.objects.for_reference(part.payment_reference).open().locked()
    )
    part = _locked(part)
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
        .open()
        .filter(method=Method.VIETQR)
        .first()
    )
    if payment:
        confirm_received(payment, by=by)
