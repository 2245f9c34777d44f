"""Gom hàng: one parcel from several makers, one fee shared by weight, never dearer than apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders import basket as baskets
from orders.checkout import parcels_for, place_order
from orders.consolidation import fee_shares, offer
from orders.models import Consolidator, Order, ShippingRate
from orders.pricing import conditions_for
from orders.wishes import Wishes
from tests.factories import (
    KHOAI_CHAU,
    ProducerFactory,
    VariantFactory,
    hamper_of,
    member_of,
)
from tests.orders.test_checkout import HOA, basket_of
from tests.orders.test_views import go_to_review, press, put

pytestmark = pytest.mark.django_db

TOGETHER = Wishes(together=True)


@pytest.fixture
def packs():
    return VariantFactory(weight_g=300), VariantFactory(weight_g=900)


@pytest.fixture
def place(packs):
    place = Consolidator.objects.create(
        producer=ProducerFactory(kind="cooperative", name_vi="HTX Gom")
    )
    place.members.set([pack.product.producer for pack in packs])
    return place


def parcels(basket, wishes=TOGETHER):
    return parcels_for(baskets.items_of(basket), KHOAI_CHAU, wishes)


@given(
    fee=st.integers(0, 10_000_000),
    weights=st.lists(st.integers(0, 60_000), min_size=1, max_size=12),
)
def test_the_shares_of_a_fee_sum_to_it_and_follow_the_weights(fee, weights):
    shares = fee_shares(fee, weights)

    assert sum(shares) == fee
    total = sum(weights)
    for share, weight in zip(shares, weights, strict=True):
        exact = fee * weight / total if total else fee / len(weights)
        assert abs(share - exact) < 1 + 1e-6


def test_one_parcel_has_one_fee_shared_by_weight(rates, packs, place):
    basket = basket_of((packs[0], 1), (packs[1], 1))

    apart, one = parcels(basket, Wishes()), parcels(basket)

    assert [p.quote.fee for p in apart] == [22_000, 22_000]
    assert sorted(p.quote.fee for p in one) == [5_500, 16_500]
    assert {p.quote.consolidator for p in one} == {place}


def test_it_is_not_offered_where_it_would_cost_more(rates, packs, place):
    ShippingRate.objects.filter(zone="same", ship_policy="ship").update(up_to_g=1_000)
    ShippingRate.objects.create(
        ship_policy="ship",
        zone="same",
        up_to_g=5_000,
        fee=50_000,
        effective_from="2026-01-01",
        basis="test",
    )
    basket = basket_of((packs[0], 1), (packs[1], 1))
    items = baskets.items_of(basket)

    found = offer(parcels(basket, Wishes()), "33", conditions_for(items))

    assert found is None
    assert [p.quote.fee for p in parcels(basket)] == [22_000, 22_000]


@pytest.mark.parametrize("fault", ["not a member", "closed", "suspended", "fresh"])
def test_it_is_offered_only_where_all_makers_bring_their_goods(
    rates, packs, place, fault
):
    if fault == "not a member":
        place.members.remove(packs[0].product.producer)
    elif fault == "closed":
        Consolidator.objects.update(is_active=False)
    elif fault == "suspended":
        place.producer.suspended_at = place.producer.verified_at or "2026-01-01T00:00Z"
        place.producer.save()
    else:
        packs[0].product.ship_policy = "same_day"
        packs[0].product.save()

    one = parcels(basket_of((packs[0], 1), (packs[1], 1)))

    assert {p.quote.consolidator for p in one} == {None}


def test_the_buyer_takes_the_offer_while_looking_the_order_over(
    client, rates, packs, place
):
    for pack in packs:
        put(client, pack)

    offered = go_to_review(client)
    taken = go_to_review(client, gom="1")
    press(client, taken, gom="1")

    parts = Order.objects.get().parts.all()
    assert "thay cho 44.000" in offered.content.decode()
    assert "Mỗi nhà gửi riêng" in taken.content.decode()
    assert sum(part.shipping_fee for part in parts) == 22_000
    assert {part.consolidated_by for part in parts} == {place}


def test_an_offer_that_is_gone_is_not_charged_silently(client, rates, packs, place):
    for pack in packs:
        put(client, pack)
    review = go_to_review(client, gom="1")
    place.members.clear()

    answer = press(client, review, gom="1")

    assert answer.status_code == 409
    assert not Order.objects.exists()


def test_a_hamper_goes_as_one_parcel(rates, packs, place):
    basket = basket_of((hamper_of((packs[0], 1), (packs[1], 1)), 1))
    total = sum(parcel.total for parcel in parcels(basket))

    placed = place_order(
        basket, HOA, {}, idempotency_key="k", expected_total=total, wishes=TOGETHER
    )

    assert placed.total == 322_000


def test_the_round_lists_every_stop_and_every_box(client, rates, packs, place):
    basket = basket_of((packs[0], 2), (packs[1], 1))
    total = sum(parcel.total for parcel in parcels(basket))
    placed = place_order(
        basket, HOA, {}, idempotency_key="k", expected_total=total, wishes=TOGETHER
    )
    client.force_login(
        member_of(place.producer), backend="django.contrib.auth.backends.ModelBackend"
    )

    page = client.get("/kenh-ban/gom-hang/").content.decode()

    for part in placed.parts.all():
        assert part.code in page
        assert part.producer.name in page
    assert placed.number in page


def test_a_maker_who_gathers_nothing_has_no_round(maker_client):
    assert maker_client.get("/kenh-ban/gom-hang/").status_code == 404
