"""A booking as an iCalendar file (RFC 5545)."""

from django.utils import timezone

from icalendar import Calendar, Event

from .models import Booking, BookingStatus


def invitation(booking: Booking, url: str) -> bytes:
    """PUBLISH one event with a stable UID; cancelled bookings say so."""
    slot, experience = booking.slot, booking.slot.option.experience
    cancelled = booking.status in (
        BookingStatus.CANCELLED,
        BookingStatus.EXPIRED,
        BookingStatus.REJECTED,
    )
    event = Event()
    event.add("uid", f"{booking.uuid}@lang-nghe")
    event.add("summary", experience.name)
    event.add("dtstart", timezone.localtime(slot.starts_at))
    event.add("dtend", timezone.localtime(slot.ends_at))
    event.add("dtstamp", booking.created_at)
    event.add("last-modified", booking.updated_at)
    event.add("location", experience.meeting_point)
    event.add("description", f"{booking.code}\n{url}")
    event.add("url", url)
    event.add("sequence", booking.sequence + cancelled)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", "-//Lang Nghe//VN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())
