"""Rules are stored, slots are sold: schedules make Availability rows for the days ahead."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from .festivals import propose
from .models import (
    Availability,
    ExceptionKind,
    LunarDay,
    Option,
    Schedule,
    ScheduleException,
    SlotStatus,
)

HORIZON = timedelta(days=365)


@dataclass(frozen=True)
class Wanted:
    """A slot as the rules want it; times are zoned."""

    starts_at: datetime
    ends_at: datetime
    capacity: int
    languages: str = ""
    schedule: Schedule | None = None


def make_slots(option: Option, start: date, end: date) -> int:
    """Bring the slots from `start` to `end` in line with the rules; returns how many were added.

    A slot that anybody ever booked is never deleted: when the rules drop it, it takes nobody new.
    """
    wanted = {slot.starts_at: slot for slot in expand(option, start, end)}
    there = {slot.starts_at: slot for slot in _there(option, start, end)}
    missing = [_row(option, slot) for at, slot in wanted.items() if at not in there]
    Availability.objects.bulk_create(missing, ignore_conflicts=True)
    for at, slot in there.items():
        if at not in wanted:
            _drop(slot)
        elif slot.capacity != wanted[at].capacity and slot.schedule_id:
            set_capacity(slot, wanted[at].capacity)
    return len(missing)


def _there(option: Option, start: date, end: date) -> list[Availability]:
    first = _aware(start, time.min)
    rows = option.slots.filter(
        is_private=False,
        starts_at__gte=first,
        starts_at__lt=first + (end - start) + DAY,
    )
    return list(rows)


DAY = timedelta(days=1)


@transaction.atomic
def _drop(slot: Availability) -> None:
    """Only what a rule made, and only in the time to come; looked at under the lock a guest takes."""
    if slot.schedule_id is None and not _is_closed_by_hand(slot):
        return
    rows = Availability.objects.locked().filter(
        starts_at__gt=timezone.now(), status=SlotStatus.OPEN
    )
    if not (found := rows.filter(pk=slot.pk).first()):
        return
    slot = found
    touched = slot.bookings.exists() or slot.waiting.exists() or slot.entries.exists()
    if touched or slot.schedule_id is None:
        Availability.objects.filter(pk=slot.pk).update(status=SlotStatus.CLOSED)
    else:
        slot.delete()


def _is_closed_by_hand(slot: Availability) -> bool:
    closed = slot.option.exceptions.filter(
        day=slot.local_date, kind=ExceptionKind.CLOSE
    )
    return any(_covers(one, slot.starts_at) for one in closed)


@transaction.atomic
def set_capacity(slot: Availability, capacity: int) -> None:
    """Never fewer places than are taken by now."""
    taken = Availability.objects.locked().get(pk=slot.pk).taken
    places = max(capacity, taken)
    Availability.objects.filter(pk=slot.pk).update(capacity=places)


def _row(option: Option, slot: Wanted) -> Availability:
    begin = slot.starts_at
    if option.experience.opens_all_day:
        begin = max(begin, slot.ends_at - timedelta(minutes=option.duration_minutes))
    return Availability(
        option=option,
        schedule=slot.schedule,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        cutoff_at=begin - timedelta(minutes=option.cutoff_minutes),
        capacity=slot.capacity,
        languages=slot.languages,
        min_participants=option.min_participants,
    )


def expand(option: Option, start: date, end: date) -> list[Wanted]:
    """Rules and exceptions in local wall-clock time, zoned at the end."""
    slots = {
        slot.starts_at: slot
        for schedule in option.schedules.all()
        for slot in _expand(option, schedule, start, end)
    }
    exceptions = option.exceptions.filter(day__range=(start, end))
    for one in sorted(exceptions, key=lambda e: e.kind == ExceptionKind.CLOSE):
        _apply(option, one, slots)
    return list(slots.values())


def _expand(
    option: Option, schedule: Schedule, start: date, end: date
) -> Iterator[Wanted]:
    for day in _days_of(schedule, start, end):
        if schedule.runs_on(day):
            begins = _aware(day, schedule.starts)
            yield Wanted(
                begins,
                _end(option, begins, schedule.ends),
                schedule.capacity,
                schedule.languages,
                schedule,
            )


def _end(option: Option, begins: datetime, closes: time | None) -> datetime:
    if closes and option.experience.opens_all_day:
        return _aware(timezone.localtime(begins).date(), closes)
    return begins + timedelta(minutes=option.duration_minutes)


def _apply(
    option: Option, one: ScheduleException, slots: dict[datetime, Wanted]
) -> None:
    if one.kind == ExceptionKind.ADD and one.starts:
        begins = _aware(one.day, one.starts)
        ends = _end(option, begins, one.ends)
        slots[begins] = Wanted(begins, ends, one.capacity or 0)
        return
    for at, slot in list(slots.items()):
        if not _covers(one, at):
            continue
        if one.kind == ExceptionKind.CLOSE:
            del slots[at]
        else:
            slots[at] = Wanted(
                slot.starts_at,
                slot.ends_at,
                one.capacity or 0,
                slot.languages,
                slot.schedule,
            )


def _covers(one: ScheduleException, at: datetime) -> bool:
    local = timezone.localtime(at)
    return one.day == local.date() and one.starts in (None, local.time())


def _days_of(schedule: Schedule, start: date, end: date) -> Iterable[date]:
    """Every day of a weekly rule; of a lunar one the days an editor has confirmed."""
    if not schedule.is_lunar:
        return days(start, end)
    rows = LunarDay.objects.filter(
        schedule=schedule, confirmed_at__isnull=False, last_day__gte=start
    )
    return [
        day
        for row in rows.filter(first_day__lte=end)
        for day in days(max(row.first_day, start), min(row.last_day, end))
    ]


def _aware(day: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))


def days(start: date, end: date) -> Iterator[date]:
    while start <= end:
        yield start
        start += DAY


def make_all_slots(today: date) -> int:
    """Fill the horizon for every option; run every night."""
    until = today + HORIZON
    options = Option.objects.select_related("experience").prefetch_related("schedules")
    for option in options:
        for schedule in option.schedules.all():
            if schedule.is_lunar:
                propose(schedule, today, until)
    return sum(make_slots(option, today, until) for option in options)
