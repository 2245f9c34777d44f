"""A month of a house: how many guests on which day, over all it offers."""

import calendar as weeks
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone

from producers.models import Producer

from .models import Availability, SlotStatus


@dataclass
class HostDay:
    day: date
    in_month: bool
    slots: list[Availability] = field(default_factory=list)

    @property
    def guests(self) -> int:
        return sum(slot.taken for slot in self.slots)

    @property
    def places(self) -> int:
        return sum(slot.capacity for slot in self.slots if slot.status == "OPEN")

    @property
    def is_quiet(self) -> bool:
        """Nothing to sell and nobody to expect: a day gone by, or one with no session and no guest."""
        return self.day < timezone.localdate() or not (self.places or self.guests)


@dataclass(frozen=True)
class HostMonth:
    first: date
    weeks: list[list[HostDay]]
    previous: date
    next: date


def month_of(host: Producer, first: date) -> HostMonth:
    grid = weeks.Calendar().monthdatescalendar(first.year, first.month)
    by_day: dict[date, list[Availability]] = {}
    for slot in slots_between(host, grid[0][0], grid[-1][-1]):
        by_day.setdefault(slot.local_date, []).append(slot)
    rows = [
        [HostDay(day, day.month == first.month, by_day.get(day, [])) for day in week]
        for week in grid
    ]
    return HostMonth(
        first,
        rows,
        (first - timedelta(days=1)).replace(day=1),
        (first + timedelta(days=32)).replace(day=1),
    )


def slots_between(host: Producer, start: date, end: date) -> list[Availability]:
    """What takes place, and what was called off with guests told of it."""
    rows = Availability.objects.filter(
        option__experience__host=host, starts_at__date__range=(start, end)
    )
    return list(rows.select_related("option__experience").order_by("starts_at", "pk"))


def is_closed(slots: list[Availability]) -> bool:
    return all(slot.status != SlotStatus.OPEN for slot in slots)


def coming(host: Producer, option_pk: int, pax: int) -> list[Availability]:
    """Slots a host can propose instead: same option, enough places, next ninety days."""
    now = timezone.now()
    rows = Availability.objects.bookable(now).filter(
        option=option_pk,
        option__experience__host=host,
        starts_at__lte=now + timedelta(days=90),
    )
    return [slot for slot in rows if slot.vacancies >= pax]
