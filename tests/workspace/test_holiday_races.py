"""A maker closes at the moment his goods are ordered, with a control: real connections on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from unittest.mock import patch

from django.db import connection, connections
from django.utils import timezone

import pytest

from catalog import holidays
from catalog.models import Variant
from orders.checkout import CannotOrder
from orders.models import Order
from producers.models import Producer
from tests.factories import VariantFactory, shipping_rates
from tests.orders.test_checkout import basket_of, order
from tests.slowly import slow, until_somebody_writes

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="needs true concurrency"
    ),
]
assert connection
BUYERS = 6


def ordered_while_he_closes() -> tuple[list[str], int]:
    """One order is being written down when the maker closes and the other buyers press.

    What each buyer was told, and how many orders there were when the maker was told that he is closed.
    """
    shipping_rates()
    jar = VariantFactory(price=100_000, stock=50)
    filled = [basket_of((jar, 1)) for _n in range(BUYERS)]
    gate = Barrier(BUYERS)

    def buy(number: int) -> str:
        try:
            if number:
                gate.wait()
            order(filled[number], key=f"k{number}", total=122_000)
        except CannotOrder as error:
            return str(error)
        finally:
            connections.close_all()
        return "sold"

    def leave() -> int:
        try:
            gate.wait()
            today = timezone.localdate()
            holidays.close(jar.product.producer, today, today)
            return Order.objects.count()
        finally:
            connections.close_all()

    with slow("INSERT", "orders_order"), ThreadPoolExecutor(BUYERS + 1) as pool:
        first = pool.submit(buy, 0)
        until_somebody_writes()
        others = [pool.submit(buy, number) for number in range(1, BUYERS)]
        seen = pool.submit(leave).result()
        return [sale.result() for sale in [first, *others]], seen


def test_whoever_presses_first_wins_and_the_other_is_told():
    said, seen = ordered_while_he_closes()

    refused = [words for words in said if words != "sold"]
    assert said[0] == "sold"
    assert all("nghỉ đến ngày" in words for words in refused)
    assert seen == said.count("sold") == Order.objects.count()
    assert Variant.objects.get().stock == 50 - seen


def test_without_the_lock_an_order_comes_after_the_maker_has_closed():
    """The control: the order that was being written is not waited for."""
    with patch.object(
        holidays, "_nobody_ordering", lambda maker: Producer.objects.get(pk=maker.pk)
    ):
        said, seen = ordered_while_he_closes()

    assert said[0] == "sold"
    assert seen < Order.objects.count()
