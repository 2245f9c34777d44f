"""The Vietnamese lunar calendar (UTC+7; in some years not the Chinese one), 1900–2100.

Wraps lunar-vn, which follows Hồ Ngọc Đức's algorithm but lets days that do not exist through.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from django.utils.translation import get_language

import lunar_vn


class NoSuchLunarDate(ValueError):
    """The day is not in the calendar: the 30th of a short month, a leap month that is none."""


@dataclass(frozen=True)
class LunarDate:
    """A day of the lunar calendar; `leap` marks the second of two months with one number."""

    day: int
    month: int
    year: int
    leap: bool = False


def to_solar(day: int, month: int, year: int, leap: bool = False) -> date:
    """The solar day of a lunar one; raises NoSuchLunarDate."""
    try:
        solar = lunar_vn.convert_lunar_to_solar(day, month, year, int(leap))
    except ValueError as error:
        raise NoSuchLunarDate(str(error)) from error
    if from_solar(solar) != LunarDate(day, month, year, leap):
        raise NoSuchLunarDate(f"{day}/{month}/{year}{' leap' if leap else ''}")
    return solar


def from_solar(on: date) -> LunarDate:
    """Raises ValueError outside 1900–2100."""
    lunar = lunar_vn.convert_solar_to_lunar(on.day, on.month, on.year)
    return LunarDate(lunar.day, lunar.month, lunar.year, lunar.leap)


def month_length(month: int, year: int, leap: bool = False) -> int:
    """29 or 30 days; raises NoSuchLunarDate for a leap month that is none."""
    first = to_solar(1, month, year, leap)
    return 30 if from_solar(first + timedelta(days=29)).day == 30 else 29


def festival_dates(
    day: int, month: int, duration_days: int, year: int
) -> tuple[date, date]:
    """First and last solar day of a festival in lunar year `year`, never in a leap month.

    The 30th of a short month means its last day. The last months of a lunar year lie in the next
    solar one.
    """
    first = to_solar(min(day, month_length(month, year)), month, year)
    return first, first + timedelta(days=max(duration_days, 1) - 1)


def next_occurrence(
    day: int,
    month: int,
    after: date,
    every_n_years: int = 1,
    known_year: int | None = None,
) -> date:
    """First solar day of the festival on or after `after`.

    A festival held every n years needs one lunar year in which it was held. Raises ValueError
    without one, NoSuchLunarDate when the calendar ends first.
    """
    if every_n_years > 1 and known_year is None:
        raise ValueError("a festival held every n years needs a known year")
    days = (
        festival_dates(day, month, 1, year)[0]
        for year in _years(from_solar(after).year, every_n_years, known_year or 0)
    )
    return next(first for first in days if first >= after)


def lunar_label(on: date, language: str | None = None) -> str:
    """ "15 tháng 10 âm lịch", "15th day of the 10th lunar month"."""
    lunar = from_solar(on)
    if (language or get_language() or "vi").startswith("vi"):
        return (
            f"{lunar.day} tháng {lunar.month}{' nhuận' if lunar.leap else ''} âm lịch"
        )
    month = f"{'leap ' if lunar.leap else ''}{_ordinal(lunar.month)} lunar month"
    return f"{_ordinal(lunar.day)} day of the {month}"


def can_chi(year: int) -> str:
    """Name of a lunar year in the cycle of sixty: 2026 is "Bính Ngọ"."""
    return str(lunar_vn.can_chi.get_year_can_chi(year))


def _years(first: int, step: int, known: int) -> Iterator[int]:
    return (year for year in count(first) if (year - known) % step == 0)


def _ordinal(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if 10 < number < 14 else ending}"
