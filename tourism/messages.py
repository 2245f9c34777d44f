"""Letters about bookings: written into the outbox with the fact they tell, in the guest's language."""

from typing import Any

from django.urls import reverse

from core import outbox
from core.outbox import Reader
from producers.models import Producer

from .models import Availability, Booking, GroupRequest, WaitlistEntry


def _tell_guest(booking: Booking, template: str, again: object = "") -> None:
    """`again` tells one message of a kind from the next one of the same booking."""
    outbox.put(
        f"{template}:{booking.code}{f':{again}' if again else ''}",
        Reader(booking.email, booking.phone, booking.language),
        template,
        {"booking": booking},
        about=f"booking:{booking.code}",
        path=booking.get_absolute_url(),
    )


def tell_booking_confirmed(booking: Booking) -> None:
    """A reseller's guest hears it from the reseller, unless that asked us to write."""
    if hasattr(booking, "resale") and not booking.email:
        return
    _tell_guest(booking, "booking_confirmed", booking.sequence)


def tell_booking_cancelled(booking: Booking) -> None:
    _tell_guest(booking, "booking_cancelled")


def tell_reseller_cancelled(booking: Booking) -> None:
    """Its guests may be known to the reseller alone."""
    if not hasattr(booking, "resale"):
        return
    seller = booking.resale.reseller
    outbox.put(
        f"resale_cancelled:{booking.code}",
        Reader(seller.email, seller.phone, booking.language),
        "resale_cancelled",
        {"booking": booking},
        about=f"reseller:{booking.code}",
    )


def tell_booking_changed(booking: Booking) -> None:
    _tell_guest(booking, "booking_changed", booking.sequence)


def tell_booking_expired(booking: Booking) -> None:
    _tell_guest(booking, "booking_expired")


def tell_proposal(booking: Booking) -> None:
    _tell_guest(booking, "booking_proposed", booking.proposed_slot_id)


def tell_reconfirm(booking: Booking) -> None:
    _tell_guest(booking, "booking_reconfirm", booking.sequence)


def tell_offer(booking: Booking) -> None:
    """Places came free for somebody who waited."""
    _tell_guest(booking, "booking_offered")


def tell_no_place_for_late_money(booking: Booking) -> None:
    _tell_guest(booking, "booking_late_money")


def tell_waiting(entry: WaitlistEntry) -> None:
    outbox.put(
        f"waiting:{entry.token}",
        Reader(entry.email, entry.phone, entry.language),
        "waiting",
        {"entry": entry},
        about=f"waiting:{entry.pk}",
        path=reverse("tourism:waiting", args=[entry.token]),
    )


def tell_host(booking: Booking) -> None:
    _tell_host(booking, "booking_for_host", booking.sequence)


def tell_host_of_change(booking: Booking) -> None:
    _tell_host(booking, "booking_changed_for_host", booking.sequence)


def _tell_host(booking: Booking, template: str, again: object = "") -> None:
    host = booking.slot.option.experience.host
    write_to_host(
        f"{template}:{booking.code}{f':{again}' if again else ''}",
        host,
        template,
        {"booking": booking},
    )


def write_to_host(
    key: str, host: Producer, template: str, about: dict[str, Any]
) -> None:
    member = host.memberships.exclude(user__email=None).select_related("user").first()
    email = host.email or (member.user.email or "" if member else "")
    outbox.put(
        key,
        Reader(email, host.phone),
        template,
        about,
        about=f"host:{key}",
        path=reverse("workspace:guests"),
    )


def tell_host_short(slot: Availability) -> None:
    """A day before the cut-off, once."""
    host = slot.option.experience.host
    write_to_host(f"short:{slot.pk}", host, "slot_short_for_host", {"slot": slot})


def tell_host_called_off(slot: Availability) -> None:
    host = slot.option.experience.host
    about = {"slot": slot}
    write_to_host(f"called_off:{slot.pk}", host, "slot_called_off_for_host", about)


def tell_host_of_group(request: GroupRequest) -> None:
    write_to_host(
        f"group:{request.token}",
        request.experience.host,
        "group_for_host",
        {"asked": request},
    )


def tell_group_answer(request: GroupRequest) -> None:
    outbox.put(
        f"group_answer:{request.token}",
        Reader(request.email, request.phone, request.language),
        "group_answer",
        {"asked": request},
        about=f"group:{request.pk}",
        path=request.booking.get_absolute_url() if request.booking else "",
    )
