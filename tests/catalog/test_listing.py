import unicodedata
from datetime import date, timedelta

from django.utils import timezone

import pytest
import time_machine

from tests.factories import (
    CategoryFactory,
    CertificateFactory,
    LotFactory,
    ProducerFactory,
    ProductFactory,
    VariantFactory,
    VillageFactory,
    journey,
)

pytestmark = pytest.mark.django_db


def names(response):
    return [product.name for product in response.context["page"]]


def on_the_shelf(name, **facts):
    return VariantFactory(product=ProductFactory(name_vi=name, **facts)).product


@pytest.mark.parametrize(
    "typed",
    [
        "nhãn lồng",
        "nhan long",
        "NHÃN",
        "nhãn  lồng",
        unicodedata.normalize("NFD", "nhãn lồng"),
        "nhanx loongf",
        "lon",
    ],
)
def test_longan_is_found_however_it_is_typed(client, typed):
    on_the_shelf("Nhãn lồng Hưng Yên")
    on_the_shelf("Chiếu Hới")

    response = client.get("/san-pham/", {"q": typed})

    assert names(response) == ["Nhãn lồng Hưng Yên"]


def test_an_old_place_name_finds_the_goods_of_the_village(client):
    village = VillageFactory(old_place_vi="xã Chí Tân, huyện Khoái Châu")
    on_the_shelf("Bột nghệ", producer=ProducerFactory(village=village))

    assert names(client.get("/san-pham/", {"q": "chi tan"})) == ["Bột nghệ"]


def test_goods_that_may_not_be_sold_are_not_shown(client):
    on_the_shelf("Đã ngừng", archived=True)
    on_the_shelf("Chờ duyệt", pending=True)
    on_the_shelf("Chưa xác minh", producer=ProducerFactory(unverified=True))

    assert names(client.get("/san-pham/")) == []


def test_sold_out_goods_are_shown_and_say_so(client):
    VariantFactory(product=ProductFactory(name_vi="Hết rồi"), sold_out=True)

    response = client.get("/san-pham/")

    assert "Tạm hết hàng" in response.content.decode()


def test_counts_follow_the_other_filters_but_not_their_own(client):
    turmeric = CategoryFactory(slug="nghe", name_vi="Nghệ")
    rattan = CategoryFactory(slug="may", name_vi="Mây")
    on_the_shelf("Bột nghệ", category=turmeric)
    on_the_shelf("Nghệ tươi", category=turmeric, season_months=0b1)
    on_the_shelf("Giỏ mây", category=rattan)

    with time_machine.travel(date(2026, 7, 1)):
        facets = client.get("/san-pham/", {"nhom": "nghe", "vu": "1"}).context["facets"]

    assert {c.value: c.count for c in facets.categories} == {"nghe": 1, "may": 1}
    assert facets.total == 1
    assert facets.in_season.count == 1


def test_filters_work_together(client):
    cheap = on_the_shelf("Rẻ")
    cheap.variants.update(price=50_000)
    starred = on_the_shelf("Có sao")
    CertificateFactory(product=starred, stars=4)

    assert names(client.get("/san-pham/", {"gia_den": "60.000"})) == ["Rẻ"]
    assert names(client.get("/san-pham/", {"ocop": "4"})) == ["Có sao"]
    assert names(client.get("/san-pham/", {"ocop": "4", "gia_den": "60k"})) == []


def test_an_expired_certificate_gives_no_star(client):
    yesterday = timezone.localdate() - timedelta(days=1)
    CertificateFactory(product=on_the_shelf("Bột nghệ"), expires_on=yesterday)

    response = client.get("/san-pham/")

    assert response.context["page"][0].stars is None
    assert "OCOP" not in response.content.decode().split("ket-qua")[1]


def test_goods_come_in_the_order_that_the_page_on_ranking_publishes(client):
    this_month = timezone.localdate().month
    far = (this_month + 5) % 12 + 1
    for name, months, stock, age in (
        ("trái vụ, mới", far, 5, 0),
        ("đúng vụ, hết hàng", this_month, 0, 0),
        ("đúng vụ, cũ", this_month, 5, 9),
        ("đúng vụ, mới", this_month, 5, 1),
    ):
        published = timezone.now() - timedelta(days=age)
        goods = ProductFactory(
            name_vi=name, season_months=1 << (months - 1), published_at=published
        )
        VariantFactory(product=goods, stock=stock)

    shown = names(client.get("/san-pham/"))

    assert shown == [
        "đúng vụ, mới",
        "đúng vụ, cũ",
        "đúng vụ, hết hàng",
        "trái vụ, mới",
    ]


@pytest.mark.parametrize(
    "query",
    [
        "gia_tu=abc",
        "trang=0",
        "trang=999999",
        "trang=x",
        "sap_xep=x",
        "ocop=9",
        "nhom=khong-co",
        "q=" + "a" * 3000,
        "q=%00",
        "q=🦆",
        "gia_tu=-5&gia_den=1e9",
    ],
)
def test_odd_questions_get_a_kind_answer(client, query):
    on_the_shelf("Bột nghệ")

    response = client.get(f"/san-pham/?{query}")

    assert response.status_code == 200


def test_an_unreadable_price_is_explained_and_kept(client):
    body = client.get("/san-pham/", {"gia_tu": "abc"}).content.decode()

    assert 'value="abc"' in body
    assert "60k" in body


def test_htmx_gets_the_results_and_a_browser_the_page(client):
    on_the_shelf("Bột nghệ")

    part = client.get("/san-pham/", headers={"HX-Request": "true"}).content.decode()

    assert part.strip().startswith('<div class="stack" id="ket-qua">')


def test_browsing_sets_no_cookie(client):
    product = on_the_shelf("Bột nghệ")

    for url in (
        "/san-pham/",
        product.get_absolute_url(),
        "/trai-nghiem/",
        "/truy-xuat/",
    ):
        assert not client.get(url).cookies


@pytest.mark.parametrize("count", [3, 30])
def test_queries_do_not_grow_with_rows(client, django_assert_max_num_queries, count):
    for n in range(count):
        CertificateFactory(product=on_the_shelf(f"Món {n}"))

    with django_assert_max_num_queries(12):
        client.get("/san-pham/")


def test_a_product_page_tells_what_the_law_and_the_buyer_want(client):
    product = on_the_shelf("Bột nghệ", storage_vi="Nơi khô mát", ingredients_vi="Nghệ")
    CertificateFactory(product=product, decision_no="MH-07/QĐ")

    body = client.get(product.get_absolute_url()).content.decode()

    for fact in (
        "180.000",
        "MH-07/QĐ",
        "Nơi khô mát",
        product.producer.name,
        product.village.name,
    ):
        assert fact in body


def test_a_product_page_asks_few_questions(client, django_assert_max_num_queries):
    product = on_the_shelf("Bột nghệ")
    for n in range(5):
        VariantFactory(product=product)
        on_the_shelf(f"Khác {n}")

    journey(LotFactory(variant__product=product), "Thu hoạch", "Đóng hộp")
    client.get("/san-pham/")

    with django_assert_max_num_queries(12):
        client.get(product.get_absolute_url())


def test_an_unapproved_product_has_no_page(client):
    assert (
        client.get(on_the_shelf("X", pending=True).get_absolute_url()).status_code
        == 404
    )
