"""A maker offers fewer packs at the moment somebody orders, with controls: real connections on PostgreSQL."""

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

from django.db import connection

import pytest

from catalog import offering
from catalog.models import PreorderOffer
from catalog.models.packs import VariantQuerySet
from catalog.models.preorders import PreorderOfferQuerySet
from orders.wishes import CannotOrder
from tests.factories import ProducerFactory, shipping_rates
from tests.orders.test_money_races import at_once
from tests.slowly import slow
from tests.workspace.harvest import ahead, day, longan_of, offered

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="needs true concurrency"
    ),
]
assert connection
PACKS = 3


def terms(quantity: int) -> offering.Terms:
    return offering.Terms(day(60), day(90), quantity, 30, day(50))


def asked(deed: Callable[[], Any], done: str) -> Callable[[], str]:
    """What somebody reads who presses."""

    def press() -> str:
        try:
            deed()
        except (offering.CannotOffer, CannotOrder) as error:
            return type(error).__name__
        return done

    return press


def fewer_and_ordered() -> tuple[PreorderOffer, list[str]]:
    """Somebody wants all three when only two are to be promised."""
    shipping_rates()
    offer = offered(longan_of(ProducerFactory()), quantity=PACKS)
    fewer = asked(lambda: offering.change(offer, terms(PACKS - 1)), "changed")
    with slow("UPDATE", "catalog_preorderoffer"):
        told = at_once([fewer, asked(lambda: ahead(offer, PACKS), "sold")])
    offer.refresh_from_db()
    return offer, told


def test_whoever_is_second_is_told_and_nobody_is_promised_too_much():
    offer, told = fewer_and_ordered()

    assert told in (["changed", "CannotOrder"], ["sold", "CannotOffer"])
    kept = (PACKS, PACKS) if told[0] == "sold" else (PACKS - 1, 0)
    assert (offer.quantity, offer.taken) == kept


def test_without_the_lock_only_the_database_stops_the_second():
    """The control: both saw three free packs; whoever comes second crashes."""
    with patch.object(
        PreorderOfferQuerySet, "locked", lambda rows: rows.order_by("pk")
    ):
        _offer, told = fewer_and_ordered()

    assert "IntegrityError" in told


def opened_by_many() -> list[str]:
    crate = longan_of(ProducerFactory())
    press = asked(lambda: offering.begin(crate, terms(PACKS)), "opened")
    with slow("INSERT", "catalog_preorderoffer"):
        return at_once([press] * 4)


def test_four_presses_offer_one_harvest_once():
    told = opened_by_many()

    assert sorted(told) == ["CannotOffer"] * 3 + ["opened"]
    assert PreorderOffer.objects.count() == 1


def test_without_the_lock_one_harvest_is_offered_twice():
    """The control: nobody saw the others' offer."""
    with patch.object(VariantQuerySet, "locked", lambda rows: rows.order_by("pk")):
        opened_by_many()

    assert PreorderOffer.objects.count() > 1
