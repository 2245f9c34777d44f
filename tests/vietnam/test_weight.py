import pytest

from vietnam.weight import NotAWeight, format_kg, parse_grams


@pytest.mark.parametrize(
    ("typed", "grams"),
    [
        ("3,25", 3250),
        ("3.25", 3250),
        ("3,25 kg", 3250),
        ("3 ký", 3000),
        ("3.250 g", 3250),
        ("3250g", 3250),
        ("3250", 3250),
        ("3", 3000),
        ("0,5", 500),
        ("500 gam", 500),
        ("3kg2", 3200),
        ("3 cân 250", 3250),
        (" 2,075 kg ", 2075),
    ],
)
def test_a_weight_is_read_as_people_type_it(typed, grams):
    assert parse_grams(typed) == grams


@pytest.mark.parametrize(
    "typed",
    ["", "abc", "0", "-3", "3,2,5", "3;5", "1e3", "9999 kg", "ba cân", "3,2555"],
)
def test_what_is_no_weight_is_refused(typed):
    with pytest.raises(NotAWeight):
        parse_grams(typed)


@pytest.mark.parametrize(
    ("grams", "shown"),
    [(3250, "3,25 kg"), (3000, "3 kg"), (75, "0,075 kg"), (3205, "3,205 kg")],
)
def test_a_weight_is_shown_as_on_a_scale(grams, shown):
    assert format_kg(grams) == shown
