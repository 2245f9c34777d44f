from django.utils import translation

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnam.dong import (
    NotAnAmount,
    TooSmall,
    format_vnd,
    in_words,
    parse_vnd,
    percent,
    split,
)

AMOUNTS = st.integers(1_000, 10**12)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("60000", 60_000),
        ("60.000", 60_000),
        ("60,000", 60_000),
        ("60 000", 60_000),
        ("60\u00a0000", 60_000),
        ("60\u202f000", 60_000),
        ("60.000đ", 60_000),
        ("60.000 Đ", 60_000),
        ("60.000d", 60_000),
        ("60.000 VNĐ", 60_000),
        ("60000VND", 60_000),
        ("VND 60,000", 60_000),
        ("₫60,000", 60_000),
        ("60.000 đồng", 60_000),
        ("  60.000\t", 60_000),
        ("６０．０００", 60_000),
        ("1.250.000 ₫", 1_250_000),
        ("1.250.000\u00a0₫", 1_250_000),
        ("1 250 000", 1_250_000),
        ("35k", 35_000),
        ("35K", 35_000),
        ("35 k", 35_000),
        ("35k5", 35_500),
        ("35 nghìn", 35_000),
        ("35 ngàn", 35_000),
        ("35 nghin dong", 35_000),
        ("1tr", 1_000_000),
        ("1tr2", 1_200_000),
        ("1tr25", 1_250_000),
        ("1tr250", 1_250_000),
        ("1tr250k", 1_250_000),
        ("1 triệu 250", 1_250_000),
        ("1,5 triệu", 1_500_000),
        ("1.5 triệu", 1_500_000),
        ("1,25tr", 1_250_000),
        ("2 triệu 350 nghìn", 2_350_000),
        ("2 triệu 350.000", 2_350_000),
        ("2 triệu rưỡi", 2_500_000),
        ("1 tỷ 200 triệu", 1_200_000_000),
        ("1000", 1_000),
        ("1.000.000.000.000", 10**12),
    ],
)
def test_amounts_are_read_as_people_type_them(typed: str, amount: int) -> None:
    assert parse_vnd(typed) == amount


@pytest.mark.parametrize(
    "typed",
    [
        "", "   ", "đ", "abc", "k", "-5", "−5", "-60.000", "60.5", "60.00", "60,5", "1.25.000", "1.250,000",
        "1.250.000,00", "60..000", "6.0000", "60.000.00", "1e5", "0x10", "60²", "½ triệu", "٦٠٠٠٠", "1.250k",
        "1,250 triệu", "35k 50k", "1tr 2tr", "100 nghìn 1 triệu", "1,5 triệu 200", "1,5tr 200k", "1tr1500",
        "1tr 1000k", "60.000-70.000", "60.000/kg", "60.000 60.000", "1000000000001", "9" * 5000, "2000 tỷ",
    ],
)  # fmt: skip
def test_what_is_unclear_is_refused_and_never_guessed(typed: str) -> None:
    with pytest.raises(NotAnAmount) as refusal:
        parse_vnd(typed)

    assert not isinstance(refusal.value, TooSmall)
    assert "số" in str(refusal.value).lower()


def test_sixty_dong_asks_whether_sixty_thousand_was_meant() -> None:
    with pytest.raises(TooSmall) as refusal:
        parse_vnd("60")

    assert refusal.value.suggestion == 60_000
    assert "60 đồng hay 60.000 đồng?" in str(refusal.value)


@pytest.mark.parametrize(
    ("typed", "minimum"),
    [("0", 1000), ("0,5k", 1000), ("5.000", 10_000), ("5", 10_000)],
)
def test_an_amount_under_the_minimum_names_the_minimum(
    typed: str, minimum: int
) -> None:
    with pytest.raises(TooSmall) as refusal:
        parse_vnd(typed, minimum)

    assert refusal.value.suggestion is None
    assert format_vnd(minimum, "vi").split("\u00a0")[0] in str(refusal.value)


def test_a_filter_may_begin_at_zero() -> None:
    assert parse_vnd("0", minimum=0) == 0
    assert parse_vnd("60", minimum=0) == 60


@given(st.text())
def test_any_text_is_an_amount_or_is_refused(text: str) -> None:
    try:
        amount = parse_vnd(text)
    except NotAnAmount:
        return

    assert 1_000 <= amount <= 10**12


@given(AMOUNTS, st.sampled_from(["vi", "en"]))
def test_what_we_write_we_can_read(amount: int, language: str) -> None:
    assert parse_vnd(format_vnd(amount, language)) == amount


def test_amounts_are_written_with_a_space_that_does_not_break() -> None:
    assert format_vnd(1_250_000, "vi") == "1.250.000\u00a0₫"
    assert format_vnd(1_250_000, "en") == "1,250,000\u00a0₫"
    assert format_vnd(-5_000, "vi") == "−5.000\u00a0₫"
    assert format_vnd(0, "vi") == "0\u00a0₫"


def test_amounts_follow_the_active_language() -> None:
    with translation.override("en"):
        english = format_vnd(60_000)
    with translation.override("vi"):
        vietnamese = format_vnd(60_000)

    assert (english, vietnamese) == ("60,000\u00a0₫", "60.000\u00a0₫")


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "không đồng"),
        (5, "năm đồng"),
        (10, "mười đồng"),
        (11, "mười một đồng"),
        (15, "mười lăm đồng"),
        (21, "hai mươi mốt đồng"),
        (105, "một trăm linh năm đồng"),
        (60_000, "sáu mươi nghìn đồng"),
        (1_005_000, "một triệu không trăm linh năm nghìn đồng"),
        (1_250_000, "một triệu hai trăm năm mươi nghìn đồng"),
        (2_000_035, "hai triệu không trăm ba mươi lăm đồng"),
        (10**9, "một tỷ đồng"),
        (10**12, "một nghìn tỷ đồng"),
        (1_200_000_000_007, "một nghìn hai trăm tỷ không trăm linh bảy đồng"),
        (-45_000, "âm bốn mươi lăm nghìn đồng"),
    ],
)
def test_amounts_are_said_as_in_the_north(amount: int, words: str) -> None:
    assert in_words(amount) == words


@given(AMOUNTS, AMOUNTS)
def test_two_amounts_never_sound_the_same(one: int, other: int) -> None:
    assert (in_words(one) == in_words(other)) == (one == other)


@given(
    st.integers(-(10**12), 10**12),
    st.lists(st.integers(0, 10**6), min_size=1).filter(any),
)
def test_shares_add_up_exactly_and_are_fair(amount: int, weights: list[int]) -> None:
    shares = split(amount, weights)

    assert sum(shares) == amount
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share * sum(weights) - amount * weight) < sum(weights)


def test_the_odd_dong_goes_to_the_largest_remainder() -> None:
    assert split(100, [1, 1, 1]) == [34, 33, 33]
    assert split(-100, [1, 1, 1]) == [-34, -33, -33]
    assert split(10, [1, 5, 0]) == [2, 8, 0]


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1], [2, -1]])
def test_nothing_can_be_shared_by_no_weight(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        split(100, weights)


@pytest.mark.parametrize(
    ("amount", "basis_points", "result"),
    [
        (60_000, 150, 900),
        (1, 5_000, 1),
        (1, 4_999, 0),
        (333, 1_000, 33),
        (335, 1_000, 34),
        (-335, 1_000, -34),
    ],
)
def test_a_percentage_rounds_half_a_dong_up(
    amount: int, basis_points: int, result: int
) -> None:
    assert percent(amount, basis_points) == result
