"""Five hundred buyers, fifty jars and hampers that share them, three doors. By hand: `-m load`."""

from django.db import connection

import pytest

from tests.orders.crowd import crowd, shelf
from tests.orders.test_hamper_races import check_sold_exactly

pytestmark = [
    pytest.mark.load,
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="needs true concurrency"
    ),
]
assert connection


def test_five_hundred_buyers_get_exactly_fifty_jars():
    goods = shelf()

    results = crowd(goods, 500, at_once=40)

    check_sold_exactly(goods, results, 500)
