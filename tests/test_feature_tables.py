"""docs/commerce.md and docs/tourism.md say nothing that no test shows."""

import re
from pathlib import Path

import pytest

ROWS = {"commerce": 68, "tourism": 56}
PAGES = {
    name: Path(f"docs/{name}.md").read_text(encoding="utf-8") for name in sorted(ROWS)
}
NAMED = sorted(
    set(re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", "".join(PAGES.values())))
)


def rows_of(page):
    return re.findall(r"^\| (\d+) \| .*? \| (\S+) \| (.*) \|$", page, re.MULTILINE)


@pytest.mark.parametrize("name", PAGES)
def test_every_row_is_answered_in_order(name):
    rows = rows_of(PAGES[name])

    assert [int(number) for number, _us, _why in rows] == list(range(1, ROWS[name] + 1))
    assert {us for _number, us, _why in rows} <= {"yes", "partly", "no"}


@pytest.mark.parametrize("name", PAGES)
def test_every_yes_names_a_test_and_every_partly_says_what_is_missing(name):
    for number, us, why in rows_of(PAGES[name]):
        if us == "yes":
            assert "::test_" in why, number
        if us == "partly":
            assert len(why) > 20, number


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_every_test_it_names_exists(path, name):
    source = Path(path).read_text(encoding="utf-8")

    assert not name or re.search(rf"^def {name}\(", source, re.MULTILINE)
