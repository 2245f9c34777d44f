"""A maker goes on holiday: his goods are seen, nobody orders them, and what was ordered before stands."""

from datetime import timedelta

from django.utils import timezone

import pytest

from catalog import holidays
from orders.checkout import CannotOrder
from orders.models import Order
from producers.models import Producer
from tests.factories import (
    ProducerFactory,
    ProductFactory,
    SlotFactory,
    VariantFactory,
    hamper_of,
)
from tests.orders.test_checkout import basket_of, order

URL = "/kenh-ban/nghi/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def jar(maker, rates):
    return VariantFactory(product=ProductFactory(producer=maker), price=100_000)


def days(first: int, last: int, **more) -> dict[str, str]:
    today = timezone.localdate()
    return {
        "first": f"{today + timedelta(days=first):%Y-%m-%d}",
        "last": f"{today + timedelta(days=last):%Y-%m-%d}",
        **more,
    }


def close(maker, first=0, last=5, **more):
    today = timezone.localdate()
    holidays.close(
        maker, today + timedelta(days=first), today + timedelta(days=last), **more
    )


def put(client, pack):
    return client.post(f"/gio-hang/them/{pack.sku}/", {"so_luong": "1"})


def test_goods_of_a_closed_shop_are_seen_and_cannot_be_put_in(
    client, maker_client, jar
):
    note = "Hẹn bà con sau rằm"
    maker_client.post(URL, days(0, 5, note=note))
    last = timezone.localdate() + timedelta(days=5)

    product = client.get(jar.product.get_absolute_url()).content.decode()
    shelf = client.get("/san-pham/").content.decode()
    shop = client.get(f"/nha-san-xuat/{jar.product.producer.slug}/").content.decode()
    refused = put(client, jar)

    words = f"Nghỉ đến ngày {last:%d/%m/%Y}"
    assert all(words in page for page in (product, shelf, shop))
    assert note in product
    assert note in shop
    assert "Thêm vào giỏ" not in product
    assert "OutOfStock" in product
    assert refused.status_code == 422
    assert f"nghỉ đến ngày {last:%d/%m/%Y}" in refused.content.decode()


def test_a_basket_filled_before_says_so_and_loses_nothing(client, maker, jar):
    put(client, jar)
    close(maker)

    page = client.get("/gio-hang/").content.decode()
    holidays.reopen(maker)
    after = client.get("/gio-hang/").content.decode()

    assert "nhà làm nghỉ đến ngày" in page
    assert jar.product.name in page
    assert "nhà làm nghỉ" not in after


def test_an_order_placed_before_stands_and_one_after_is_refused(maker, jar):
    before = order(basket_of((jar, 1)), key="before")
    filled = basket_of((jar, 1))
    close(maker)

    with pytest.raises(CannotOrder, match="nghỉ đến ngày"):
        order(filled, key="after")

    assert Order.objects.get() == before
    assert before.parts.get().state == "placed"
    assert filled.items.count() == 1


def test_a_hamper_with_his_goods_waits_too(client, maker, jar):
    tea = VariantFactory(product__producer=ProducerFactory())
    hamper = hamper_of((jar, 1), (tea, 1))
    close(maker)

    refused = put(client, hamper)

    assert refused.status_code == 422
    assert "Thêm vào giỏ" not in client.get("/san-pham/gio-qua/").content.decode()
    assert put(client, tea).status_code == 302


@pytest.mark.parametrize(
    ("first", "last", "closed"),
    [(0, 0, True), (-3, 0, True), (1, 5, False), (-5, -1, False)],
)
def test_it_begins_and_ends_by_itself(client, maker, jar, first, last, closed):
    close(maker, first, last)

    answer = put(client, jar)

    assert (answer.status_code == 422) == closed


@pytest.mark.parametrize(("guests", "received"), [(False, True), (True, False)])
def test_guests_come_unless_the_maker_says_no(client, maker, guests, received):
    slot = SlotFactory(option__experience__host=maker)
    close(maker, 0, 5, guests=guests)
    url = f"/trai-nghiem/{slot.option.experience.slug}/"

    client.post(
        f"{url}dat/{slot.pk}/",
        {"ADULT": "2", "name": "Hoa", "phone": "0912345678", "pay": "cash"},
    )

    assert slot.bookings.exists() == received
    page = client.get(url, {"ngay": f"{slot.local_date:%Y-%m-%d}"}).content.decode()
    assert (f"/dat/{slot.pk}/" in page) == received


def test_the_day_shows_it_with_a_way_back(maker_client, maker, jar):
    maker_client.post(URL, days(0, 5))

    today = maker_client.get("/kenh-ban/").content.decode()
    maker_client.post(f"{URL}mo-lai/")

    assert "Gian hàng đang nghỉ" in today
    assert "Mở lại" in today
    assert not Producer.objects.get().is_closed
    assert "đang nghỉ" not in maker_client.get("/kenh-ban/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"first": "", "last": ""}, "Hãy chọn"),
        ({"first": "\x00", "last": "9" * 400}, "error"),
        (days(3, 1), "Ngày cuối phải sau ngày đầu"),
        (days(-9, -3), "đã qua"),
        (days(0, 900), "một năm"),
        (days(0, 3, note="a" * 201), "id_note-error"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_closed(maker_client, maker, wrong, words):
    page = maker_client.post(URL, wrong)

    maker.refresh_from_db()
    assert page.status_code == 422
    assert words in page.content.decode()
    assert maker.closed_from is None


def test_the_shelf_asks_no_more_of_the_database_for_closed_shops(
    client, django_assert_max_num_queries, rates
):
    for _n in range(4):
        close(VariantFactory(product=ProductFactory()).product.producer)
    client.get("/san-pham/")

    with django_assert_max_num_queries(12):
        page = client.get("/san-pham/").content.decode()

    assert page.count("Nghỉ đến ngày") == 4
