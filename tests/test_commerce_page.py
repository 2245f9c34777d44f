"""docs/commerce.md says nothing that no test shows."""

import re
from pathlib import Path

import pytest

PAGE = Path("docs/commerce.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d+) \| .*? \| (\S+) \| (.*) \|$", PAGE, re.MULTILINE)
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAGE)))


def test_all_sixty_eight_rows_are_answered_in_order():
    assert [int(number) for number, _us, _why in ROWS] == list(range(1, 69))
    assert {us for _number, us, _why in ROWS} <= {"yes", "partly", "no"}


def test_every_yes_names_a_test_and_every_partly_says_what_is_missing():
    for number, us, why in ROWS:
        if us == "yes":
            assert "::test_" in why, number
        if us == "partly":
            assert len(why) > 20, number


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_every_test_it_names_exists(path, name):
    source = Path(path).read_text(encoding="utf-8")

    assert not name or re.search(rf"^def {name}\(", source, re.MULTILINE)
