import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnam.phones import InvalidPhone, national, parse_phone

OUR_MOBILES = st.from_regex(
    r"0(3[2-9]|7[06-9]|8[1-5]|9[0-46-8])[0-9]{7}", fullmatch=True
)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0912345678", "+84912345678"),
        ("0912 345 678", "+84912345678"),
        ("0912.345.678", "+84912345678"),
        ("(0912) 345-678", "+84912345678"),
        ("+84 912 345 678", "+84912345678"),
        ("+84 (0) 912 345 678", "+84912345678"),
        ("84912345678", "+84912345678"),
        ("0084 912 345 678", "+84912345678"),
        ("０９１２３４５６７８", "+84912345678"),
        ("\u202a0912345678\u202c", "+84912345678"),
        ("0221 3862 345", "+842213862345"),
        ("0382345678", "+84382345678"),
    ],
)
def test_vietnamese_numbers_are_read_in_any_spelling(typed: str, stored: str) -> None:
    assert parse_phone(typed) == stored


@pytest.mark.parametrize(
    "typed",
    ["", "abc", "091234567", "09123456789", "0112345678", "113", "1900 1234", "1800 1091", "+44 20 7946 0000",
     "0912-345-ABC", "0912345678 ext 5", "0912345678;0912345679"],
)  # fmt: skip
def test_other_numbers_are_refused_with_an_example(typed: str) -> None:
    with pytest.raises(InvalidPhone, match="0912 345 678"):
        parse_phone(typed)


@pytest.mark.parametrize(
    ("typed", "new"),
    [
        ("0168 234 5678", "0382 345 678"),
        ("+84 168 234 5678", "0382 345 678"),
        ("01202345678", "0702 345 678"),
        ("0199 234 5678", "0592 345 678"),
    ],
)
def test_an_old_eleven_digit_number_is_refused_with_the_new_one(
    typed: str, new: str
) -> None:
    with pytest.raises(InvalidPhone, match=new):
        parse_phone(typed)


def test_guests_from_abroad_give_their_country_code() -> None:
    assert parse_phone("+44 20 7946 0958", international=True) == "+442079460958"
    assert parse_phone("0912 345 678", international=True) == "+84912345678"
    assert parse_phone("+1 613 555 0123", international=True).startswith("+1")


@pytest.mark.parametrize("typed", ["613 555 0123", "+44 1", "+999 123456789"])
def test_a_foreign_number_without_its_country_is_refused(typed: str) -> None:
    with pytest.raises(InvalidPhone, match="mã nước"):
        parse_phone(typed, international=True)


def test_numbers_are_shown_as_people_write_them() -> None:
    assert national("+84912345678") == "0912 345 678"
    assert national("+442079460958") == "+44 20 7946 0958"
    assert national("hỏi ở đình") == "hỏi ở đình"


@given(OUR_MOBILES)
def test_what_is_shown_can_be_typed_again(typed: str) -> None:
    stored = parse_phone(typed)

    assert parse_phone(national(stored)) == stored
    assert stored == "+84" + typed[1:]


@given(st.text() | st.from_regex(r"[+0-9 ().-]{0,20}", fullmatch=True))
def test_any_text_is_a_callable_number_or_is_refused(text: str) -> None:
    try:
        stored = parse_phone(text, international=True)
    except InvalidPhone:
        return

    assert phonenumbers.is_valid_number(phonenumbers.parse(stored))
