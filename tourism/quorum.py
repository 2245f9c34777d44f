"""A session that needs a number of guests: its host hears a day before the cut-off what is missing;
still short at the cut-off, it is called off and everybody gets everything back."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Sum
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from . import answering
from .capacity import lock_slots
from .messages import tell_host_called_off, tell_host_short
from .models import Availability, AvailabilityQuerySet
from .party import CannotBook

WARN_BEFORE = timedelta(days=1)
# A hold nobody paid and a promise nobody renewed end after the cut-off, and were never guests.
# Whoever cancels after it was counted: those who stay were told that the session runs.
NEVER_CAME = ("EXPIRE", "SILENT", "LATE")


def short(now: datetime) -> AvailabilityQuerySet:
    """Open sessions of the time to come with guests, but too few."""
    return Availability.objects.public().filter(
        starts_at__gt=now, taken__gt=0, taken__lt=F("min_participants")
    )


def warn(now: datetime) -> int:
    """Tell the host once, a day before the cut-off; returns how many sessions are short."""
    soon = short(now).filter(cutoff_at__gt=now, cutoff_at__lte=now + WARN_BEFORE)
    for slot in soon.select_related("option__experience__host"):
        with transaction.atomic():
            tell_host_short(slot)
    return len(soon)


def call_off(now: datetime) -> int:
    """At the cut-off; returns how many sessions. One that is busy, or that guests entered, is left alone."""
    due = short(now).filter(cutoff_at__lte=now)
    return sum(_call_off(pk) for pk in due.values_list("pk", flat=True))


def _call_off(pk: int) -> bool:
    try:
        with transaction.atomic():
            slot = lock_slots(pk)[pk]
            if not slot.waits_for_more or _counted(slot) >= slot.min_participants:
                return False
            needed = slot.min_participants
            told = answering.cancel_slot(
                slot,
                reason=format_lazy(
                    _("Buổi này cần đủ {n} khách, đến hạn đặt vẫn chưa đủ"), n=needed
                ),
            )
            if told:
                tell_host_called_off(slot)
    except CannotBook:
        return False
    return bool(told)


def _counted(slot: Availability) -> int:
    """Places of those who were guests when bookings closed."""
    entries = slot.entries.filter(at__lte=slot.cutoff_at) | slot.entries.filter(
        reason__in=NEVER_CAME
    )
    return entries.aggregate(n=Sum("delta"))["n"] or 0
