"""The shelf on a phone: one tap for sold out, who changed what, when to be told, a tap taken back."""

from datetime import timedelta

from django.utils import timezone

import pytest
import time_machine

from catalog.models import StockMovement
from tests.factories import ProducerFactory, ProductFactory, VariantFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def jar(maker):
    return VariantFactory(
        product=ProductFactory(producer=maker), stock=10, price=100_000
    )


@pytest.fixture
def sen(maker_client, maker):
    """Who is signed in."""
    return maker.memberships.get().user


def tapped(client, jar, **typed):
    """The page after a tap."""
    answer = client.post(f"/kenh-ban/hang/{jar.sku}/", typed, follow=True)
    jar.refresh_from_db()
    return answer.content.decode()


def undo(client, jar, **more):
    tap = StockMovement.objects.filter(variant=jar, reason="counted").first()
    answer = client.post(
        f"/kenh-ban/hang/{jar.sku}/hoan-tac/{tap.pk}/", follow=True, **more
    )
    jar.refresh_from_db()
    return answer.content.decode()


def test_sold_out_is_one_tap(maker_client, jar):
    body = tapped(maker_client, jar, buoc="het")

    assert jar.stock == 0
    assert "Hết hàng" in body


def test_a_tap_is_taken_back_and_both_stay_written(maker_client, jar):
    body = tapped(maker_client, jar, buoc="het")

    undo(maker_client, jar)

    assert "Hoàn tác" in body
    assert jar.stock == 10
    assert list(jar.movements.values_list("delta", "reason")[:2]) == [
        (10, "undone"),
        (-10, "counted"),
    ]


def test_three_taps_are_taken_back_one_by_one(maker_client, sen, jar):
    for _ in range(3):
        tapped(maker_client, jar, buoc="them")

    body = ""
    for _ in range(3):
        tap = StockMovement.objects.just_counted([jar], sen)[-1]
        body = maker_client.post(
            f"/kenh-ban/hang/{jar.sku}/hoan-tac/{tap.pk}/", follow=True
        ).content.decode()

    jar.refresh_from_db()
    assert jar.stock == 10
    assert "Hoàn tác" not in body


def test_a_tap_is_taken_back_once(maker_client, jar):
    tapped(maker_client, jar, buoc="them")
    undo(maker_client, jar)

    body = undo(maker_client, jar)

    assert jar.stock == 10
    assert "Lâu quá rồi" in body


def test_after_a_while_it_is_too_late(maker_client, jar):
    tapped(maker_client, jar, buoc="them")

    with time_machine.travel(timezone.now() + timedelta(seconds=30)):
        page = maker_client.get("/kenh-ban/hang/").content.decode()
        body = undo(maker_client, jar)

    assert "Hoàn tác" not in page
    assert "Lâu quá rồi" in body
    assert jar.stock == 11


def test_what_was_bought_meanwhile_is_not_taken_back(maker_client, jar):
    tapped(maker_client, jar, stock="12")
    jar.move(-11, "reserved", reference="LN1")

    body = undo(maker_client, jar)

    assert "Khách vừa đặt mất rồi" in body
    assert jar.stock == 1


def test_the_tap_of_another_is_his_to_take_back(maker_client, jar):
    jar.move(5, "counted", by=None)

    body = undo(maker_client, jar)

    assert "Lâu quá rồi" in body
    assert jar.stock == 15


def test_a_page_that_asks_by_itself_gets_the_pack_with_its_way_back(maker_client, jar):
    body = maker_client.post(
        f"/kenh-ban/hang/{jar.sku}/", {"buoc": "bot"}, headers={"hx-request": "true"}
    ).content.decode()

    assert "Hoàn tác" in body
    assert "<h1>" not in body


def test_the_history_says_how_much_why_and_who(maker_client, sen, jar):
    sen.full_name = "Nguyễn Thị Sen"
    sen.save()
    jar.move(-2, "reserved", reference="LN26ABC")
    tapped(maker_client, jar, buoc="them")

    body = maker_client.get(f"/kenh-ban/hang/{jar.sku}/so/").content.decode()

    for words in ("Nguyễn Thị Sen", "LN26ABC", "Khách đặt", "Sửa số còn lại", "-2"):
        assert words in body


def test_a_long_history_is_paged_and_asks_no_more_of_the_database(
    maker_client, sen, jar, django_assert_max_num_queries
):
    for _ in range(40):
        jar.move(1, "counted", by=sen)

    with django_assert_max_num_queries(14):
        body = maker_client.get(f"/kenh-ban/hang/{jar.sku}/so/").content.decode()

    assert body.count("Sửa số còn lại") == 30
    assert "trang=2" in body


def test_each_pack_has_its_own_number_to_be_told_at(maker_client, maker, jar):
    VariantFactory(product=ProductFactory(producer=maker), stock=6)
    today = maker_client.get("/kenh-ban/").content.decode()

    maker_client.post(f"/kenh-ban/hang/{jar.sku}/nhac/", {"few": "12"})

    body = maker_client.get("/kenh-ban/").content.decode()
    low = maker_client.get("/kenh-ban/hang/?sap_het=1").content.decode()
    assert "sắp hết" not in today
    assert "Hàng sắp hết hoặc đã hết" in body
    assert low.count('class="panel pack"') == 1
    assert "Sắp hết" in low


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "Hãy nhập một số"),
        ("nhiều", "bằng chữ số"),
        ("-1", "không thể nhỏ hơn 0"),
        ("99999999999999", "lớn quá"),
        ("5\x00", "bằng chữ số"),
    ],
)
def test_a_strange_number_is_explained_and_kept(maker_client, jar, typed, why):
    answer = maker_client.post(f"/kenh-ban/hang/{jar.sku}/nhac/", {"few": typed})

    jar.refresh_from_db()
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert jar.low_stock_at is None


def test_another_makers_pack_is_not_found(maker_client):
    theirs = VariantFactory(product=ProductFactory(producer=ProducerFactory()))
    theirs.move(1, "counted", by=None)
    tap = theirs.movements.first()

    for path in ("so/", "nhac/", f"hoan-tac/{tap.pk}/"):
        url = f"/kenh-ban/hang/{theirs.sku}/{path}"
        ask = maker_client.get if path == "so/" else maker_client.post
        assert ask(url, {"few": "1"}).status_code == 404


def test_the_shelf_asks_as_much_for_many_packs_as_for_few(
    maker_client, maker, sen, jar, django_assert_max_num_queries
):
    product = ProductFactory(producer=maker)
    for pack in VariantFactory.create_batch(12, product=product, stock=3):
        pack.move(1, "counted", by=sen)

    with django_assert_max_num_queries(15):
        body = maker_client.get("/kenh-ban/hang/").content.decode()

    assert body.count("Hoàn tác") == 12
