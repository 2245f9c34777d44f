import pytest

from vietnam.tax_codes import InvalidTaxCode, parse_tax_code, written


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("0100109106", "0100109106"),
        ("0100 109 106", "0100109106"),
        ("0314409058-002", "0314409058002"),
        (" 0314409058002 ", "0314409058002"),
    ],
)
def test_a_firms_tax_code_is_read_as_people_write_it(typed, digits):
    assert parse_tax_code(typed) == digits


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "0100109107",
        "010010910",
        "01001091061",
        "033185012345",
        "0314409058-000",
        "٠١٠٠١٠٩١٠٦",
        "MST 0100109106",
        "👵",
    ],
)
def test_anything_else_is_refused(typed):
    with pytest.raises(InvalidTaxCode):
        parse_tax_code(typed)


def test_a_branch_is_written_after_a_hyphen():
    assert written("0314409058002") == "0314409058-002"
