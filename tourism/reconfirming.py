"""Who pays at the village says once more that he comes, or his places are free at the cut-off."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from payments.models import Payment
from payments.settle import cancel as cancel_payment

from .booking import give_back, locked
from .messages import tell_booking_expired, tell_reconfirm
from .models import Booking, BookingQuerySet, BookingStatus, PayMethod

ASK_BEFORE = timedelta(hours=48)
TIME_TO_ANSWER = timedelta(hours=12)


def promised() -> BookingQuerySet:
    """Confirmed, unpaid, to be paid in cash."""
    paid = Payment.objects.filter(paid_at__isnull=False).values("reference")
    return Booking.objects.filter(
        status=BookingStatus.CONFIRMED,
        pay_method=PayMethod.CASH,
        total__gt=0,
        reconfirmed_at=None,
    ).exclude(code__in=paid)


def ask(now: datetime) -> int:
    """Two days before the cut-off; who booked within these days has just said so."""
    due = promised().filter(
        Q(created_at__lte=F("slot__cutoff_at") - ASK_BEFORE),
        reconfirm_asked_at=None,
        slot__cutoff_at__gt=now + TIME_TO_ANSWER,
        slot__cutoff_at__lte=now + ASK_BEFORE,
    )
    for booking in due.select_related("slot__option__experience__host"):
        with transaction.atomic():
            booking.reconfirm_asked_at = now
            booking.save(update_fields=["reconfirm_asked_at"])
            tell_reconfirm(booking)
    return len(due)


def reconfirm(booking: Booking, now: datetime) -> None:
    """“Tôi vẫn đến”."""
    Booking.objects.filter(pk=booking.pk, status=BookingStatus.CONFIRMED).update(
        reconfirmed_at=now
    )


def release(now: datetime) -> int:
    """At the cut-off the places of those who were asked and said nothing are free again."""
    silent = promised().filter(
        reconfirm_asked_at__lte=now - TIME_TO_ANSWER, slot__cutoff_at__lte=now
    )
    for booking in silent.filter(slot__starts_at__gt=now):
        with transaction.atomic():
            _release(locked(booking))
    return len(silent)


def _release(booking: Booking) -> None:
    if booking.status != BookingStatus.CONFIRMED or booking.reconfirmed_at:
        return
    give_back(booking, BookingStatus.EXPIRED, "SILENT")
    for payment in Payment.objects.for_reference(booking.code).open():
        cancel_payment(payment)
    tell_booking_expired(booking)
