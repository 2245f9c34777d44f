"""Festival days of lunar rules: reckoned by the calendar, confirmed by an editor, then sold."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from vietnam.lunar import NoSuchLunarDate, from_solar, month_length, to_solar

from .models import LeapPolicy, LunarDay, Schedule


@dataclass(frozen=True)
class Festival:
    lunar_year: int
    is_leap: bool
    first_day: date
    last_day: date


def festivals(rule: Schedule, start: date, end: date) -> Iterator[Festival]:
    """What a lunar rule means between two solar days, by its leap policy and its every n years."""
    for year in range(from_solar(start).year - 1, from_solar(end).year + 1):
        if (year - (rule.known_year or year)) % rule.every_n_years:
            continue
        for is_leap in _months(rule, year):
            found = _festival(rule, year, is_leap)
            if found.last_day >= start and found.first_day <= end:
                yield found


def _months(rule: Schedule, year: int) -> list[bool]:
    """Which of two months with one number: the leap one exists about every third year."""
    has_leap = _has_leap(rule.lunar_month or 1, year)
    if not has_leap or rule.leap_policy == LeapPolicy.FIRST:
        return [False]
    return [True] if rule.leap_policy == LeapPolicy.LEAP else [False, True]


def _has_leap(month: int, year: int) -> bool:
    try:
        return to_solar(1, month, year, leap=True) is not None
    except NoSuchLunarDate:
        return False


def _festival(rule: Schedule, year: int, is_leap: bool) -> Festival:
    """The 30th of a short month means its last day."""
    month, day = rule.lunar_month or 1, rule.lunar_day or 1
    first = to_solar(min(day, month_length(month, year, is_leap)), month, year, is_leap)
    return Festival(year, is_leap, first, first + timedelta(days=rule.span_days - 1))


def propose(rule: Schedule, start: date, end: date) -> int:
    """Write down what the calendar says, for an editor to confirm; what is there stays as it is."""
    made = 0
    for found in festivals(rule, start, end):
        _day, created = LunarDay.objects.get_or_create(
            schedule=rule,
            lunar_year=found.lunar_year,
            is_leap=found.is_leap,
            defaults={"first_day": found.first_day, "last_day": found.last_day},
        )
        made += created
    return made
