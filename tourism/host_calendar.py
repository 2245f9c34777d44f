"""A host's bookings as a calendar that a phone subscribes to, behind a secret address."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from icalendar import Calendar, Event

from core.structured import absolute
from producers.models import Producer

from .models import Booking, BookingStatus

PAST = timedelta(days=30)
STATUS = {
    BookingStatus.PENDING: "TENTATIVE",
    BookingStatus.CONFIRMED: "CONFIRMED",
    BookingStatus.REDEEMED: "CONFIRMED",
    BookingStatus.CANCELLED: "CANCELLED",
}


def bookings_ics(host: Producer, now: datetime) -> bytes:
    """Who asks and who comes. No telephone: calendars are kept by others (Law 91/2025, data kept least)."""
    calendar = Calendar()
    calendar.add("prodid", "-//Lang Nghe//VN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Khách của %(host)s") % {"host": host.name})
    bookings = Booking.objects.filter(
        slot__option__experience__host=host,
        slot__starts_at__gte=now - PAST,
        status__in=STATUS,
    )
    for booking in bookings.select_related("slot__option__experience").prefetch_related(
        "items"
    ):
        calendar.add_component(_event(booking))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(booking: Booking) -> Event:
    slot, cancelled = booking.slot, booking.status == BookingStatus.CANCELLED
    event = Event()
    event.add("uid", f"{booking.uuid}@lang-nghe")
    event.add("summary", _summary(booking))
    event.add("dtstart", timezone.localtime(slot.starts_at))
    event.add("dtend", timezone.localtime(slot.ends_at))
    event.add("dtstamp", booking.updated_at)
    event.add("sequence", booking.sequence + cancelled)
    event.add("status", STATUS[BookingStatus(booking.status)])
    event.add("description", f"{booking.code} · {booking.name}")
    event.add("url", absolute("/kenh-ban/khach/"))
    return event


def _summary(booking: Booking) -> str:
    people = sum(item.cancelled_at is None for item in booking.items.all())
    guests = ngettext("%(n)s khách", "%(n)s khách", people) % {"n": people}
    return f"{booking.slot.option.experience.name}: {guests}"
