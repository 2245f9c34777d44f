import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnam.check_characters import (
    ALPHABET,
    gtin_is_valid,
    is_valid,
    normalise,
    random_code,
    with_check,
)

CODES = st.from_regex("[0-9A-Z]{1,20}", fullmatch=True)


def test_the_published_example_has_its_check_character() -> None:
    """Global Release Identifier A1-2425G-ABC1234002-M (IFPI GRid standard 2.1)."""
    assert with_check("A12425GABC1234002") == "A12425GABC1234002M"


@given(CODES)
def test_a_code_with_its_check_character_is_valid(code: str) -> None:
    assert is_valid(with_check(code))


@given(CODES, st.data())
def test_every_single_wrong_character_is_noticed(
    code: str, data: st.DataObject
) -> None:
    printed = with_check(code)
    at = data.draw(st.integers(0, len(printed) - 1))
    for other in set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") - {printed[at]}:
        assert not is_valid(printed[:at] + other + printed[at + 1 :])


@pytest.mark.parametrize("text", ["", "A", "ABC ", "abcM", "ÂB", "A-B", "١٢"])
def test_what_is_no_code_is_not_valid(text: str) -> None:
    assert not is_valid(text)


@pytest.mark.parametrize("text", ["", "lower", "A B", "Đ"])
def test_what_is_no_code_gets_no_check_character(text: str) -> None:
    with pytest.raises(ValueError, match="0-9 and A-Z"):
        with_check(text)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("ln-7k3q 9abx", "LN7K3Q9ABX"),
        ("LN7K\u00a03Q\u20119ABX", "LN7K3Q9ABX"),
        ("O0I1", "O0I1"),
    ],
)
def test_codes_may_be_typed_with_spaces_and_hyphens(typed: str, stored: str) -> None:
    assert normalise(typed) == stored


@given(st.text())
def test_any_typed_text_can_be_looked_up(text: str) -> None:
    is_valid(normalise(text))


def test_random_codes_use_only_what_is_not_mistaken() -> None:
    codes = [random_code(8) for _ in range(200)]

    assert len(set(codes)) == 200
    assert set("".join(codes)) <= set(ALPHABET)
    assert not set(ALPHABET) & set("01ILOU")


@pytest.mark.parametrize(
    "gtin",
    ["8930000000019", "8931234567897", "08931234567897", "96385074", "036000291452"],
)
def test_good_gtins_are_taken(gtin: str) -> None:
    assert gtin_is_valid(gtin)


@pytest.mark.parametrize(
    "gtin",
    ["", "8931234567890", "893123456789", "89312345678978", "8931234abc897", "٨٩٣"],
)
def test_wrong_gtins_are_refused(gtin: str) -> None:
    assert not gtin_is_valid(gtin)


@given(st.from_regex("[0-9]{12}", fullmatch=True))
def test_every_number_has_just_one_check_digit(digits: str) -> None:
    assert sum(gtin_is_valid(f"{digits}{check}") for check in range(10)) == 1
