"""Months and years as bookkeepers mean them: of the village's clock, not of UTC."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

WRITTEN = re.compile(r"(20[0-9]{2})(?:-(0[1-9]|1[0-2]))?")


@dataclass(frozen=True)
class Period:
    """A calendar month, or a whole year when `month` is 0."""

    year: int
    month: int = 0

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02}" if self.month else str(self.year)

    @property
    def label(self) -> str:
        if self.month:
            return _("Tháng %(month)s/%(year)s") % vars(self)
        return _("Năm %(year)s") % vars(self)

    @property
    def first(self) -> date:
        return date(self.year, self.month or 1, 1)

    @property
    def last(self) -> date:
        month = self.month or 12
        return date(self.year, month, calendar.monthrange(self.year, month)[1])

    @property
    def start(self) -> datetime:
        return _midnight(self.first)

    @property
    def end(self) -> datetime:
        """The first moment that no longer belongs to it."""
        return _midnight(self.last + timedelta(days=1))

    @property
    def before(self) -> "Period":
        return (
            month_of(self.first - timedelta(days=1))
            if self.month
            else Period(self.year - 1)
        )

    @property
    def after(self) -> "Period":
        return (
            month_of(self.last + timedelta(days=1))
            if self.month
            else Period(self.year + 1)
        )

    @property
    def is_over(self) -> bool:
        return self.last < timezone.localdate()


@dataclass(frozen=True)
class Days:
    """Some days in a row, both included: today, or a week so far."""

    first: date
    last: date

    @property
    def start(self) -> datetime:
        return _midnight(self.first)

    @property
    def end(self) -> datetime:
        return _midnight(self.last + timedelta(days=1))


def today() -> Days:
    day = timezone.localdate()
    return Days(day, day)


def this_week() -> Days:
    """From Monday to today."""
    day = timezone.localdate()
    return Days(day - timedelta(days=day.weekday()), day)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def month_of(day: date) -> Period:
    return Period(day.year, day.month)


def this_month() -> Period:
    return month_of(timezone.localdate())


def read(text: str) -> Period | None:
    """ "2026-11" or "2026" as in our addresses; None for anything else."""
    found = WRITTEN.fullmatch(text)
    return Period(int(found[1]), int(found[2] or 0)) if found else None
