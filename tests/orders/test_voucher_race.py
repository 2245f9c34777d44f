"""One voucher with ten uses, two hundred buyers: real connections on PostgreSQL, and a control."""

from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

from django.db import connection, connections

import pytest

from orders import basket as baskets
from orders.checkout import place_order
from orders.models import Order, VoucherUse
from orders.models.promotion import VoucherQuerySet
from orders.promotion import CannotUse
from orders.wishes import Buyer, Wishes
from tests.factories import KHOAI_CHAU, VariantFactory, VoucherFactory, shipping_rates

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="needs true concurrency"
    ),
]
assert connection

BUYERS, AT_ONCE, LIMIT = 200, 30, 10


def press_all(code: str, buyers: int = BUYERS) -> list[str]:
    """Each buyer has his own jar, so that only the voucher is fought for; what became of each."""
    baskets_ = [baskets.put(None, VariantFactory(), 1) for _ in range(buyers)]

    def press(number: int) -> str:
        try:
            buyer = Buyer("A", f"+8491{number:07d}", "", KHOAI_CHAU, "x", "")
            place_order(
                baskets_[number],
                buyer,
                {},
                idempotency_key=f"k{number}",
                expected_total=184_000,
                wishes=Wishes(voucher_code=code),
            )
        except CannotUse:
            return "used up"
        finally:
            connections.close_all()
        return "sold"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(press, range(buyers)))


def test_ten_uses_are_given_to_ten_of_two_hundred_buyers():
    shipping_rates()
    voucher = VoucherFactory(total_limit=LIMIT)

    results = press_all(voucher.code)

    assert results.count("sold") == LIMIT
    assert results.count("used up") == BUYERS - LIMIT
    assert VoucherUse.objects.count() == Order.objects.count() == LIMIT


def test_without_the_lock_more_than_ten_get_through():
    """The control: this shows that the race is real, so that the test above means something."""
    shipping_rates()
    voucher = VoucherFactory(total_limit=LIMIT)

    with patch.object(VoucherQuerySet, "locked", lambda self: self.order_by("pk")):
        results = press_all(voucher.code, buyers=AT_ONCE * 2)

    assert results.count("sold") > LIMIT
