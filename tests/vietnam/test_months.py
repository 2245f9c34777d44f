from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnam.months import ALL_YEAR, in_season, label, mask, months


@given(st.sets(st.integers(1, 12)))
def test_months_come_back_from_their_mask(some: set[int]) -> None:
    assert set(months(mask(some))) == some


def test_the_masks_are_the_ones_stored() -> None:
    assert mask([1]) == 1
    assert mask([12]) == 2048
    assert mask(range(1, 13)) == ALL_YEAR == 4095


@pytest.mark.parametrize("month", [0, 13, -1])
def test_there_is_no_thirteenth_month(month: int) -> None:
    with pytest.raises(ValueError, match="no month"):
        mask([month])


def test_late_longan_is_in_season_in_september() -> None:
    longan = mask([8, 9, 10])

    assert in_season(longan, date(2026, 9, 2))
    assert not in_season(longan, date(2026, 11, 23))


@pytest.mark.parametrize(
    ("some", "vietnamese", "english"),
    [
        (range(1, 13), "quanh năm", "all year"),
        ([7, 8, 9], "tháng 7–9", "July–September"),
        ([12, 1, 2, 3], "tháng 12–3", "December–March"),
        ([4], "tháng 4", "April"),
        ([1, 12], "tháng 12–1", "December–January"),
        ([4, 7, 8, 9], "tháng 4, 7–9", "April, July–September"),
        ([1, 2, 7, 8, 12], "tháng 7–8, 12–2", "July–August, December–February"),
        ([1, 3, 5], "tháng 1, 3, 5", "January, March, May"),
        ([m for m in range(1, 13) if m != 6], "tháng 7–5", "July–May"),
        ([], "", ""),
    ],
)
def test_seasons_are_named_as_people_say_them(
    some: list[int], vietnamese: str, english: str
) -> None:
    assert label(mask(some), "vi") == vietnamese
    assert label(mask(some), "en") == english


@given(st.integers(0, ALL_YEAR))
def test_every_season_has_a_name(season: int) -> None:
    assert bool(label(season)) == bool(season)
