from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnam.lunar import (
    LunarDate,
    NoSuchLunarDate,
    can_chi,
    festival_dates,
    from_solar,
    lunar_label,
    month_length,
    next_occurrence,
    to_solar,
)

DAYS = st.dates(date(2000, 1, 1), date(2080, 12, 31))


@pytest.mark.parametrize(
    ("year", "tet"),
    [
        (1985, date(1985, 1, 21)),  # in China 20/02
        (2007, date(2007, 2, 17)),  # in China 18/02
        (2025, date(2025, 1, 29)),
        (2026, date(2026, 2, 17)),
        (2027, date(2027, 2, 6)),
        (2030, date(2030, 2, 2)),  # in China 03/02
        (2053, date(2053, 2, 18)),  # in China 19/02
    ],
)
def test_tet_is_the_vietnamese_one(year: int, tet: date) -> None:
    assert to_solar(1, 1, year) == tet


def test_today_is_known() -> None:
    assert from_solar(date(2026, 11, 23)) == LunarDate(15, 10, 2026)
    assert can_chi(2026) == "Bính Ngọ"
    assert can_chi(2027) == "Đinh Mùi"


@pytest.mark.parametrize(
    ("day", "month", "duration", "year", "first", "last"),
    [
        (10, 2, 3, 2027, date(2027, 3, 17), date(2027, 3, 19)),
        (10, 2, 3, 2028, date(2028, 3, 5), date(2028, 3, 7)),
        (17, 11, 1, 2027, date(2027, 12, 14), date(2027, 12, 14)),
        (17, 11, 1, 2028, date(2029, 1, 1), date(2029, 1, 1)),
        (11, 1, 5, 2027, date(2027, 2, 16), date(2027, 2, 20)),
        (11, 1, 5, 2028, date(2028, 2, 5), date(2028, 2, 9)),
        (8, 3, 1, 2027, date(2027, 4, 14), date(2027, 4, 14)),
        (8, 3, 1, 2028, date(2028, 4, 2), date(2028, 4, 2)),
        (9, 3, 1, 2027, date(2027, 4, 15), date(2027, 4, 15)),
        (9, 3, 1, 2028, date(2028, 4, 3), date(2028, 4, 3)),
        (10, 3, 1, 2027, date(2027, 4, 16), date(2027, 4, 16)),
        (10, 3, 1, 2028, date(2028, 4, 4), date(2028, 4, 4)),
        (15, 3, 1, 2027, date(2027, 4, 21), date(2027, 4, 21)),
        (15, 3, 1, 2028, date(2028, 4, 9), date(2028, 4, 9)),
        (22, 3, 1, 2027, date(2027, 4, 28), date(2027, 4, 28)),
        (22, 3, 1, 2028, date(2028, 4, 16), date(2028, 4, 16)),
        (2, 5, 1, 2027, date(2027, 6, 6), date(2027, 6, 6)),
        (2, 5, 1, 2028, date(2028, 5, 25), date(2028, 5, 25)),
        (22, 8, 1, 2027, date(2027, 9, 22), date(2027, 9, 22)),
        (22, 8, 1, 2028, date(2028, 10, 10), date(2028, 10, 10)),
        (15, 8, 1, 2027, date(2027, 9, 15), date(2027, 9, 15)),
        (15, 8, 1, 2028, date(2028, 10, 3), date(2028, 10, 3)),
        (13, 1, 1, 2027, date(2027, 2, 18), date(2027, 2, 18)),
        (13, 1, 1, 2028, date(2028, 2, 7), date(2028, 2, 7)),
        (1, 4, 5, 2027, date(2027, 5, 6), date(2027, 5, 10)),
        (1, 4, 5, 2028, date(2028, 4, 25), date(2028, 4, 29)),
    ],
)
def test_festivals_fall_on_the_days_of_the_reference(
    day: int, month: int, duration: int, year: int, first: date, last: date
) -> None:
    assert festival_dates(day, month, duration, year) == (first, last)


@pytest.mark.parametrize(
    ("year", "month"),
    [(2025, 6), (2028, 5), (2031, 3), (2033, 11), (2036, 6), (2039, 5)],
)
def test_leap_months_are_known(year: int, month: int) -> None:
    second = to_solar(1, month, year, leap=True)

    assert from_solar(second) == LunarDate(1, month, year, leap=True)
    assert second == to_solar(1, month, year) + timedelta(
        days=month_length(month, year)
    )


def test_the_leap_sixth_month_of_2025_begins_on_25_july() -> None:
    assert to_solar(1, 6, 2025, leap=True) == date(2025, 7, 25)


@pytest.mark.parametrize(
    ("day", "month", "year", "leap"),
    [(1, 6, 2026, True), (1, 5, 2025, True), (31, 1, 2026, False), (0, 1, 2026, False), (1, 13, 2026, False),
     (1, 1, 1800, False), (1, 1, 2200, False)],
)  # fmt: skip
def test_days_that_do_not_exist_are_refused(
    day: int, month: int, year: int, leap: bool
) -> None:
    with pytest.raises(NoSuchLunarDate):
        to_solar(day, month, year, leap)


def test_the_thirtieth_of_a_short_month_is_refused_but_a_festival_takes_its_last_day() -> (
    None
):
    assert month_length(12, 2026) == 29

    with pytest.raises(NoSuchLunarDate):
        to_solar(30, 12, 2026)

    assert festival_dates(30, 12, 1, 2026)[0] == to_solar(1, 1, 2027) - timedelta(
        days=1
    )


@given(DAYS)
def test_every_day_comes_back(day: date) -> None:
    lunar = from_solar(day)

    assert to_solar(lunar.day, lunar.month, lunar.year, lunar.leap) == day


def test_no_day_between_2000_and_2080_is_skipped_or_doubled() -> None:
    days = [date(2000, 1, 1) + timedelta(days=n) for n in range(81 * 365)]

    lunar = [from_solar(day) for day in days]

    assert len(set(lunar)) == len(days)
    assert all(after.day in (1, before.day + 1) for before, after in pairwise(lunar))
    assert all(
        before.day in (29, 30) for before, after in pairwise(lunar) if after.day == 1
    )


@given(DAYS, st.integers(1, 30), st.integers(1, 12))
def test_the_next_festival_is_never_past_and_within_thirteen_months(
    on: date, day: int, month: int
) -> None:
    first = next_occurrence(day, month, on)

    assert on <= first <= on + timedelta(days=390)
    assert from_solar(first).month == month


def test_the_next_festival_may_be_today_or_held_every_few_years() -> None:
    today = date(2027, 3, 17)

    assert next_occurrence(10, 2, today) == today
    assert next_occurrence(10, 2, today + timedelta(days=1)) == date(2028, 3, 5)
    assert next_occurrence(10, 2, today, every_n_years=3, known_year=2025) == date(
        2028, 3, 5
    )
    assert next_occurrence(17, 11, date(2028, 12, 31)) == date(2029, 1, 1)


def test_a_festival_held_every_few_years_needs_a_known_one() -> None:
    with pytest.raises(ValueError, match="known year"):
        next_occurrence(10, 2, date(2027, 1, 1), every_n_years=3)


@pytest.mark.parametrize(
    ("day", "vietnamese", "english"),
    [
        (date(2026, 11, 23), "15 tháng 10 âm lịch", "15th day of the 10th lunar month"),
        (date(2027, 2, 6), "1 tháng 1 âm lịch", "1st day of the 1st lunar month"),
        (
            date(2025, 7, 26),
            "2 tháng 6 nhuận âm lịch",
            "2nd day of the leap 6th lunar month",
        ),
        (date(2027, 2, 16), "11 tháng 1 âm lịch", "11th day of the 1st lunar month"),
        (date(2027, 3, 30), "23 tháng 2 âm lịch", "23rd day of the 2nd lunar month"),
    ],
)
def test_lunar_days_have_names_in_both_languages(
    day: date, vietnamese: str, english: str
) -> None:
    assert lunar_label(day, "vi") == vietnamese
    assert lunar_label(day, "en") == english
