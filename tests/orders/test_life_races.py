"""The life of one order through two doors at once, with controls: real connections on PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.utils import timezone

import pytest

from catalog.models import PreorderOffer
from catalog.models.preorders import PreorderOfferQuerySet
from orders import cancelling, fulfil, preordering
from orders.models import Preorder, ProducerOrder, State
from orders.wishes import CannotOrder
from payments import refunds
from payments.models import Payment
from tests.factories import ProductFactory, VariantFactory, shipping_rates
from tests.orders.test_checkout import HOA
from tests.orders.test_money_races import (
    _secret,  # noqa: F401 - the secret of the signed transfer
    at_once,
    sepay,
    slow_database,  # noqa: F401
    transfer_part,
    without_locks,
)
from tests.orders.test_preorders import SUMMER

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="needs true concurrency"
    ),
]
BUYERS = 12


@contextmanager
def slowly(table: str) -> Iterator[None]:
    """Writing takes a while, so that all have looked before the first has written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN PERFORM pg_sleep(0.2); RETURN NEW; END $$;"
            f"CREATE TRIGGER slow BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION slow()"
        )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER slow ON {table}")


# A refund against a cancellation


def asked_and_cancelled() -> tuple[Payment, list[str]]:
    """All of the money is asked back while the order is cancelled, which asks for it as well."""
    part, payment = transfer_part()
    sepay(payment)
    whole = refunds.Item("goodwill", part.code, None, payment.amount)

    def ask() -> None:
        refunds.request(payment, items=[whole], method="bank", reason="Vỡ", by=None)

    told = at_once([ask, lambda: cancelling.cancel(part, by=None, reason="Hết hàng")])
    payment.refresh_from_db()
    return payment, told


@pytest.mark.usefixtures("slow_database")
def test_a_refund_and_a_cancellation_share_the_money_kindly():
    payment, told = asked_and_cancelled()

    assert sorted(told) == ["None", "TooMuch"]
    assert payment.refund_held == payment.amount
    assert payment.refunds.count() == 1


@pytest.mark.usefixtures("slow_database")
def test_without_locks_only_the_database_keeps_the_refund_from_the_cancellation():
    """The control: both saw the whole sum free; whoever comes second crashes."""
    with without_locks():
        _payment, told = asked_and_cancelled()

    assert "IntegrityError" in told


# The counter of a coming harvest


def harvest(packs: int) -> PreorderOffer:
    shipping_rates()
    crate = VariantFactory(
        stock=0, price=95_000, product=ProductFactory(slug="nhan-muon")
    )
    today = timezone.localdate()
    return PreorderOffer.objects.create(
        variant=crate,
        harvest_from=SUMMER[0],
        harvest_to=SUMMER[1],
        quantity=packs,
        deposit_percent=30,
        opens_on=today,
        closes_on=SUMMER[0],
    )


def ordered_ahead_at_once(offer: PreorderOffer) -> list[str]:
    total = preordering.parcel_for(offer, 1, HOA.commune_code).total

    def buyer(number: int) -> Any:
        def press() -> str:
            try:
                preordering.place(
                    offer, 1, HOA, idempotency_key=f"k{number}", expected_total=total
                )
            except CannotOrder:
                return "told"
            return "sold"

        return press

    with slowly("catalog_preorderoffer"):
        return at_once([buyer(number) for number in range(BUYERS)])


def test_a_harvest_of_five_is_sold_to_five():
    offer = harvest(5)

    told = ordered_ahead_at_once(offer)

    offer.refresh_from_db()
    assert (told.count("sold"), told.count("told")) == (5, BUYERS - 5)
    assert offer.taken == Preorder.objects.count() == 5


def test_without_the_lock_the_counter_loses_buyers():
    """The control: all counted from the same number."""
    offer = harvest(BUYERS)

    with patch.object(
        PreorderOfferQuerySet, "locked", lambda rows: rows.order_by("pk")
    ):
        ordered_ahead_at_once(offer)

    offer.refresh_from_db()
    assert offer.taken < Preorder.objects.count()


# The life of an order


def two_doors() -> tuple[ProducerOrder, list[str]]:
    """The maker takes the order at the moment the buyer gives it up."""
    part, _payment = transfer_part()
    with slowly("orders_producerorder"):
        told = at_once(
            [
                lambda: fulfil.accept(part, by=None),
                lambda: cancelling.cancel_by_buyer(part, reason="Đổi ý"),
            ]
        )
    part.refresh_from_db()
    return part, told


def moves_of(part: ProducerOrder) -> set[str]:
    return set(part.events.values_list("state", flat=True)) - {State.PLACED.value}


def test_an_order_is_taken_or_given_up_never_both():
    part, told = two_doors()

    assert sorted(told) == ["IllegalMove", "None"]
    assert moves_of(part) == {part.state}


def test_without_locks_an_order_is_taken_and_given_up():
    """The control: the history says both, and the last to write wins."""
    with without_locks():
        part, told = two_doors()

    assert told == ["None", "None"]
    assert moves_of(part) == {State.ACCEPTED, State.CANCELLED}
