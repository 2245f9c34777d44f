"""A hamper has no stock of its own: it has as many as the least of its parts."""

from django.db import IntegrityError, transaction
from django.utils import timezone

import pytest

from catalog.models import HamperPart, Product, Variant, reprice
from tests.factories import ProductFactory, VariantFactory, hamper_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("stocks", "quantities", "left"),
    [
        ((20, 20), (1, 1), 20),
        ((20, 3), (1, 1), 3),
        ((20, 7), (1, 2), 3),
        ((20, 1), (1, 2), 0),
        ((0, 5), (1, 1), 0),
    ],
)
def test_there_are_as_many_hampers_as_the_least_of_the_parts(
    client, stocks, quantities, left
):
    packs = [VariantFactory(stock=stock) for stock in stocks]
    hamper = hamper_of(*zip(packs, quantities, strict=True))

    page = client.get("/san-pham/gio-qua/").content.decode()
    card = Product.objects.with_card_facts(timezone.localdate()).get(slug="gio-qua")

    assert Variant.objects.get(pk=hamper.pk).left == left
    assert (f"Còn {left} giỏ" in page) == bool(left)
    assert (card.has_stock, card.makers) == (bool(left), 2)


@pytest.mark.parametrize("fault", ["paused", "archived", "suspended"])
def test_a_hamper_with_a_part_that_is_not_sold_is_sold_out(fault):
    honey, tea = VariantFactory(), VariantFactory()
    hamper = hamper_of((honey, 1), (tea, 1))
    if fault == "paused":
        Variant.objects.filter(pk=tea.pk).update(is_active=False)
    elif fault == "archived":
        Product.objects.filter(pk=tea.product_id).update(state="archived")
    else:
        tea.product.producer.suspended_at = timezone.now()
        tea.product.producer.save()

    card = Product.objects.with_card_facts(timezone.localdate()).get(slug="gio-qua")

    assert (Variant.objects.get(pk=hamper.pk).left, card.has_stock) == (0, False)


def test_the_page_shows_every_part_with_its_maker(client):
    honey = VariantFactory(product__name_vi="Mật ong hoa nhãn")
    tea = VariantFactory(product__name_vi="Trà hoa cúc chi")
    hamper_of((honey, 2), (tea, 1))

    page = client.get("/san-pham/gio-qua/").content.decode()

    assert "2 × Mật ong hoa nhãn" in page
    assert honey.product.producer.name in page
    assert tea.product.producer.name in page


def test_the_listing_and_the_page_ask_few_questions(
    client, django_assert_max_num_queries
):
    for n in range(3):
        hamper_of(
            (VariantFactory(), 1), (VariantFactory(), 2), slug=f"gio-{n}"
        ) if n == 0 else ProductFactory()

    with django_assert_max_num_queries(12):
        listing = client.get("/san-pham/")
    with django_assert_max_num_queries(12):
        client.get("/san-pham/gio-0/")

    assert "Giỏ quà của 2 nhà" in listing.content.decode()


def test_a_hamper_may_follow_the_prices_of_its_parts():
    honey, tea = VariantFactory(price=200_000), VariantFactory(price=55_000)
    hamper = hamper_of((honey, 1), (tea, 2))
    Variant.objects.filter(pk=hamper.pk).update(percent_off_parts=10)

    reprice(Variant.objects.filter(hamper_parts__part=honey))

    hamper.refresh_from_db()
    assert hamper.price == 279_000


@pytest.mark.parametrize("quantity", [0, 1])
def test_a_hamper_holds_at_least_one_of_something_else(quantity):
    hamper = hamper_of()
    part = VariantFactory() if quantity == 0 else hamper

    with pytest.raises(IntegrityError), transaction.atomic():
        HamperPart.objects.create(hamper=hamper, part=part, quantity=quantity)
