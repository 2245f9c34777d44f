"""The one way places change hands: lock slots in id order, free stale holds, look, take, write down."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from django_tasks import task

from payments.models import Payment
from payments.settle import expire

from .models import Availability, Booking, BookingStatus, CapacityEntry, FullyBooked
from .party import CannotBook

# PostgreSQL: lock_not_available, deadlock_detected.
BUSY = ("55P03", "40P01")


class Busy(CannotBook):
    """Somebody else held the slot for more than three seconds."""


@contextmanager
def kindly() -> Iterator[None]:
    """Around a transaction: full or locked slots are told in words for the guest."""
    try:
        yield
    except FullyBooked as error:
        raise CannotBook(_full(error.left)) from error
    except OperationalError as error:
        if not _is_busy(error):
            raise
        raise Busy(
            _("Nhiều người đang đặt buổi này cùng lúc. Hãy thử lại sau vài giây.")
        ) from error


def _full(left: int) -> str:
    if left <= 0:
        return _("Buổi này vừa hết chỗ. Hãy chọn buổi khác.")
    return _("Buổi này chỉ còn %(left)s chỗ. Hãy bớt người hoặc chọn buổi khác.") % {
        "left": left
    }


def _is_busy(error: OperationalError) -> bool:
    state = getattr(error.__cause__, "sqlstate", "")
    return state in BUSY or "locked" in str(error)


def lock_slots(*pks: int) -> dict[int, Availability]:
    """Inside a transaction: the slots, locked in id order so that opposite moves cannot deadlock."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '3s'")
    rows = Availability.objects.select_related(
        "option__experience__host", "option__policy"
    ).locked()
    with kindly():
        slots = {slot.pk: slot for slot in rows.filter(pk__in=set(pks))}
    now = timezone.now()
    for slot in slots.values():
        _free_stale(slot, now)
    return slots


def change_capacity(
    booking: Booking, deltas: dict[int, int], *, reason: str
) -> dict[int, Availability]:
    """Take and give back places of a booking in several slots at once, the taking first.

    Raises FullyBooked, or CannotBook when somebody or something the slot needs is elsewhere.
    """
    slots = lock_slots(*deltas)
    for pk, delta in sorted(deltas.items(), key=lambda pair: -pair[1]):
        if delta:
            slots[pk].take(delta, booking=booking, reason=reason)
    return slots


def _free_stale(slot: Availability, now: datetime) -> None:
    """Holds whose time is over give their places back, but not where a person looks for the money."""
    stale = Booking.objects.stale(now).filter(slot=slot).locked()
    for booking in stale:
        if not _somebody_looks(booking):
            _let_go(booking, slot)


def _somebody_looks(booking: Booking) -> bool:
    payments = Payment.objects.for_reference(booking.code)
    return any(payment.claimed_at and payment.is_alive for payment in payments)


def _let_go(booking: Booking, slot: Availability) -> None:
    booking.move_to(BookingStatus.EXPIRED)
    booking.save()
    slot.take(-booking.pax, booking=booking, reason="EXPIRE")
    transaction.on_commit(lambda: stop_collecting.enqueue(booking.pk))


@task()
def stop_collecting(booking_pk: int) -> None:
    """Shut the payment of a hold that is over; money that comes all the same is late money."""
    code = Booking.objects.values_list("code", flat=True).get(pk=booking_pk)
    for payment in Payment.objects.for_reference(code).open():
        expire(payment)


def free_stale(slot: Availability) -> None:
    """Take back holds whose time is over before the slot is called full."""
    if Booking.objects.stale(timezone.now()).filter(slot=slot).exists():
        with transaction.atomic():
            lock_slots(slot.pk)


def faults() -> Iterator[str]:
    """Slots whose entries or bookings do not add up to what is taken; nothing when all is well."""
    entered = _sums(CapacityEntry.objects.all(), "delta")
    held = _sums(Booking.objects.holding(), "pax")
    for slot in Availability.objects.select_related("option__experience"):
        if slot.taken != entered.get(slot.pk, 0):
            yield f"slot {slot.pk} {slot}: {slot.taken} taken, entries say {entered.get(slot.pk, 0)}"
        if slot.taken != held.get(slot.pk, 0):
            yield f"slot {slot.pk} {slot}: {slot.taken} taken, bookings hold {held.get(slot.pk, 0)}"


def _sums(rows: Any, field: str) -> dict[int, int]:
    sums = rows.order_by().values_list("slot").annotate(n=Sum(field))
    return dict(sums.values_list("slot", "n"))
