"""One hamper for the buyer, an honest order for each maker, and sums that are equal to the đồng."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.models import MovementReason
from catalog.stock_proof import unexplained
from orders import basket as baskets
from orders.checkout import CannotOrder
from orders.hampers import shared_price
from orders.models import Order, OrderHamper
from tests.factories import VariantFactory, hamper_of, terms_of
from tests.orders.test_checkout import basket_of, order

pytestmark = pytest.mark.django_db


@pytest.fixture
def honey():
    return VariantFactory(price=200_000, stock=10, product__name_vi="Mật ong hoa nhãn")


@pytest.fixture
def tea():
    return VariantFactory(price=65_000, stock=10, product__name_vi="Trà hoa cúc chi")


def test_each_maker_gets_an_order_with_his_packs_and_his_part_of_the_price(
    rates, honey, tea
):
    hamper = hamper_of((honey, 1), (tea, 2), price=299_000)

    placed = order(basket_of((hamper, 3)))

    lines = [line for part in placed.parts.all() for line in part.lines.all()]
    sold = OrderHamper.objects.get()
    packs = {
        line.product_name: sum(
            one.quantity for one in lines if one.product_name == line.product_name
        )
        for line in lines
    }
    assert packs == {"Mật ong hoa nhãn": 3, "Trà hoa cúc chi": 6}
    assert sum(line.total for line in lines) == 897_000 == sold.total
    assert {line.hamper for line in lines} == {sold}
    assert placed.parts.count() == 2


@given(
    price=st.integers(1_000, 5_000_000),
    packs=st.lists(
        st.tuples(st.integers(1_000, 2_000_000), st.integers(1, 9)),
        min_size=1,
        max_size=8,
    ),
)
def test_the_parts_of_a_price_sum_to_it_exactly(price, packs):
    parts = [
        SimpleNamespace(part=SimpleNamespace(price=cost), quantity=quantity)
        for cost, quantity in packs
    ]

    rows = shared_price(price, parts)

    assert sum(n * amount for _row, n, amount in rows) == price
    for part in parts:
        own = [(n, amount) for row, n, amount in rows if row is part]
        amounts = [amount for _n, amount in own]
        assert sum(n for n, _amount in own) == part.quantity
        assert max(amounts) - min(amounts) <= 1


def test_stock_is_taken_from_the_parts_and_given_back_to_them(rates, honey, tea):
    hamper = hamper_of((honey, 1), (tea, 2))

    placed = order(basket_of((hamper, 2)))

    honey.refresh_from_db()
    tea.refresh_from_db()
    hamper.refresh_from_db()
    assert (honey.stock, tea.stock, hamper.stock, hamper.left) == (8, 6, 0, 3)
    assert placed.parts.first().lines.first().reservation.quantity == 2
    assert not unexplained().exists()


def test_jars_and_hampers_that_want_the_same_jar_are_counted_together(
    rates, honey, tea
):
    hamper = hamper_of((honey, 1), (tea, 1))
    basket = basket_of((honey, 6), (hamper, 5))

    with pytest.raises(CannotOrder, match="Mật ong hoa nhãn.* chỉ còn 10"):
        order(basket)

    assert not Order.objects.exists()


def test_a_jar_bought_beside_a_hamper_is_a_line_of_the_same_maker(rates, honey, tea):
    hamper = hamper_of((honey, 1), (tea, 1))

    placed = order(basket_of((honey, 2), (hamper, 1)))

    part = placed.parts.get(producer=honey.product.producer)
    assert sorted(
        (line.quantity, line.hamper is None) for line in part.lines.all()
    ) == [
        (1, False),
        (2, True),
    ]


def test_a_part_sold_meanwhile_is_named_and_the_basket_kept(rates, honey, tea):
    hamper = hamper_of((honey, 1), (tea, 2))
    basket = basket_of((hamper, 2))
    tea.move(-7, MovementReason.COUNTED)

    with pytest.raises(CannotOrder, match="Trà hoa cúc chi.* chỉ còn 3"):
        order(basket)

    assert basket.items.get().quantity == 2


def test_more_hampers_than_the_least_part_allows_are_not_put_in(honey, tea):
    hamper = hamper_of((honey, 1), (tea, 2))

    with pytest.raises(baskets.CannotBuy, match="chỉ còn 5 giỏ"):
        baskets.put(None, hamper, 6)


def test_the_basket_shows_one_hamper_with_its_parts_and_can_change_it(
    client, rates, honey, tea
):
    hamper = hamper_of((honey, 1), (tea, 2), price=299_000)
    client.post(f"/gio-hang/them/{hamper.sku}/", {"so_luong": "1"})

    page = client.get("/gio-hang/").content.decode()

    assert page.count('name="so_luong"') == 1
    assert "trong giỏ quà Giỏ quà Khoái Châu" in page
    assert "299.000" in page


def test_the_order_page_shows_the_hamper_as_one_thing_with_its_makers(
    client, rates, honey, tea
):
    hamper = hamper_of((honey, 1), (tea, 2), price=299_000)
    placed = order(basket_of((hamper, 1)))

    page = client.get(placed.get_absolute_url()).content.decode()

    assert "Một giỏ cho bạn" in page
    assert "299.000" in page
    assert tea.product.producer.name in page


def test_a_hamper_counts_for_a_maker_below_his_minimum(rates, honey, tea):
    terms_of(tea.product.producer, minimum_order=500_000)
    hamper = hamper_of((honey, 1), (tea, 1))

    placed = order(basket_of((hamper, 1)))

    assert placed.parts.count() == 2
