"""News of money: it came, it did not come, it came too late."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from payments import refunds
from payments.models import Payment, RefundKind

from .booking import give_back, locked, settle_booking
from .capacity import change_capacity
from .messages import tell_no_place_for_late_money
from .models import Booking, BookingStatus, FullyBooked, SlotStatus
from .party import CannotBook


def _booking(payment: Payment) -> Booking | None:
    found = Booking.objects.filter(code=payment.reference).first()
    return locked(found) if found else None


@transaction.atomic
def payment_came(payment: Payment) -> None:
    """Confirm what was held; for a hold that was given up, take the places again or give the money back."""
    booking = _booking(payment)
    if booking is None:
        return
    if booking.status == BookingStatus.ON_HOLD:
        settle_booking(booking)
    elif booking.status == BookingStatus.EXPIRED:
        _take_up(booking, payment)


def _take_up(booking: Booking, payment: Payment) -> None:
    if seated_again(booking):
        settle_booking(booking)
        return
    ask_for_refund(booking, payment, payment.refundable, _("Hết chỗ khi tiền đến"))
    tell_no_place_for_late_money(booking)


@transaction.atomic
def payment_did_not_come(payment: Payment) -> None:
    booking = _booking(payment)
    if booking and booking.status == BookingStatus.ON_HOLD:
        give_back(booking, BookingStatus.EXPIRED, "EXPIRE")


@transaction.atomic
def reopen(payment: Payment) -> bool | None:
    """May late money be accepted? None: not a booking. False: full or cancelled, a person decides."""
    booking = _booking(payment)
    if booking is None:
        return None
    if booking.status == BookingStatus.EXPIRED:
        return seated_again(booking)
    return booking.holds_places


def seated_again(booking: Booking) -> bool:
    """A locked, expired booking has its places back and waits for its money; False when they are gone."""
    slot = booking.slot
    if slot.status != SlotStatus.OPEN or slot.starts_at <= timezone.now():
        return False
    try:
        with transaction.atomic():
            change_capacity(booking, {slot.pk: booking.pax}, reason="LATE")
    except (FullyBooked, CannotBook):
        return False
    booking.move_to(BookingStatus.ON_HOLD)
    booking.expires_at = None
    booking.save()
    return True


def paid_for(booking: Booking) -> Payment | None:
    """The payment that came for a booking, if one did."""
    payments = Payment.objects.for_reference(booking.code)
    return next((payment for payment in payments if payment.is_paid), None)


def ask_for_refund(
    booking: Booking,
    payment: Payment,
    amount: int,
    reason: str,
    *,
    goodwill: bool = False,
) -> None:
    """A refund document for `amount` đồng, which the operator approves; nothing when it is nothing."""
    amount = min(amount, payment.refundable)
    if amount <= 0:
        return
    kind = RefundKind.GOODWILL if goodwill else RefundKind.LINE
    refunds.request(
        payment,
        items=[refunds.Item(kind, booking.code, None, amount)],
        method=refunds.way_back(payment),
        reason=reason,
        by=None,
        key=f"{booking.code}:{booking.sequence}:{booking.status}",
    )
