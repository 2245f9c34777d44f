from datetime import timedelta

from django.utils import timezone

import pytest
import time_machine

from catalog.models import MovementReason, StockMovement
from orders import basket as baskets
from orders.checkout import Buyer, CannotOrder, PriceChanged, parcels_for, place_order
from orders.models import Order, ProducerOrder, Settlement, State
from orders.stock import expire_all
from payments.models import Holder, Payment
from tests.factories import HOAN_KIEM, KHOAI_CHAU, ProductFactory, VariantFactory

pytestmark = pytest.mark.django_db

HOA = Buyer("Trần Thị Hoa", "+84912345678", "", KHOAI_CHAU, "Thôn Thượng", "")


def basket_of(*wanted):
    basket = None
    for variant, quantity in wanted:
        basket = baskets.put(basket, variant, quantity)
    return basket


def order(basket, buyer=HOA, *, key="k1", total=None, pay=None):
    parcels = parcels_for(baskets.items_of(basket), buyer.commune_code)
    total = sum(p.total for p in parcels) if total is None else total
    return place_order(
        basket, buyer, pay or {}, idempotency_key=key, expected_total=total
    )


def test_an_order_has_one_part_per_producer_each_with_its_own_fee(rates):
    powder = VariantFactory(price=180_000)
    tea = VariantFactory(price=60_000)

    placed = order(basket_of((powder, 2), (tea, 1)))

    assert [(p.goods_total, p.shipping_fee) for p in placed.parts.all()] == [
        (360_000, 22_000),
        (60_000, 22_000),
    ]
    assert placed.total == 464_000


def test_sending_to_another_province_costs_more(rates):
    placed = order(
        basket_of((VariantFactory(), 1)),
        Buyer("A", "+84912345678", "", HOAN_KIEM, "x", ""),
    )

    assert placed.parts.get().shipping_fee == 32_000


def test_a_line_keeps_the_name_and_price_it_was_sold_at(rates):
    powder = VariantFactory(price=180_000, product__name_vi="Tinh bột nghệ")
    placed = order(basket_of((powder, 1)))

    powder.price = 200_000
    powder.save()
    powder.product.name_vi = "Tên khác"
    powder.product.save()

    line = placed.parts.get().lines.get()
    assert (line.product_name, line.unit_price) == ("Tinh bột nghệ", 180_000)


def test_stock_goes_down_when_an_order_is_placed_and_the_movement_says_why(rates):
    jar = VariantFactory(stock=5)

    placed = order(basket_of((jar, 2)))

    jar.refresh_from_db()
    movement = StockMovement.objects.get(variant=jar, reason=MovementReason.RESERVED)
    assert jar.stock == 3
    assert (movement.delta, movement.reference) == (-2, placed.parts.get().code)


def test_the_same_key_makes_one_order(rates):
    basket = basket_of((VariantFactory(), 1))

    first = order(basket)
    second = place_order(basket, HOA, {}, idempotency_key="k1", expected_total=0)

    assert first == second
    assert Order.objects.count() == 1


def test_a_changed_price_must_be_accepted_first(rates):
    jar = VariantFactory(price=100_000)
    basket = basket_of((jar, 1))
    jar.price = 120_000
    jar.save()

    with pytest.raises(PriceChanged):
        order(basket, total=122_000)

    assert not Order.objects.exists()
    assert basket.items.count() == 1


def test_too_many_are_refused_with_how_many_are_left_and_the_basket_is_kept(rates):
    jar = VariantFactory(stock=3, unit_vi="hộp")
    basket = basket_of((jar, 3))
    jar.move(-2, MovementReason.COUNTED)

    with pytest.raises(CannotOrder, match="chỉ còn 1 hộp"):
        order(basket)

    assert basket.items.get().quantity == 3


def test_an_archived_product_is_refused_at_the_last_moment(rates):
    jar = VariantFactory()
    basket = basket_of((jar, 1))
    jar.product.state = "archived"
    jar.product.save()

    with pytest.raises(CannotOrder, match="hiện không bán"):
        order(basket)


def test_fresh_goods_do_not_leave_the_province(rates):
    tofu = VariantFactory(product=ProductFactory(ship_policy="same_day"))
    basket = basket_of((tofu, 1))

    with pytest.raises(CannotOrder, match="chỉ giao trong tỉnh"):
        place_order(
            basket,
            Buyer("A", "+84912345678", "", HOAN_KIEM, "x", ""),
            {},
            idempotency_key="k",
            expected_total=0,
        )


@pytest.mark.parametrize(
    ("way", "holder"),
    [(Settlement.COD, Holder.CARRIER), (Settlement.VIETQR, Holder.PRODUCER)],
)
def test_each_way_of_paying_says_who_holds_the_money(rates, way, holder):
    jar = VariantFactory()

    placed = order(basket_of((jar, 1)), pay={jar.product.producer_id: way})

    payment = Payment.objects.get(reference=placed.parts.get().code)
    assert (payment.held_by, payment.amount) == (holder, 202_000)


def test_a_transfer_goes_to_the_producers_own_account(rates):
    jar = VariantFactory()

    order(basket_of((jar, 1)), pay={jar.product.producer_id: Settlement.VIETQR})

    payment = Payment.objects.get()
    assert (payment.bank_account, payment.payee) == ("2408205012345", "NGUYEN THI HOA")


def test_goods_picked_up_at_the_village_are_paid_in_cash_and_cost_no_delivery(rates):
    chicken = VariantFactory(product=ProductFactory(ship_policy="pickup"))

    placed = order(basket_of((chicken, 1)))

    part = placed.parts.get()
    assert (part.settlement, part.shipping_fee) == (Settlement.CASH, 0)


def test_a_card_pays_the_whole_order_once(rates):
    one, other = VariantFactory(), VariantFactory()
    pay = {v.product.producer_id: Settlement.CARD for v in (one, other)}

    placed = order(basket_of((one, 1), (other, 1)), pay=pay)

    payment = Payment.objects.get()
    assert (payment.reference, payment.amount) == (placed.number, placed.total)


@pytest.mark.django_db(transaction=True)
def test_a_transfer_that_never_comes_gives_the_packs_back(rates):
    jar = VariantFactory(stock=1)
    placed = order(
        basket_of((jar, 1)), pay={jar.product.producer_id: Settlement.VIETQR}
    )

    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert expire_all() == 1

    jar.refresh_from_db()
    assert jar.stock == 1
    assert ProducerOrder.objects.get(order=placed).state == State.CANCELLED


@pytest.mark.django_db(transaction=True)
def test_an_expired_reservation_is_freed_for_the_next_buyer(rates):
    jar = VariantFactory(stock=1)
    order(basket_of((jar, 1)), pay={jar.product.producer_id: Settlement.VIETQR})

    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        basket = baskets.Basket.objects.create()
        basket.items.create(variant=jar, quantity=1, price_seen=jar.price)
        second = order(basket, key="k2")

    jar.refresh_from_db()
    assert jar.stock == 0
    assert second.parts.get().state == State.PLACED


@pytest.mark.django_db(transaction=True)
def test_cash_on_delivery_never_expires(rates):
    jar = VariantFactory(stock=1)
    placed = order(basket_of((jar, 1)))

    with time_machine.travel(timezone.now() + timedelta(days=30)):
        expire_all()

    assert placed.parts.get().state == State.PLACED
