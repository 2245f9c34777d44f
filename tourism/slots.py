"""Rules are stored, slots are sold: schedules make Availability rows for the days ahead."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.utils import timezone

from .models import Availability, Option, Schedule

HORIZON = timedelta(days=120)


def make_slots(option: Option, start: date, end: date) -> int:
    """Add the slots that are missing from `start` to `end`; never touches one that exists.

    Returns how many were added. Times are local wall-clock times, then zoned.
    """
    slots = [
        slot
        for schedule in option.schedules.all()
        for slot in _expand(schedule, start, end)
    ]
    existing = set(option.slots.values_list("starts_at", flat=True))
    missing = [slot for slot in slots if slot.starts_at not in existing]
    Availability.objects.bulk_create(missing, ignore_conflicts=True)
    return len(missing)


def _expand(schedule: Schedule, start: date, end: date) -> Iterator[Availability]:
    option = schedule.option
    for day in _days(start, end):
        if schedule.runs_on(day):
            begins = timezone.make_aware(datetime.combine(day, schedule.starts))
            yield Availability(
                option=option,
                starts_at=begins,
                ends_at=begins + timedelta(minutes=option.duration_minutes),
                cutoff_at=begins - timedelta(minutes=option.cutoff_minutes),
                capacity=schedule.capacity,
            )


def _days(start: date, end: date) -> Iterator[date]:
    while start <= end:
        yield start
        start += timedelta(days=1)


def make_all_slots(today: date) -> int:
    """Fill the horizon for every option; run every night."""
    options = Option.objects.prefetch_related("schedules__option")
    return sum(make_slots(option, today, today + HORIZON) for option in options)
