"""A year of 50,000 lines of one maker as page, PDF and XLSX in under five seconds (issue 3, point 6)."""

import pytest

from tests.ledger.test_statements import seconds_for_files, year_of_lines


@pytest.mark.load
@pytest.mark.django_db
def test_a_year_of_fifty_thousand_lines():
    told = year_of_lines(50_000)

    assert told.closing == 25_000 * 95_000
    assert seconds_for_files(told) < 5
