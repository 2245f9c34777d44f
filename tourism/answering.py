"""What the host decides: yes, no, another day, not at all."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from . import changing
from .booking import give_back, locked
from .capacity import lock_slots
from .messages import (
    tell_booking_confirmed,
    tell_booking_expired,
    tell_proposal,
    tell_reseller_cancelled,
)
from .models import Availability, Booking, BookingStatus, SlotStatus
from .party import CannotBook
from .paying import ask_for_refund, paid_for


@transaction.atomic
def accept(booking: Booking) -> None:
    """The host says yes to a request."""
    booking = locked(booking)
    booking.move_to(BookingStatus.CONFIRMED)
    booking.confirmed_at = timezone.now()
    booking.proposed_slot = None
    booking.save()
    tell_booking_confirmed(booking)


def reject(booking: Booking, *, reason: str) -> Booking:
    """The host says no, with a reason the guest reads; whatever was paid comes back whole."""
    return changing.cancel(booking, reason=reason, by_host=True)


@transaction.atomic
def propose(booking: Booking, to: Availability) -> None:
    """Another day, which the guest takes with one tap. Raises CannotBook when it has no room."""
    booking = locked(booking)
    if booking.status not in changing.OPEN:
        raise CannotBook(_("Lượt đặt này vừa được đổi. Hãy xem lại."))
    if to.option_id != booking.slot.option_id or to.vacancies < booking.pax:
        raise CannotBook(_("Buổi bạn chọn không đủ chỗ cho đoàn này."))
    booking.proposed_slot = to
    booking.save()
    tell_proposal(booking)


def take_proposal(booking: Booking) -> Booking:
    """The guest agrees to the host's day."""
    if booking.proposed_slot is None:
        raise CannotBook(_("Không còn lời đề nghị nào. Hãy xem lại bên dưới."))
    return changing.move(booking, booking.proposed_slot, agreed=True)


@transaction.atomic
def cancel_slot(slot: Availability, *, reason: str | Promise) -> int:
    """Nobody comes: everyone is told and gets everything back. Returns how many bookings.

    A lazy `reason` is told in each guest's language.
    """
    slot = lock_slots(slot.pk)[slot.pk]
    bookings = list(Booking.objects.holding().filter(slot=slot).order_by("pk"))
    if any(booking.status == BookingStatus.REDEEMED for booking in bookings):
        raise CannotBook(_("Buổi này đã có khách vào rồi, không huỷ được nữa."))
    # First, so that the letters know that other days are offered.
    Availability.objects.filter(pk=slot.pk).update(
        status=SlotStatus.CANCELLED,
        cancelled_at=timezone.now(),
        cancel_reason=str(reason)[:255],
    )
    for booking in bookings:
        with translation.override(booking.language):
            said = str(reason)
        tell_reseller_cancelled(changing.cancel(booking, reason=said, by_host=True))
    return len(bookings)


def unanswered(now: datetime) -> int:
    """Requests whose deadline has passed are given up; returns how many."""
    late = Booking.objects.filter(status=BookingStatus.PENDING, answer_by__lte=now)
    for booking in late:
        with transaction.atomic():
            _give_up(locked(booking), now)
    return len(late)


def _give_up(booking: Booking, now: datetime) -> None:
    if booking.status != BookingStatus.PENDING:
        return
    booking.cancel_reason = str(_("Người đón khách không trả lời kịp"))
    give_back(booking, BookingStatus.EXPIRED, "EXPIRE")
    if payment := paid_for(booking):
        booking.refund_due = payment.refundable
        booking.save()
        ask_for_refund(booking, payment, payment.refundable, booking.cancel_reason)
    tell_booking_expired(booking)
