"""The basket: fees before anything is typed, codes, one basket per person."""

import re

import pytest

from accounts.models import Address
from orders.models import Basket, Order
from orders.remembering import merge_baskets
from tests.factories import (
    KHOAI_CHAU,
    ProducerFactory,
    ProductFactory,
    UserFactory,
    VariantFactory,
    VoucherFactory,
    open_point,
    terms_of,
)
from tests.orders.test_checkout import basket_of
from tests.orders.test_views import GOOD, go_to_review, press, put

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


def body_of(response):
    return response.content.decode().replace("\xa0", " ")


def test_a_fee_from_is_shown_and_with_a_province_the_fee_and_the_days(client, rates):
    put(client, VariantFactory())

    before = body_of(client.get("/gio-hang/"))
    client.post("/gio-hang/tinh/", {"tinh": "01"})
    after = body_of(client.get("/gio-hang/"))

    assert "phí giao từ 22.000 ₫" in before
    assert "32.000 ₫" in after
    assert "dự kiến đến" in after


@pytest.mark.parametrize("code", ["", "99", "abc", "33' OR 1=1", "👵"])
def test_a_province_that_is_none_changes_nothing(client, rates, code):
    put(client, VariantFactory())

    client.post("/gio-hang/tinh/", {"tinh": code})

    assert Basket.objects.get().province_code == ""


def test_pick_up_points_are_shown_with_their_hours(client, rates):
    variant = VariantFactory()
    open_point(variant.product.producer, 0, 5, name="Chợ Phủ")
    put(client, variant)

    body = body_of(client.get("/gio-hang/"))

    assert "Đến lấy tại Chợ Phủ" in body
    assert "Thứ Bảy 07:00–17:00" in body


def test_a_smallest_order_not_reached_is_said_in_the_basket_and_at_checkout(
    client, rates
):
    variant = VariantFactory(price=60_000)
    terms_of(variant.product.producer, minimum_order=100_000)
    put(client, variant)

    basket = body_of(client.get("/gio-hang/"))
    checkout = go_to_review(client)

    assert "Bạn mua thêm 40.000 ₫ nữa" in basket
    assert checkout.status_code == 422
    assert "Bạn mua thêm 40.000" in body_of(checkout)
    assert "Thôn Thượng" in body_of(checkout)


@pytest.mark.parametrize(
    "typed", ["KHONGCO", "👵", "ا", "\u202eIOH", "a" * 300, "<b>x</b>", "%s"]
)
def test_an_unknown_code_is_explained_and_stays_typed(client, rates, typed):
    put(client, VariantFactory())

    response = client.post("/gio-hang/ma/", {"ma": typed})

    assert response.status_code == 422
    assert "Không có mã giảm giá này" in body_of(response)
    assert "<b>x</b>" not in body_of(response)


def test_a_code_typed_in_any_way_is_taken_off_from_basket_to_receipt(client, rates):
    VoucherFactory(code="HOIXUAN", percent_off=10)
    put(client, VariantFactory(price=100_000))

    client.post("/gio-hang/ma/", {"ma": "hội xuân"})
    basket = body_of(client.get("/gio-hang/"))
    review = go_to_review(client)
    page = body_of(client.get(press(client, review).url))

    assert "−10.000 ₫" in basket
    assert "112.000 ₫" in body_of(review)
    assert "−10.000 ₫" in page
    assert Order.objects.get().voucher_use.amount == 10_000


def test_a_code_used_up_meanwhile_is_said_and_nothing_is_lost(client, rates):
    voucher = VoucherFactory(code="CUOI", total_limit=1)
    put(client, VariantFactory(price=100_000))
    client.post("/gio-hang/ma/", {"ma": "cuoi"})
    review = go_to_review(client)
    voucher.total_limit = 0
    voucher.save()

    response = press(client, review)

    assert response.status_code == 409
    assert "122.000 ₫" in body_of(response)
    assert "Thôn Thượng" in body_of(response)
    assert not Order.objects.exists()


def test_what_was_typed_survives_a_look_into_the_basket(client, rates):
    put(client, VariantFactory())
    go_to_review(client, note="Gọi trước 5 phút")

    client.get("/gio-hang/")
    page = body_of(client.get("/thanh-toan/"))

    assert "Gọi trước 5 phút" in page
    assert "0912 345 678" in page


def test_two_baskets_become_one_and_merging_again_adds_nothing():
    user, tea, jar = UserFactory(), VariantFactory(), VariantFactory()
    kept, guest = basket_of((tea, 2), (jar, 1)), basket_of((jar, 3))
    kept.user = user
    kept.save()

    merged = merge_baskets(user, guest)
    merge_baskets(user, merged)

    assert merged == guest
    assert Basket.objects.count() == 1
    assert {i.variant: i.quantity for i in merged.items.all()} == {tea: 2, jar: 3}


def test_signing_in_by_code_merges_the_baskets(client, rates, caplog):
    user = UserFactory(phone="+84912000555")
    tea, jar = VariantFactory(), VariantFactory()
    kept = basket_of((tea, 1))
    kept.user = user
    kept.save()
    put(client, jar)
    caplog.set_level("WARNING")

    client.post("/tai-khoan/dang-nhap/", {"login": "0912 000 555"})
    code = re.findall(r"\b(\d{6})\b", sent_text(caplog))[-1]
    client.post("/tai-khoan/dang-nhap/ma/", {"code": code})

    basket = Basket.objects.get()
    assert basket.user == user
    assert {i.variant for i in basket.items.all()} == {tea, jar}


def sent_text(caplog):
    """The code, from wherever messages go."""
    from django.apps import apps

    rows = [
        str(vars(row))
        for model in apps.get_app_config("core").get_models()
        if "message" in model.__name__.lower()
        for row in model.objects.all()
    ]
    return caplog.text + " ".join(rows)


def test_anothers_basket_is_not_shown_on_a_shared_telephone(client, rates):
    put(client, VariantFactory(product=ProductFactory(name_vi="Bí mật của Lan")))
    basket = Basket.objects.get()
    basket.user = UserFactory()
    basket.save()

    body = body_of(client.get("/gio-hang/"))

    assert "Bí mật của Lan" not in body


def test_a_basket_follows_to_another_telephone(client, rates):
    user = UserFactory()
    basket = basket_of((VariantFactory(product=ProductFactory(name_vi="Mật ong")), 2))
    basket.user = user
    basket.save()
    client.force_login(user, backend=BACKEND)

    response = client.get("/gio-hang/")

    assert "Mật ong" in body_of(response)
    assert response.cookies["gio"].value.endswith(":2")


def test_an_address_is_remembered_when_asked_and_fills_the_page(client, rates):
    client.force_login(UserFactory(), backend=BACKEND)
    put(client, VariantFactory())
    press(client, go_to_review(client, nho="1"), nho="1")
    put(client, VariantFactory())

    address = Address.objects.get()
    page = body_of(client.post("/thanh-toan/", {"dia-chi": address.pk}))

    assert 'value="Trần Thị Hoa"' in page
    assert f'<option value="{KHOAI_CHAU}" selected' in page


def test_an_address_is_not_kept_unasked_nor_shown_to_others(client, rates):
    foreign = Address.objects.create(
        user=UserFactory(), name="Bà Mận", phone="+84912000999",
        commune_code=KHOAI_CHAU, street="Xóm Bãi",
    )  # fmt: skip
    client.force_login(UserFactory(), backend=BACKEND)
    put(client, VariantFactory())

    page = body_of(client.post("/thanh-toan/", {"dia-chi": foreign.pk}))
    press(client, go_to_review(client))

    assert "Bà Mận" not in page
    assert Address.objects.count() == 1


@pytest.mark.parametrize("typed", ["Dạ Trạch", "da trach", "xã Dạ Trạch, Khoái Châu"])
def test_a_commune_is_found_by_its_old_name_and_chosen(client, rates, typed):
    put(client, VariantFactory())

    found = body_of(client.post("/thanh-toan/", {"tim": typed, "tim-xa": "1", **GOOD}))
    code = re.search(r'name="chon-xa" value="(\d{5})"', found)[1]
    chosen = body_of(client.post("/thanh-toan/", {**GOOD, "chon-xa": code}))

    assert "dạ trạch" in found.lower()
    assert f'<option value="{code}" selected' in chosen
    assert "Thôn Thượng" in chosen


@pytest.mark.parametrize("typed", ["zzzz", "👵", "\x00", "a" * 500, "%%%", "' OR 1=1"])
def test_a_place_nobody_knows_is_said_kindly(client, rates, typed):
    put(client, VariantFactory())

    response = client.post("/thanh-toan/", {"tim": typed, "tim-xa": "1"})

    assert response.status_code == 200
    assert "Chưa tìm thấy xã nào" in body_of(response)


def test_with_htmx_only_what_changed_is_sent(client, rates):
    put(client, VariantFactory())
    htmx = {"HX-Request": "true"}

    found = client.post(
        "/thanh-toan/", {"tim": "Dạ Trạch", "tim-xa": "1"}, headers=htmx
    )
    where = client.post(
        "/thanh-toan/", {"province": "33", "chon-tinh": "1"}, headers=htmx
    )

    assert "<html" not in body_of(found)
    assert "hx-swap-oob" in body_of(where)
    assert "22.000 ₫" in body_of(where)


GIFT = {"qua": "1", "loi_thiep": "Chúc bà khoẻ 🎁", "goi_qua": "1", "an_gia": "1"}


def test_a_gift_is_wrapped_for_a_fee_with_a_card_and_a_lunar_day(client, rates):
    from datetime import timedelta

    from django.utils import timezone

    variant = VariantFactory(price=100_000)
    terms_of(variant.product.producer, wrap_fee=15_000)
    put(client, variant)
    day = (timezone.localdate() + timedelta(days=10)).isoformat()

    review = go_to_review(client, **GIFT, giao_ngay=day)
    page = body_of(client.get(press(client, review, **GIFT, giao_ngay=day).url))

    assert "137.000 ₫" in body_of(review)
    assert "âm lịch" in body_of(review)
    assert "Chúc bà khoẻ 🎁" in page
    gift = Order.objects.get().gift
    assert (gift.wrapped, gift.hide_price, gift.deliver_on.isoformat()) == (
        True,
        True,
        day,
    )


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"giao_ngay": "2020-01-01"}, "không còn chọn được"),
        ({"giao_ngay": "mai"}, "không còn chọn được"),
        ({"loi_thiep": "a" * 301}, "300"),
    ],
)
def test_a_gift_that_cannot_be_is_explained(client, rates, fields, why):
    put(client, VariantFactory())

    response = go_to_review(client, **{**GIFT, **fields})

    assert response.status_code == 422
    assert why in body_of(response)


def test_a_gift_too_soon_is_told_the_first_day(client, rates):
    from datetime import timedelta

    from django.utils import timezone

    put(client, VariantFactory())
    day = (timezone.localdate() + timedelta(days=1)).isoformat()

    response = go_to_review(client, **GIFT, giao_ngay=day)

    assert response.status_code == 422
    assert "sớm nhất ngày" in body_of(response)


INVOICE = {
    "hoa_don": "1",
    "ten_don_vi": "Công ty Hoa Sen",
    "ma_so_thue": "0100109106",
    "dia_chi_hd": "Hà Nội",
    "thu_hd": "ke.toan@example.vn",
}


def test_an_invoice_on_a_firms_name_is_kept_with_the_order(client, rates):
    put(client, VariantFactory())

    review = go_to_review(client, **INVOICE)
    press(client, review, **INVOICE)

    assert Order.objects.get().invoice.tax_code == "0100109106"


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"ma_so_thue": "0100109107"}, "có số sai"),
        ({"ma_so_thue": "123"}, "10 số"),
        ({"ma_so_thue": ""}, "điền ô này"),
        ({"ten_don_vi": ""}, "điền ô này"),
        ({"thu_hd": "không phải thư"}, "thư này chưa đúng"),
        ({"ten_don_vi": "a" * 300}, "200"),
    ],
)
def test_invoice_details_that_are_wrong_are_explained(client, rates, fields, why):
    put(client, VariantFactory())

    response = go_to_review(client, **{**INVOICE, **fields})

    assert response.status_code == 422
    assert why in body_of(response)


def test_half_typed_invoice_details_do_not_stop_an_order_without_invoice(client, rates):
    put(client, VariantFactory())

    assert go_to_review(client, ma_so_thue="12", thu_hd="x").status_code == 200


@pytest.mark.parametrize("typed", ["350k", "350.000", "350,000 đ", "0,35 triệu"])
def test_a_maker_types_freight_as_he_writes_it(
    client, rates, maker, maker_client, typed
):
    part = freight_part(client, maker)

    maker_client.post(f"/kenh-ban/don/{part.code}/bao-cuoc/", {"cuoc": typed})

    part.refresh_from_db()
    assert part.shipping_fee == 350_000


@pytest.mark.parametrize("typed", ["60.5", "350", "", "abc", "-5", "1e9", "👵"])
def test_freight_that_is_no_amount_is_explained(
    client, rates, maker, maker_client, typed
):
    part = freight_part(client, maker)

    response = maker_client.post(
        f"/kenh-ban/don/{part.code}/bao-cuoc/", {"cuoc": typed}, follow=True
    )

    part.refresh_from_db()
    assert part.freight_quoted_at is None
    assert "msg error" in body_of(response)


def freight_part(client, maker):
    bench = VariantFactory(
        price=2_000_000, product=ProductFactory(producer=maker, ship_policy="freight")
    )
    put(client, bench)
    press(client, go_to_review(client))
    return Order.objects.get().parts.get()


def test_another_maker_cannot_name_the_freight(client, rates, maker, maker_client):
    part = freight_part(client, ProducerFactory())

    response = maker_client.post(f"/kenh-ban/don/{part.code}/bao-cuoc/", {"cuoc": "5k"})

    assert response.status_code == 404
