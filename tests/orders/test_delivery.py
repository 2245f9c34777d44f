"""How goods come: fees and days before anything is typed, pick-up points, freight, minimums."""

from datetime import date, timedelta

from django.test import Client
from django.utils import timezone

import pytest
import time_machine

from orders import basket as baskets
from orders import freight, fulfil
from orders.checkout import place_order
from orders.delivery import Conditions, fee_from, ways
from orders.models import ClosedDay, Delivery, IllegalMove, Settlement
from orders.pricing import parcels_for
from orders.shipping import CannotShip
from orders.wishes import CannotOrder, DeliveryWish, Wishes
from payments.models import Payment
from tests.factories import (
    KHOAI_CHAU,
    ProducerFactory,
    ProductFactory,
    VariantFactory,
    member_of,
    open_point,
    terms_of,
)
from tests.orders.test_checkout import HOA, basket_of

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)
HUNG_YEN, HA_NOI = "33", "01"


def share_of(variant):
    return baskets.shares(baskets.items_of(basket_of((variant, 1))))[0]


def offered(variant, province=HUNG_YEN, on=MONDAY):
    share = share_of(variant)
    return ways(share, province, Conditions.of([share.producer], on))


def buy(variant, wish=None, pay=None, **rest):
    producer_pk = variant.product.producer_id
    basket = basket_of((variant, 1))
    wishes = Wishes(delivery={producer_pk: wish} if wish else {}, **rest)
    parcels = parcels_for(baskets.items_of(basket), KHOAI_CHAU, wishes)
    return place_order(
        basket,
        HOA,
        {producer_pk: pay} if pay else {},
        idempotency_key="k",
        expected_total=sum(p.total for p in parcels),
        wishes=wishes,
    )


@pytest.mark.parametrize(
    ("policy", "has_point", "province", "expected"),
    [
        ("ship", False, HUNG_YEN, ["parcel"]),
        ("ship", True, HUNG_YEN, ["parcel", "pickup"]),
        ("fragile", False, HA_NOI, ["parcel"]),
        ("same_day", False, HUNG_YEN, ["same_day", "pickup"]),
        ("same_day", True, HUNG_YEN, ["same_day", "pickup"]),
        ("same_day", False, HA_NOI, ["pickup"]),
        ("freight", False, HA_NOI, ["freight", "pickup"]),
        ("pickup", False, HUNG_YEN, ["pickup"]),
    ],
)
def test_what_the_goods_are_says_how_they_may_come(
    rates, policy, has_point, province, expected
):
    variant = VariantFactory(product=ProductFactory(ship_policy=policy))
    if has_point:
        open_point(variant.product.producer)

    assert [way.way for way in offered(variant, province)] == expected


def test_a_parcel_has_its_fee_and_its_days(rates):
    variant = VariantFactory()
    terms_of(variant.product.producer, preparation_days=2)

    way = offered(variant)[0]

    assert (way.fee, way.arrives_from, way.arrives_to) == (
        22_000,
        date(2026, 11, 26),
        date(2026, 11, 27),
    )


def test_before_a_province_is_known_the_lowest_fee_is_named(rates):
    share = share_of(VariantFactory())

    assert fee_from(share, Conditions.of([share.producer], MONDAY)) == 22_000


def test_a_co_operatives_point_serves_its_makers(rates):
    coop = ProducerFactory(kind="cooperative")
    maker = ProducerFactory(sells_through=coop)
    point = open_point(coop)

    way = offered(VariantFactory(product=ProductFactory(producer=maker)))[1]

    assert way.point == point


def test_picking_up_takes_the_first_open_day_when_none_is_named(rates):
    variant = VariantFactory()
    point = open_point(variant.product.producer, 2, 5)

    with time_machine.travel("2026-11-23T09:00+07:00"):
        placed = buy(variant, DeliveryWish(f"pickup-{point.pk}"))

    part = placed.parts.get()
    assert (part.pickup_point, part.pickup_on) == (point, date(2026, 11, 25))
    assert (part.delivery, part.settlement) == (Delivery.PICKUP, Settlement.CASH)
    assert part.shipping_fee == 0


@pytest.mark.parametrize(
    "day", [date(2026, 11, 24), date(2026, 11, 25), date(2026, 1, 1), date(2027, 6, 2)]
)
def test_a_day_on_which_the_point_is_closed_is_refused_kindly(rates, day):
    variant = VariantFactory()
    point = open_point(variant.product.producer, 2)
    ClosedDay.objects.create(point=point, on=date(2026, 11, 25))

    with (
        time_machine.travel("2026-11-23T09:00+07:00"),
        pytest.raises(CannotShip, match="không mở cửa ngày"),
    ):
        buy(variant, DeliveryWish(f"pickup-{point.pk}", day))


def test_anothers_pick_up_point_is_not_offered(rates):
    variant, foreign = VariantFactory(), open_point(ProducerFactory())

    placed = buy(variant, DeliveryWish(f"pickup-{foreign.pk}"))

    assert placed.parts.get().delivery == Delivery.PARCEL


def test_fresh_goods_may_be_fetched_from_afar(rates):
    tofu = VariantFactory(product=ProductFactory(ship_policy="same_day"))

    with pytest.raises(CannotShip, match="đến lấy"):
        parcels_for(baskets.items_of(basket_of((tofu, 1))), "00070")
    wishes = Wishes(delivery={tofu.product.producer_id: DeliveryWish("pickup")})
    parcels = parcels_for(baskets.items_of(basket_of((tofu, 1))), "00070", wishes)

    assert parcels[0].quote.is_pickup


def test_a_makers_smallest_order_is_named_with_what_is_missing(rates):
    variant = VariantFactory(price=60_000)
    terms_of(variant.product.producer, minimum_order=100_000)

    with pytest.raises(CannotOrder, match="Bạn mua thêm 40.000"):
        buy(variant)


@pytest.mark.parametrize(
    ("begins", "ends", "minimum"),
    [
        (date(2026, 1, 1), None, 50_000),
        (date(2026, 11, 24), None, 0),
        (date(2026, 1, 1), date(2026, 11, 22), 0),
        (date(2026, 1, 1), MONDAY, 50_000),
    ],
)
def test_terms_count_from_day_to_day(begins, ends, minimum):
    maker = ProducerFactory()
    row = terms_of(maker, minimum_order=50_000, effective_to=ends)
    row.effective_from = begins
    row.save()

    assert Conditions.of([maker], MONDAY).minimum(maker) == minimum


@pytest.fixture
def bench(rates):
    return VariantFactory(
        price=2_000_000, product=ProductFactory(ship_policy="freight")
    )


def test_bulky_goods_wait_for_the_freight_and_ask_for_no_money(bench):
    part = buy(bench, pay=Settlement.VIETQR).parts.get()

    assert part.waits_for_freight
    assert not Payment.objects.exists()
    with pytest.raises(IllegalMove):
        fulfil.accept(part, by=None)


def test_the_maker_names_the_freight_the_buyer_agrees_and_then_pays(bench, client):
    part = buy(bench, pay=Settlement.VIETQR).parts.get()
    url = part.order.get_absolute_url()

    freight.quote(part, 350_000, by=None)
    shown = client.get(url).content.decode()
    client.post(f"{url}cuoc/{part.code}/", {"cuoc": "350000", "viec": "dong-y"})

    part.refresh_from_db()
    payment = Payment.objects.get(reference=part.code)
    assert "Tôi đồng ý cước này" in shown
    assert payment.amount == part.total == 2_350_000
    assert part.lines.get().reservation.expires_at == payment.expires_at
    assert [e.note for e in part.events.all()][1:] == [
        "Báo cước vận chuyển 350.000\xa0₫",
        "Khách đồng ý cước 350.000\xa0₫",
    ]


def test_a_freight_that_changed_meanwhile_is_not_agreed_by_mistake(bench, client):
    part = buy(bench).parts.get()
    freight.quote(part, 350_000, by=None)
    freight.quote(part, 450_000, by=None)

    response = client.post(
        f"{part.order.get_absolute_url()}cuoc/{part.code}/",
        {"cuoc": "350000", "viec": "dong-y"},
        follow=True,
    )

    assert "Cước vừa được đổi" in response.content.decode()
    assert not Payment.objects.exists()


def test_a_freight_too_dear_ends_the_part_and_gives_the_packs_back(bench, client):
    part = buy(bench).parts.get()
    freight.quote(part, 900_000, by=None)

    client.post(
        f"{part.order.get_absolute_url()}cuoc/{part.code}/", {"viec": "tu-choi"}
    )

    part.refresh_from_db()
    bench.refresh_from_db()
    assert (part.state, bench.stock) == ("cancelled", 20)


def test_a_freight_holds_seven_days_then_the_buyer_reads_why_and_asks_again(
    bench, client
):
    part = buy(bench, pay=Settlement.VIETQR).parts.get()
    url = part.order.get_absolute_url()
    yes = {"cuoc": "350000", "viec": "dong-y"}
    freight.quote(part, 350_000, by=None)

    with time_machine.travel(timezone.now() + timedelta(days=7)):
        assert "Tôi đồng ý cước này" in client.get(url).content.decode()
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        shown = client.get(url).content.decode()
        late = client.post(f"{url}cuoc/{part.code}/", yes, follow=True)
        client.post(f"{url}nhan/{part.code}/", {"text": "Nhờ bác báo lại tiền xe"})
        asked_for_nothing = not Payment.objects.exists()
        maker = Client()
        maker.force_login(
            member_of(part.producer),
            backend="django.contrib.auth.backends.ModelBackend",
        )
        page = maker.get(f"/kenh-ban/don/{part.code}/").content.decode()
        maker.post(f"/kenh-ban/don/{part.code}/bao-cuoc/", {"cuoc": "380.000"})
        client.post(f"{url}cuoc/{part.code}/", {**yes, "cuoc": "380000"})

    assert "Cước người bán báo đã hết hạn" in shown
    assert "Tôi đồng ý cước này" not in shown
    assert f'action="{url}nhan/{part.code}/"' in shown
    assert "Cước này đã hết hạn" in late.content.decode()
    assert asked_for_nothing
    assert "Nhờ bác báo lại tiền xe" in page
    assert Payment.objects.get().amount == 2_380_000


def test_agreeing_twice_asks_for_the_money_once(bench):
    part = buy(bench).parts.get()
    freight.quote(part, 350_000, by=None)
    freight.agree(part, 350_000)

    with pytest.raises(freight.CannotAgree):
        freight.agree(part, 350_000)

    assert Payment.objects.count() == 1


def test_todays_tariff_row_wins_over_an_older_one(rates):
    from orders.models import ShippingRate

    ShippingRate.objects.create(
        ship_policy="ship",
        zone="same",
        up_to_g=30_000,
        fee=25_000,
        effective_from=timezone.localdate() - timedelta(days=1),
        basis="test",
    )

    assert offered(VariantFactory(), on=timezone.localdate())[0].fee == 25_000
