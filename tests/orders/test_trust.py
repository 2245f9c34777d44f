"""Cash on delivery grows with completed orders; nobody is ever worse off for a parcel refused."""

from datetime import date

import pytest

from orders import basket as baskets
from orders import shipping, trust
from orders.checkout import CannotOrder, place_order
from orders.models import CodRule, ProducerOrder, Settlement, ShippingRate
from orders.settling import fee_receiver
from orders.wishes import Buyer
from tests.factories import KHOAI_CHAU, VariantFactory
from tests.orders.test_fulfil import placed
from tests.orders.test_views import GOOD, go_to_review, press, put

pytestmark = pytest.mark.django_db
LAN = "+84912345678"


@pytest.fixture(autouse=True)
def _rules(rates):
    for completed, most in ((0, 1_000_000), (1, 3_000_000), (5, 20_000_000)):
        CodRule.objects.create(
            completed_from=completed,
            most=most,
            fresh_most=most // 2,
            call_above=most * 8 // 10,
            effective_from=date(2026, 1, 1),
            basis="test",
        )


def taken(times: int) -> None:
    """Lan has taken so many orders."""
    for _time in range(times):
        part = placed(Settlement.COD)
        ProducerOrder.objects.filter(pk=part.pk).update(state="completed")
        part.order.idempotency_key = part.code
        part.order.save()


@pytest.mark.parametrize(
    ("completed", "total", "fresh", "offered"),
    [
        (0, 1_000_000, False, True),
        (0, 1_000_001, False, False),
        (0, 500_000, True, True),
        (0, 500_001, True, False),
        (1, 3_000_000, False, True),
        (1, 3_000_001, False, False),
        (2, 1_500_001, True, False),
        (5, 20_000_000, False, True),
    ],
)
def test_the_cap_grows_with_completed_orders(completed, total, fresh, offered):
    taken(completed)

    assert trust.cash_for(LAN, total, fresh=fresh).offered is offered


def test_a_parcel_that_came_back_takes_nothing_away():
    taken(1)
    part = placed(Settlement.COD)
    ProducerOrder.objects.filter(pk=part.pk).update(state="returned")

    assert trust.cash_for(LAN, 3_000_000, fresh=False).offered


def test_the_words_say_what_to_do_and_blame_nobody():
    why = trust.cash_for(LAN, 2_000_000, fresh=False).why

    assert "1.000.000" in why
    assert "mời bạn chuyển khoản" in why


def test_the_reason_is_logged_and_the_person_is_not(caplog):
    caplog.set_level("INFO", "orders.trust")

    trust.cash_for(LAN, 2_000_000, fresh=False)

    assert "2000000" in caplog.text
    assert LAN[4:] not in caplog.text


def test_rules_are_dated():
    CodRule.objects.update(effective_to=date(2026, 1, 31))

    assert trust.cash_for(LAN, 9_000_000, fresh=True).offered


def test_a_maker_who_takes_no_transfers_is_never_shut_out():
    def ask(other_ways):
        return trust.objection(
            LAN, Settlement.COD, 2_000_000, fresh=False, other_ways=other_ways
        )

    assert ask(True)
    assert ask(False) == ""


def test_a_transfer_is_never_objected_to():
    assert not trust.objection(
        LAN, Settlement.VIETQR, 9_000_000, fresh=True, other_ways=True
    )


def test_a_large_first_order_asks_the_maker_to_call(rates):
    part = placed(Settlement.COD)

    assert not trust.should_call(part)
    part.goods_total = 900_000
    assert trust.should_call(part)


def test_checkout_says_kindly_what_to_choose_and_keeps_what_was_typed(client):
    jar = VariantFactory(price=1_200_000)
    put(client, jar)

    page = go_to_review(client)
    other = go_to_review(client, **{f"tra-{jar.product.producer_id}": "vietqr"})

    body = page.content.decode()
    assert page.status_code == 422
    assert "Lần đầu mua" in body
    assert GOOD["street"] in body
    assert other.status_code == 200
    assert press(client, other, **{f"tra-{jar.product.producer_id}": "vietqr"}).status_code == 302  # fmt: skip


def test_a_press_that_goes_round_the_page_is_refused_as_well():
    jar = VariantFactory(price=1_200_000)
    basket = baskets.put(None, jar, 1)
    buyer = Buyer("Lan", LAN, "", KHOAI_CHAU, "Thôn 1", "")

    with pytest.raises(CannotOrder, match="Lần đầu mua"):
        place_order(basket, buyer, {}, idempotency_key="k", expected_total=1_222_000)

    assert basket.items.count() == 1


@pytest.mark.parametrize(
    ("home", "to", "zone"),
    [
        ("33", "33", "same"), ("33", "01", "north"), ("33", "22", "north"), ("33", "37", "north"),
        ("33", "38", "other"), ("33", "79", "other"), ("79", "01", "other"), ("79", "96", "other"),
    ],
)  # fmt: skip
def test_a_zone_is_the_province_the_north_or_the_rest(home, to, zone):
    assert shipping.zone(home, to) == zone


def test_a_tariff_without_the_north_counts_it_among_the_others():
    tariff = shipping.Tariff.on(date(2026, 11, 24))

    assert tariff.rate("ship", "north", 500).fee == 32_000


def test_a_tariff_with_the_north_uses_its_own_rows():
    ShippingRate.objects.create(
        ship_policy="ship", zone="north", up_to_g=30_000, fee=28_000,
        effective_from=date(2026, 1, 1), basis="test",
    )  # fmt: skip

    tariff = shipping.Tariff.on(date(2026, 11, 24))

    assert tariff.rate("ship", "north", 500).fee == 28_000


def test_whose_the_delivery_fee_is_stays_with_the_order():
    assert placed(Settlement.COD).fee_receiver == "maker"
    assert fee_receiver(Settlement.COOP) == "coop"
