"""What happens to a producer order after it was placed; each move is a dated fact."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.outbox import AT_ONCE
from ledger import selling
from payments.models import Holder, Method, Payment
from payments.settle import confirm_received

from . import balance, bookkeeping, cancelling, harvests
from .locking import locked
from .lots import Wanted, why_not_yet
from .messages import tell_order_paid, tell_part_shipped
from .models import (
    Actor,
    ProducerOrder,
    ProducerOrderQuerySet,
    State,
    StockReservation,
)
from .parcels import pack_rest
from .stock import cancel_unpaid


class CannotMove(Exception):
    """Why a step cannot be taken yet, in words for the maker."""


def parts_paid_by(payment: Payment) -> ProducerOrderQuerySet:
    return ProducerOrder.objects.filter(payment_reference=payment.reference)


@transaction.atomic
def payment_came(payment: Payment) -> None:
    """Bind the reserved packs for good and tell everybody; a part cancelled meanwhile goes back."""
    parts = list(parts_paid_by(payment).select_related("order", "producer"))
    StockReservation.objects.filter(line__part__in=parts, released_at=None).update(
        expires_at=None
    )
    if parts:
        tell_order_paid(payment, parts)
    for part in parts:
        if part.state == State.CANCELLED and selling.is_booked(payment, [part.code]):
            why = _("Phần này đã huỷ trước khi tiền đến")
            balance.give_back_of(payment, part.code, cancelling.everything(part), why)


@transaction.atomic
def payment_did_not_come(payment: Payment) -> None:
    others = Payment.objects.for_reference(payment.reference).exclude(pk=payment.pk)
    if others.filter(paid_at__isnull=False).exists():
        return
    for part in parts_paid_by(payment).locked():
        if part.state == State.PLACED:
            cancel_unpaid(part)


@transaction.atomic
def accept(part: ProducerOrder, *, by: Any, at: datetime | None = None) -> None:
    locked(part).move_to(State.ACCEPTED, by=by, at=at)


@transaction.atomic
def pack(
    part: ProducerOrder,
    *,
    by: Any,
    at: datetime | None = None,
    lots: Wanted | None = None,
) -> None:
    """Everything is in parcels, from these lots.

    Raises CannotMove while something is not weighed or the order is held, CannotPack for a lot that
    must not be sent.
    """
    part = locked(part)
    check_free(part)
    if any(not line.is_weighed for line in part.lines.all()):
        raise CannotMove(_("Còn món bán theo cân chưa cân xong. Hãy cân trước đã."))
    part.move_to(State.PACKED, by=by, at=at)
    pack_rest(part, lots)


def check_free(part: ProducerOrder) -> None:
    """Raises CannotMove while the operator holds the order."""
    hold = part.holds.in_force().first()
    if hold:
        raise CannotMove(
            _("Đơn vị vận hành đang giữ đơn này đến hết %(day)s: %(reason)s")
            % {"day": f"{hold.until:%d/%m/%Y}", "reason": hold.reason}
        )


@transaction.atomic
def hand_over(
    part: ProducerOrder,
    *,
    by: Any,
    carrier: str = "",
    tracking_code: str = "",
    at: datetime | None = None,
    wait: timedelta = AT_ONCE,
) -> None:
    """Give all parcels that are still here to a carrier, or to the buyer who came for them.

    The buyer hears of it after `wait`, within which it can be taken back (taking_back.py).
    """
    part = locked(part)
    check_free(part)
    waiting = part.shipments.filter(handed_over_at=None)
    if why := harvests.why_not_yet(part) or why_not_yet(waiting):
        raise CannotMove(why)
    note = f"{carrier} {tracking_code}".strip()
    part.move_to(State.HANDED_OVER, by=by, note=note, at=at)
    pack_rest(part)
    part.shipments.filter(handed_over_at=None).update(
        carrier=carrier,
        tracking_code=tracking_code,
        handed_over_at=at or timezone.now(),
    )
    tell_part_shipped(part, wait=wait)


@transaction.atomic
def deliver(
    part: ProducerOrder,
    *,
    by: Any,
    at: datetime | None = None,
    actor: Actor | None = None,
) -> None:
    """The buyer has everything; cash changes hands at this moment."""
    part = locked(part)
    part.move_to(State.DELIVERED, by=by, at=at, actor=actor)
    part.shipments.filter(delivered_at=None).update(delivered_at=at or timezone.now())
    bookkeeping.book_free(part)
    for payment in Payment.objects.for_reference(part.payment_reference).open():
        if payment.method in (Method.COD, Method.CASH):
            confirm_received(payment, by=by, held_by=_who_took_it(part, payment))


def _who_took_it(part: ProducerOrder, payment: Payment) -> Holder:
    """Where nobody else carried the parcel, the maker stood at the door and has the cash."""
    brought = payment.method == Method.COD and not part.went_with_others
    return Holder.PRODUCER if brought else Holder(payment.held_by)


def money_received(part: ProducerOrder, *, by: Any) -> bool:
    """The maker saw the transfer on his account; False when a person decides what becomes of it."""
    asked = Payment.objects.for_reference(part.code).filter(method=Method.VIETQR)
    payment = asked.unpaid().first() or asked.first()
    return payment is None or confirm_received(payment, by=by).is_paid
