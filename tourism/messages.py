"""Letters about bookings; sent by the worker, after the commit."""

from django_tasks import task

from core.mail import send

from .models import Booking


def _booking(pk: int) -> Booking:
    return Booking.objects.select_related("slot__option__experience__host").get(pk=pk)


@task()
def tell_booking_confirmed(booking_pk: int) -> None:
    booking = _booking(booking_pk)
    send(
        booking.email,
        "booking_confirmed",
        {"booking": booking},
        language=booking.language,
    )


@task()
def tell_booking_cancelled(booking_pk: int) -> None:
    booking = _booking(booking_pk)
    send(
        booking.email,
        "booking_cancelled",
        {"booking": booking},
        language=booking.language,
    )


@task()
def tell_host(booking_pk: int) -> None:
    booking = _booking(booking_pk)
    host = booking.slot.option.experience.host
    member = host.memberships.exclude(user__email=None).select_related("user").first()
    to = host.email or (member.user.email or "" if member else "")
    send(to, "booking_for_host", {"booking": booking})
