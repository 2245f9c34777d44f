"""Letters about bookings: written into the outbox with the fact they tell."""

from django.urls import reverse

from core import outbox
from core.outbox import Reader

from .models import Booking


def _tell_guest(booking: Booking, template: str) -> None:
    outbox.put(
        f"{template}:{booking.code}",
        Reader(booking.email, booking.phone, booking.language),
        template,
        {"booking": booking},
        about=f"booking:{booking.code}",
        path=booking.get_absolute_url(),
    )


def tell_booking_confirmed(booking: Booking) -> None:
    _tell_guest(booking, "booking_confirmed")


def tell_booking_cancelled(booking: Booking) -> None:
    _tell_guest(booking, "booking_cancelled")


def tell_host(booking: Booking) -> None:
    host = booking.slot.option.experience.host
    member = host.memberships.exclude(user__email=None).select_related("user").first()
    email = host.email or (member.user.email or "" if member else "")
    outbox.put(
        f"booking_for_host:{booking.code}",
        Reader(email, host.phone),
        "booking_for_host",
        {"booking": booking},
        about=f"host:{booking.code}",
        path=reverse("workspace:guests"),
    )
