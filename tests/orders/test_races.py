"""Two buyers, one jar: real connections on PostgreSQL, and a control without the lock."""

import threading
from unittest.mock import patch

from django.db import DatabaseError, connection, connections
from django.db.models import F

import pytest

from catalog.models import Variant, VariantQuerySet
from orders import basket as baskets
from orders.checkout import Buyer, CannotOrder, place_order
from orders.models import Order, StockReservation
from tests.factories import KHOAI_CHAU, VariantFactory, shipping_rates

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="needs true concurrency"
    ),
]
assert connection

BUYERS = 12


def buy_at_once(jar: Variant) -> list[str]:
    """So many buyers press at the same moment; what became of each."""
    gate = threading.Barrier(BUYERS)
    results: list[str] = []
    baskets_ = [baskets.put(None, jar, 1) for _ in range(BUYERS)]

    def press(number: int) -> None:
        gate.wait()
        try:
            place_order(
                baskets_[number],
                Buyer("A", "+84912345678", "", KHOAI_CHAU, "x", ""),
                {},
                idempotency_key=f"k{number}",
                expected_total=202_000,
            )
            results.append("sold")
        except CannotOrder as error:
            results.append(str(error))
        except DatabaseError:
            results.append("crashed")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=[n]) for n in range(BUYERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_the_last_jar_is_sold_once_and_the_others_are_told():
    shipping_rates()
    jar = VariantFactory(stock=1)

    results = buy_at_once(jar)

    jar.refresh_from_db()
    assert results.count("sold") == 1
    assert all("chỉ còn 0" in r or "vừa hết" in r for r in results if r != "sold")
    assert (jar.stock, Order.objects.count()) == (0, 1)


def test_without_the_lock_only_the_database_stops_a_second_sale():
    """The control: this shows that the race is real, so that the test above means something."""
    shipping_rates()
    jar = VariantFactory(stock=1)

    with patch.object(VariantQuerySet, "locked", lambda self: self.order_by("pk")):
        results = buy_at_once(jar)

    assert "crashed" in results
    assert StockReservation.objects.count() == 1


def test_the_database_itself_refuses_a_negative_stock():
    jar = VariantFactory(stock=1)

    with pytest.raises(Exception, match="stock"):
        Variant.objects.filter(pk=jar.pk).update(stock=F("stock") - 2)


def test_a_double_press_makes_one_order():
    shipping_rates()
    jar = VariantFactory(stock=10)
    basket = baskets.put(None, jar, 1)
    gate = threading.Barrier(6)
    numbers = []

    def press() -> None:
        gate.wait()
        try:
            buyer = Buyer("A", "+84912345678", "", KHOAI_CHAU, "x", "")
            numbers.append(
                place_order(
                    basket, buyer, {}, idempotency_key="same", expected_total=202_000
                ).number
            )
        except CannotOrder as error:
            numbers.append(str(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(numbers)) == 1, numbers
    assert Order.objects.count() == 1
