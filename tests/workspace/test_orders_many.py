"""Many orders in one go: accepted together, fetched together, slips printed together."""

from django.utils import timezone

import pytest

from orders import fulfil
from orders.models import ProducerOrder
from tests.factories import LotFactory, VariantFactory
from tests.orders.placing import order_of, placed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rates")]


@pytest.fixture
def jar(maker):
    return VariantFactory(
        price=100_000, stock=90, product__producer=maker, product__name_vi="Bột nghệ"
    )


def orders(jar, count) -> list[ProducerOrder]:
    return [placed(jar, n + 1) for n in range(count)]


def codes(parts):
    return {"don": [part.code for part in parts]}


def states(parts) -> list[str]:
    return [ProducerOrder.objects.get(pk=part.pk).state for part in parts]


def accepted(jar, count):
    parts = orders(jar, count)
    for part in parts:
        fulfil.accept(part, by=None)
    return parts


def test_ticked_orders_are_accepted_together_and_others_wait(maker_client, jar):
    parts = orders(jar, 3)

    body = maker_client.post(
        "/kenh-ban/nhieu-don/nhan/", codes(parts[:2]), follow=True
    ).content.decode()

    assert states(parts) == ["accepted", "accepted", "placed"]
    assert "Đã nhận 2 đơn." in body


def test_all_are_ticked_with_one_tap(maker_client, jar):
    orders(jar, 3)

    body = maker_client.get("/kenh-ban/nhieu-don/").content.decode()
    ticked = maker_client.get("/kenh-ban/nhieu-don/?chon=het").content.decode()

    assert body.count("checked") == 0
    assert ticked.count("checked") == 3


def test_what_was_accepted_together_is_taken_back_together(maker_client, jar):
    parts = orders(jar, 3)
    body = maker_client.post(
        "/kenh-ban/nhieu-don/nhan/", codes(parts), follow=True
    ).content.decode()

    maker_client.post("/kenh-ban/nhieu-don/hoan-tac/", codes(parts))

    assert "Hoàn tác" in body
    assert states(parts) == ["placed"] * 3


def test_an_order_that_changed_meanwhile_is_named_and_the_others_go(maker_client, jar):
    parts = orders(jar, 2)
    fulfil.accept(parts[0], by=None)

    body = maker_client.post(
        "/kenh-ban/nhieu-don/nhan/", codes(parts), follow=True
    ).content.decode()

    assert states(parts) == ["accepted", "accepted"]
    assert f"chưa nhận được: {parts[0].code}" in body


@pytest.mark.parametrize("typed", [{}, {"don": ["x\x00", "LNKHONGCO"]}])
def test_nothing_ticked_is_said_kindly(maker_client, jar, typed):
    parts = orders(jar, 1)

    body = maker_client.post(
        "/kenh-ban/nhieu-don/nhan/", typed, follow=True
    ).content.decode()

    assert "Bạn chưa chọn đơn nào" in body
    assert states(parts) == ["placed"]


def test_another_makers_orders_are_not_touched(maker_client):
    theirs = placed()

    maker_client.post("/kenh-ban/nhieu-don/nhan/", codes([theirs]))

    assert states([theirs]) == ["placed"]
    assert theirs.code not in maker_client.get("/kenh-ban/lay-hang/").content.decode()


def test_the_list_adds_up_what_to_fetch_and_tells_it_order_by_order(
    maker_client, maker, jar
):
    box = VariantFactory(price=50_000, product__producer=maker)
    parts = accepted(jar, 3)
    both = order_of((jar, 4), (box, 1)).parts.get()
    fulfil.accept(both, by=None)

    body = maker_client.get("/kenh-ban/lay-hang/").content.decode()

    assert f"<b>10 {jar.unit}</b>" in body
    assert f"<b>1 {box.unit}</b>" in body
    for part in [*parts, both]:
        assert part.code in body


def test_only_ticked_orders_are_fetched(maker_client, jar):
    first, second = accepted(jar, 2)

    body = maker_client.get("/kenh-ban/lay-hang/", codes([second])).content.decode()

    assert second.code in body
    assert first.code not in body


def test_the_lot_that_expires_first_is_named(maker_client, jar):
    lot = LotFactory(variant=jar, quantity=2, produced_on=timezone.localdate())
    accepted(jar, 2)

    body = maker_client.get("/kenh-ban/lay-hang/").content.decode()

    assert f"{lot.code}: 2" in body


def test_what_lies_in_a_parcel_is_not_fetched_again(maker_client, jar):
    part = placed(jar, 5)
    fulfil.accept(part, by=None)
    maker_client.post(
        f"/kenh-ban/don/{part.code}/kien/", {f"so-{part.lines.get().pk}": "3"}
    )

    body = maker_client.get("/kenh-ban/lay-hang/").content.decode()

    assert f"<b>2 {jar.unit}</b>" in body


def test_slips_of_the_ticked_orders_are_printed(maker_client, jar):
    parts = accepted(jar, 3)
    for part in parts:
        fulfil.pack(part, by=None)

    page = maker_client.get("/kenh-ban/nhieu-don/").content.decode()
    slips = maker_client.get("/kenh-ban/phieu-kien/", codes(parts[1:])).content.decode()

    assert "In tất cả" in page
    assert slips.count("panel slip") == 2
    assert parts[0].code not in slips


@pytest.mark.parametrize("url", ["/kenh-ban/nhieu-don/", "/kenh-ban/lay-hang/"])
def test_many_orders_ask_the_database_no_more_than_few(
    maker_client, jar, url, django_assert_max_num_queries
):
    accepted(jar, 9)
    orders(jar, 9)

    with django_assert_max_num_queries(18):
        body = maker_client.get(url).content.decode()

    assert body.count('name="don"') + body.count("Mở đơn") in (18, 9)


def test_the_page_of_an_order_calls_the_buyer(maker_client, jar):
    part = placed(jar)

    body = maker_client.get(f"/kenh-ban/don/{part.code}/").content.decode()

    assert 'href="tel:+84912345678"' in body
