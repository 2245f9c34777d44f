"""A month of an experience, as a table with the places left on each day."""

import calendar as weeks
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F
from django.utils import timezone

from .models import Availability, Experience


@dataclass(frozen=True)
class Day:
    """One cell. `left` is None where nothing takes place, 0 when all places are taken."""

    day: date
    in_month: bool
    left: int | None
    is_bookable: bool


@dataclass(frozen=True)
class Month:
    first: date
    weeks: list[list[Day]]
    previous: date | None
    next: date | None

    @property
    def has_any(self) -> bool:
        return any(day.is_bookable for week in self.weeks for day in week)


def month_of(experience: Experience, first: date, now: datetime) -> Month:
    """The month that begins on `first`; two queries however many slots."""
    grid = weeks.Calendar(firstweekday=0).monthdatescalendar(first.year, first.month)
    slots = _slots(experience, grid[0][0], grid[-1][-1])
    by_day: dict[date, list[Availability]] = {}
    for slot in slots:
        by_day.setdefault(slot.local_date, []).append(slot)
    rows = [
        [_cell(day, first, by_day.get(day, []), now) for day in week] for week in grid
    ]
    today = timezone.localdate(now).replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    limit = (today + timedelta(days=366)).replace(day=1)
    return Month(
        first,
        rows,
        before if before >= today else None,
        after if after <= limit else None,
    )


def _slots(experience: Experience, start: date, end: date) -> list[Availability]:
    return list(
        Availability.objects.filter(
            option__experience=experience,
            starts_at__date__gte=start,
            starts_at__date__lte=end,
        )
        .public()
        .hosted()
        .undisturbed()
    )


def _cell(day: date, first: date, slots: list[Availability], now: datetime) -> Day:
    open_slots = [slot for slot in slots if slot.cutoff_at > now]
    left = sum(slot.vacancies for slot in open_slots) if open_slots else None
    return Day(
        day, day.month == first.month, left, bool(left) and day.month == first.month
    )


def slots_of_day(
    experience: Experience, day: date, now: datetime
) -> list[Availability]:
    return list(
        Availability.objects.bookable(now)
        .undisturbed()
        .filter(option__experience=experience, starts_at__date=day)
    )


def full_slots_of_day(
    experience: Experience, day: date, now: datetime
) -> list[Availability]:
    """Slots without a place for which one may wait."""
    return list(
        Availability.objects.public().filter(
            option__experience=experience,
            starts_at__date=day,
            cutoff_at__gt=now,
            taken=F("capacity"),
        )
    )


def first_month(experience: Experience, now: datetime) -> date:
    """The month of the next free slot, or this one."""
    slot = (
        Availability.objects.bookable(now).filter(option__experience=experience).first()
    )
    return (slot.local_date if slot else timezone.localdate(now)).replace(day=1)
