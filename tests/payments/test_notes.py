"""Codes in notes as banks and people leave them."""

import pytest

from payments.collect import new_code
from payments.notes import codes_in
from vietnam.check_characters import with_check

CODE = with_check("LN2345ABCD")
OTHER = with_check("LN9876WXYZ")


def spaced(code: str, mark: str) -> str:
    return mark.join((code[:2], code[2:6], code[6:]))


@pytest.mark.parametrize(
    "note",
    [
        CODE,
        CODE.lower(),
        f"Chuyển tiền mật ong {CODE}",
        f"CHUYEN TIEN{CODE}CAM ON",
        f"MBVCB.3278907687.{CODE}.CT tu 0011 NGUYEN VAN A toi 2408205012345",
        f"thanh toán đơn {spaced(CODE, ' ')} cảm ơn bà Hoa",
        f"TT {spaced(CODE, '-')}.",
        f"TT {spaced(CODE, '/')}",
        f"{CODE} {CODE}",
    ],
)
def test_a_code_is_found_whatever_stands_around_it(note):
    assert codes_in(note).typed == {CODE}


@pytest.mark.parametrize(
    "note", ["", "mua mat ong", "LN", "LN234", CODE[:-1], f"{CODE[:-1]}X", "😀" * 200]
)
def test_no_code_is_no_code(note):
    found = codes_in(note)

    assert found.typed == frozenset()
    assert CODE not in found.healed


def with_last(last: str) -> str:
    """A code that ends in a given check character."""
    while not (code := new_code()).endswith(last):
        pass
    return code


@pytest.mark.parametrize(
    ("last", "typed"), [("0", "O"), ("O", "0"), ("1", "I"), ("I", "1"), ("1", "L")]
)
def test_a_look_alike_check_character_is_put_right(last, typed):
    code = with_last(last)

    found = codes_in(code[:-1] + typed)

    assert code in found.healed


@pytest.mark.parametrize(
    ("right", "wrong"), [("2", "Z"), ("5", "S"), ("8", "B"), ("S", "5"), ("G", "6")]
)
def test_a_look_alike_in_the_middle_is_put_right(right, wrong):
    code = with_check(f"LN34{right}7WXYH")

    assert code in codes_in(f"ck {code.replace(right, wrong)}").healed


@pytest.mark.parametrize("start", ["1N", "IN", "lN"])
def test_the_l_at_the_start_may_be_read_as_one(start):
    assert (
        CODE
        in codes_in(f"ck {start}{CODE[2:]}").healed | codes_in(start + CODE[2:]).typed
    )


def test_two_codes_are_both_seen():
    assert codes_in(f"{CODE} va {OTHER}").typed == {CODE, OTHER}


def test_a_note_made_to_tire_us_is_read_in_no_time():
    assert codes_in("LN58" * 125)
