"""A reseller confirms or cancels."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tourism import booking as bookings
from tourism.capacity import kindly, lock_slots
from tourism.changing import cancel as give_up
from tourism.models import (
    Availability,
    Booking,
    BookingStatus,
    ExperienceState,
)
from tourism.party import CannotBook

from .changing import is_changeable, rearrange
from .desk import mine, refuse_unless_held, save
from .invoice import invoice
from .lines import AlreadyUsed, Facts, Line, note


def confirm(
    booking: Booking, lines: Sequence[Line] | None, facts: Facts, *, asked: str
) -> Booking:
    """The guest has paid the reseller. The same request again changes nothing; raises CannotBook."""
    try:
        with kindly(), transaction.atomic():
            return _confirm(booking, lines, facts, asked)
    except IntegrityError as error:
        raise AlreadyUsed from error


def _confirm(
    booking: Booking, lines: Sequence[Line] | None, facts: Facts, asked: str
) -> Booking:
    slot = lock_slots(booking.slot_id)[booking.slot_id]
    booking, resale = mine(booking)
    done = booking.status in (BookingStatus.CONFIRMED, BookingStatus.PENDING)
    if done and resale.confirmed == asked:
        return booking
    refuse_unless_held(booking, timezone.now())
    _refuse_unless_hosted(slot)
    if lines is not None:
        rearrange(booking, resale, slot, slot, lines)
    note(booking, resale, facts)
    resale.confirmed = asked
    save(booking, resale)
    if resale.is_test:
        _settle_quietly(booking)
    else:
        invoice(booking)
        bookings.settle_booking(booking)
    return booking


def _refuse_unless_hosted(slot: Availability) -> None:
    """A host who was suspended meanwhile receives nobody new; those confirmed are cared for by people."""
    experience = slot.option.experience
    if experience.state == ExperienceState.SANDBOX:
        return
    if experience.state != ExperienceState.LIVE or not experience.host.is_selling:
        raise CannotBook(_("Người đón khách đang tạm nghỉ, chưa nhận thêm khách."))


def _settle_quietly(booking: Booking) -> None:
    """A test: nobody is told and nobody owes anything."""
    instant = booking.slot.option.experience.instant_confirmation
    booking.move_to(BookingStatus.CONFIRMED if instant else BookingStatus.PENDING)
    booking.confirmed_at = timezone.now() if instant else None
    booking.expires_at = None
    booking.save()


def cancel(booking: Booking, *, reason: str) -> Booking:
    """Give the places back while that costs nothing; again changes nothing. Raises CannotBook."""
    booking.refresh_from_db()
    if booking.status == BookingStatus.CANCELLED:
        return booking
    if not is_changeable(booking, timezone.now()):
        raise CannotBook(_("Đã quá hạn huỷ miễn phí; hãy gọi người đón khách."))
    give_up(booking, reason=reason)
    booking.refresh_from_db()
    return booking
