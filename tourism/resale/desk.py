"""Locks in the order that every path keeps: slots by their key, then the booking."""

from datetime import datetime

from django.utils.translation import gettext as _

from tourism.models import Booking, BookingStatus, Resale
from tourism.party import CannotBook


def mine(booking: Booking) -> tuple[Booking, Resale]:
    """The locked booking with its slot's facts; the caller holds the slot's lock."""
    found = Booking.objects.select_related("slot__option__experience__host").locked()
    booking = found.get(pk=booking.pk)
    return booking, Resale.objects.select_related("reseller").get(booking=booking)


def save(booking: Booking, resale: Resale) -> None:
    option = booking.slot.option
    booking.fund_share = option.experience.fund_share(booking.total)
    booking.save()
    resale.booking = booking
    resale.save()


def refuse_unless_held(booking: Booking, now: datetime) -> None:
    if booking.status != BookingStatus.ON_HOLD:
        raise CannotBook(
            _("Lượt đặt này không còn ở trạng thái giữ chỗ (%(status)s).")
            % {"status": booking.status}
        )
    if booking.expires_at is not None and booking.expires_at <= now:
        raise CannotBook(_("Đã hết giờ giữ chỗ."))
