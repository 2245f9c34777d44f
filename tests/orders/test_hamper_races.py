"""Jars and hampers that share them, bought at once: real connections on PostgreSQL, and a control."""

from unittest.mock import patch

from django.db import connection
from django.db.models import Sum

import pytest

from catalog.models import VariantQuerySet
from catalog.stock_proof import unexplained
from orders.models import StockReservation
from tests.orders.crowd import crowd, shelf

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="needs true concurrency"
    ),
]
assert connection


def reserved(variant):
    held = StockReservation.objects.filter(variant=variant, released_at=None)
    return held.aggregate(sum=Sum("quantity"))["sum"]


def check_sold_exactly(shelf, results, buyers, jars=50):
    for pack in (shelf.jar, shelf.tea):
        pack.refresh_from_db()
    assert results == {"sold": jars, "told": buyers - jars}
    assert (shelf.jar.stock, reserved(shelf.jar)) == (0, jars)
    assert shelf.tea.stock == 5_000 + buyers // 7 - reserved(shelf.tea)
    assert not unexplained().exists()


def test_the_jars_are_sold_exactly_whatever_the_door_and_nobody_deadlocks():
    goods = shelf(jars=20)

    results = crowd(goods, 36, at_once=12)

    check_sold_exactly(goods, results, 36, jars=20)


def test_without_the_lock_only_the_database_keeps_the_jars_from_being_oversold():
    """The control: this shows that the race is real, so that the test above means something."""
    goods = shelf(jars=20)

    with patch.object(VariantQuerySet, "locked", lambda self: self.order_by("pk")):
        results = crowd(goods, 36, at_once=12)

    assert results["crashed"] > 0
    assert not unexplained().exists()
