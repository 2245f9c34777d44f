import pytest

from catalog.models import StockMovement
from orders import basket as baskets
from orders.checkout import Buyer, place_order
from orders.models import ProducerOrder
from tests.factories import (
    KHOAI_CHAU,
    ProductFactory,
    SlotFactory,
    UserFactory,
    VariantFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def jar(maker):
    return VariantFactory(
        product=ProductFactory(producer=maker), stock=10, price=100_000
    )


@pytest.fixture
def part(jar, rates) -> ProducerOrder:
    basket = baskets.put(None, jar, 1)
    buyer = Buyer("Bà Lan Kín Tiếng", "+84912345678", "", KHOAI_CHAU, "Thôn 1", "")
    return place_order(
        basket, buyer, {}, idempotency_key="k", expected_total=122_000
    ).parts.get()


def test_a_new_order_is_the_first_task_of_the_day(maker_client, part):
    body = maker_client.get("/kenh-ban/").content.decode()

    assert "Đơn mới, chờ bạn nhận" in body


def test_an_order_is_taken_to_the_door_in_four_taps(maker_client, part):
    url = f"/kenh-ban/don/{part.code}/"

    for tap in ("nhan", "dong-goi", "giao", "da-giao"):
        maker_client.post(
            f"{url}{tap}/", {"carrier": "Bưu điện", "tracking_code": "VN1"}
        )

    part.refresh_from_db()
    assert part.state == "delivered"
    assert part.shipments.get().carrier == "Bưu điện"


def test_a_tap_too_late_is_answered_kindly(maker_client, part):
    url = f"/kenh-ban/don/{part.code}/nhan/"
    maker_client.post(url)

    response = maker_client.post(url, follow=True)

    assert "vừa được đổi" in response.content.decode()


def test_declining_needs_a_reason(maker_client, part):
    url = f"/kenh-ban/don/{part.code}/khong-lam-duoc/"

    assert (
        "vì sao" in maker_client.post(url, {"reason": ""}, follow=True).content.decode()
    )
    maker_client.post(url, {"reason": "Hết nguyên liệu"})

    part.refresh_from_db()
    assert part.state == "cancelled"


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ({"buoc": "them"}, 11),
        ({"buoc": "bot"}, 9),
        ({"stock": "25"}, 25),
        ({"stock": "abc"}, 10),
        ({"stock": "-3"}, 10),
        ({}, 10),
    ],
)
def test_stock_is_changed_with_big_buttons_or_a_number(maker_client, jar, typed, left):
    maker_client.post(f"/kenh-ban/hang/{jar.sku}/", typed)

    jar.refresh_from_db()
    assert jar.stock == left
    counted = StockMovement.objects.filter(variant=jar, reason="counted")
    assert counted.exists() == (left != 10)


def test_nothing_is_taken_from_an_empty_shelf(maker_client, maker):
    empty = VariantFactory(product=ProductFactory(producer=maker), stock=0)

    response = maker_client.post(
        f"/kenh-ban/hang/{empty.sku}/", {"buoc": "bot"}, follow=True
    )

    assert "Đã hết hàng" in response.content.decode()


def test_guests_of_the_week_are_listed_and_answered(maker_client, maker, client):
    slot = SlotFactory(
        option__experience__host=maker, option__experience__instant_confirmation=False
    )
    client.post(
        f"/trai-nghiem/{slot.option.experience.slug}/dat/{slot.pk}/",
        {"ADULT": "2", "name": "Anna", "phone": "0912345678", "pay": "cash"},
    )
    booking = slot.bookings.get()

    assert booking.code in maker_client.get("/kenh-ban/khach/").content.decode()
    maker_client.post(f"/kenh-ban/khach/{booking.code}/", {"viec": "dong-y"})

    booking.refresh_from_db()
    assert booking.status == "CONFIRMED"


def test_somebody_without_a_shop_is_told_whom_to_call(client):
    client.force_login(
        UserFactory(), backend="django.contrib.auth.backends.ModelBackend"
    )

    assert client.get("/kenh-ban/").status_code == 403


@pytest.mark.parametrize(
    "url",
    [
        "/kenh-ban/",
        "/kenh-ban/don/",
        "/kenh-ban/hang/",
        "/kenh-ban/khach/",
        "/kenh-ban/toi/",
        "/kenh-ban/don/?trang_thai=x&trang=0",
    ],
)
def test_every_tab_opens(maker_client, part, url):
    assert maker_client.get(url).status_code == 200
