"""Seasons as a 12-bit mask: bit 0 is January, bit 11 December."""

import re
from collections.abc import Callable, Iterable
from datetime import date

from django.utils.translation import get_language

from .text import unmarked

ALL_YEAR = 0b111111111111

_ENGLISH = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def mask(months: Iterable[int]) -> int:
    """The mask of months 1–12; raises ValueError for another number."""
    result = 0
    for month in months:
        if not 1 <= month <= 12:
            raise ValueError(f"no month {month}")
        result |= 1 << (month - 1)
    return result


def months(mask: int) -> tuple[int, ...]:
    """The months 1–12 of a mask, in order."""
    return tuple(month for month in range(1, 13) if mask >> (month - 1) & 1)


def in_season(mask: int, on: date) -> bool:
    return bool(mask >> (on.month - 1) & 1)


def read(text: str) -> int:
    """The mask of "quanh năm", "7-9", "tháng 12–3", "4, 7 đến 9", as `label` and people write it.

    Raises ValueError.
    """
    plain = unmarked(text).replace("thang", "")
    if plain.strip() in ("quanh nam", "ca nam"):
        return ALL_YEAR
    found = 0
    for span in re.split("[,;]", re.sub("[–—]|den", "-", plain)):
        first, _dash, last = span.partition("-")
        found |= _span(int(first), int(last or first))
    return found


def _span(first: int, last: int) -> int:
    """The months from `first` to `last`, over the new year where `last` is before it."""
    both = mask([first, last])
    length = (last - first) % 12 + 1
    return both | mask((first - 1 + step) % 12 + 1 for step in range(length))


def label(mask: int, language: str | None = None) -> str:
    """ "quanh năm", "tháng 7–9", "tháng 12–3", "tháng 4, 7–9"; nothing for an empty mask."""
    is_vietnamese = (language or get_language() or "vi").startswith("vi")
    if mask == ALL_YEAR:
        return "quanh năm" if is_vietnamese else "all year"
    ranges = [tuple(dict.fromkeys(span)) for span in _ranges(mask)]
    if is_vietnamese:
        return f"tháng {_joined(ranges, str)}" if ranges else ""
    return _joined(ranges, lambda month: _ENGLISH[month - 1])


def _joined(ranges: Iterable[tuple[int, ...]], name: Callable[[int], str]) -> str:
    return ", ".join("–".join(map(name, span)) for span in ranges)


def _ranges(mask: int) -> list[tuple[int, int]]:
    """First and last months of each run, a run over the new year in one piece."""
    found = months(mask)
    firsts = [month for month in found if (month - 2) % 12 + 1 not in found]
    lasts = [month for month in found if month % 12 + 1 not in found]
    wraps = bool(firsts) and lasts[0] < firsts[0]
    return list(zip(firsts, lasts[1:] + lasts[:1] if wraps else lasts, strict=True))
