"""Sale prices and what a buyer may compare them with."""

from datetime import timedelta

from django.db import DatabaseError, transaction
from django.utils import timezone

import pytest

from catalog.models import PriceChange, SalePrice, Variant, with_sales
from orders.models import OrderLine
from tests.factories import VariantFactory, sale_of
from tests.orders.test_checkout import basket_of, order

pytestmark = pytest.mark.django_db
NOW = timezone.now


def priced(*steps):
    """A pack whose price was changed so many days before now."""
    jar = VariantFactory(price=steps[-1][1])
    PriceChange.objects.all().delete()
    for days, price in steps:
        PriceChange.objects.create(
            variant=jar, price=price, at=NOW() - timedelta(days=days)
        )
    return jar


def sale(variant, price, begins, ends):
    return SalePrice.objects.create(
        variant=variant,
        price=price,
        starts_at=NOW() + timedelta(days=begins),
        ends_at=NOW() + timedelta(days=ends),
    )


def test_the_database_writes_down_every_price_whoever_changes_it():
    jar = VariantFactory(price=100_000)

    jar.price = 120_000
    jar.save()
    Variant.objects.filter(pk=jar.pk).update(price=90_000)
    Variant.objects.filter(pk=jar.pk).update(price=90_000)

    prices = jar.price_changes.order_by("pk").values_list("price", flat=True)
    assert list(prices) == [100_000, 120_000, 90_000]


def test_a_written_price_is_never_changed():
    change = VariantFactory().price_changes.get()

    with pytest.raises(DatabaseError), transaction.atomic():
        PriceChange.objects.filter(pk=change.pk).update(price=1)


@pytest.mark.parametrize(
    ("begins", "ends", "price"),
    [(-1, 1, 80_000), (1, 2, 100_000), (-2, -1, 100_000)],
)
def test_a_sale_counts_between_its_beginning_and_its_end(begins, ends, price):
    jar = VariantFactory(price=100_000)

    sale(jar, 80_000, begins, ends)

    assert with_sales([jar])[0].price_now == price


def test_a_sale_above_the_regular_price_is_none():
    jar = VariantFactory(price=100_000)
    sale(jar, 110_000, -1, 1)

    assert Variant.objects.get(pk=jar.pk).price_now == 100_000
    assert with_sales([jar])[0].sale is None


def lowest_before(one):
    return SalePrice.objects.with_prices_before().get(pk=one.pk).lowest_before


@pytest.mark.parametrize(
    ("steps", "lowest"),
    [
        ([(400, 100_000)], 100_000),
        ([(400, 100_000), (10, 150_000)], 100_000),
        ([(400, 100_000), (40, 150_000)], 150_000),
        ([(400, 90_000), (40, 120_000), (20, 80_000), (5, 130_000)], 80_000),
    ],
)
def test_the_lowest_price_of_the_thirty_days_before_is_shown(steps, lowest):
    jar = priced(*steps)

    assert lowest_before(sale(jar, 70_000, -1, 3)) == lowest


def test_an_earlier_sale_is_an_earlier_price():
    jar = priced((400, 100_000))
    sale(jar, 60_000, -20, -15)

    assert lowest_before(sale(jar, 70_000, -1, 3)) == 60_000


def test_listing_product_basket_and_order_use_the_price_of_the_moment(client, rates):
    jar = priced((400, 100_000))
    sale_of(jar, 75_000)

    listing = client.get("/san-pham/").content.decode()
    product = client.get(jar.product.get_absolute_url()).content.decode()
    client.post(f"/gio-hang/them/{jar.sku}/", {"so_luong": "1"})
    basket = client.get("/gio-hang/").content.decode()
    order(basket_of((jar, 1)))

    assert "75.000" in listing
    assert "Đang giảm giá" in listing
    assert "Giá thấp nhất 30 ngày trước đợt giảm: 100.000" in product.replace(
        "\xa0", " "
    )
    assert "75.000" in basket
    assert OrderLine.objects.get().unit_price == 75_000


def test_the_price_filter_reads_the_price_of_the_moment(client):
    sale_of(VariantFactory(price=100_000), 75_000)

    body = client.get("/san-pham/?gia_den=80k").content.decode()

    assert "75.000" in body
