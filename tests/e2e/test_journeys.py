"""The roads people take, in a real browser, on a phone; buying and booking also without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from cms.models import VillagePage
from orders import basket as baskets
from orders.checkout import Buyer, place_order
from orders.models import Order, ProducerOrder
from producers.models import Membership
from tests.e2e.conftest import DESKTOP, PHONE, load_demonstration, press
from tests.factories import (
    KHOAI_CHAU,
    LotFactory,
    ProducerFactory,
    ProductFactory,
    SlotFactory,
    UserFactory,
    VariantFactory,
    journey,
    label_of,
    shipping_rates,
)
from tourism.models import Booking

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
with_and_without_javascript = pytest.mark.parametrize(
    "script", [True, False], ids=["js", "no-js"]
)


def put_in_basket(page: Page, name: str) -> None:
    page.goto("/san-pham/")
    page.get_by_role("link", name=name).click()
    page.get_by_role("button", name="Thêm vào giỏ").first.click()
    expect(page.get_by_role("heading", name="Giỏ hàng")).to_be_visible()


@with_and_without_javascript
def test_a_guest_buys_from_two_makers(open_page, axe, shoot, script):
    shipping_rates()
    VariantFactory(product=ProductFactory(name_vi="Tinh bột nghệ vàng"), price=180_000)
    VariantFactory(product=ProductFactory(name_vi="Giỏ mây"), price=120_000)
    page = open_page(PHONE, java_script_enabled=script)

    put_in_basket(page, "Tinh bột nghệ vàng")
    put_in_basket(page, "Giỏ mây")
    page.get_by_role("link", name="Điền địa chỉ nhận hàng").click()
    page.get_by_label("Họ và tên người nhận").fill("Trần Thị Hoa")
    page.get_by_label("Số điện thoại").fill("0912 345 678")
    page.get_by_label("Tỉnh, thành phố").select_option("33")
    if not script:
        page.get_by_role("button", name="Hiện xã, phường").click()
    page.get_by_label("Xã, phường", exact=True).select_option(KHOAI_CHAU)
    page.get_by_label("Số nhà, đường, thôn xóm").fill("Thôn Thượng")
    page.get_by_label("Chuyển khoản thẳng cho người bán").last.check()
    page.get_by_role("button", name="Xem lại đơn và phí giao").click()
    expect(page.get_by_text("344.000")).to_be_visible()
    shoot(page, f"review-{script}")
    page.get_by_role("button", name="Đặt hàng và có nghĩa vụ thanh toán").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Đơn LN")
    expect(page.get_by_role("img", name="Mã VietQR")).to_be_visible()
    shoot(page, f"order-{script}")
    if script:
        assert axe(page) == []
    order = Order.objects.get()
    assert [p.settlement for p in order.parts.all()] == ["cod", "vietqr"]


@with_and_without_javascript
def test_a_tourist_books_two_adults_and_a_child(open_page, axe, shoot, script):
    slot = SlotFactory(capacity=8, option__experience__name_vi="Đan giỏ mây")
    page = open_page(PHONE, java_script_enabled=script)

    page.goto("/trai-nghiem/")
    page.get_by_role("link", name="Đan giỏ mây").click()
    page.get_by_role("link", name=re.compile("8 chỗ")).click()
    page.get_by_role("link", name="Đặt buổi này").click()
    page.locator("[name=ADULT]").fill("2")
    page.locator("[name=CHILD]").fill("1")
    page.get_by_label("Họ và tên").fill("Anna")
    page.get_by_label("Số điện thoại").fill("+44 20 7946 0958")
    page.get_by_role("button", name="Giữ chỗ").click()

    booking = Booking.objects.get()
    expect(page.get_by_text(booking.code)).to_be_visible()
    shoot(page, f"ticket-{script}")
    slot.refresh_from_db()
    assert slot.taken == 3
    if script:
        assert axe(page) == []


def test_a_ticket_opens_offline_once_it_was_opened(open_page):
    slot = SlotFactory()
    page = open_page(PHONE)
    page.goto(f"/trai-nghiem/{slot.option.experience.slug}/dat/{slot.pk}/")
    page.get_by_label("Họ và tên").fill("Anna")
    page.get_by_label("Số điện thoại").fill("0912345678")
    page.get_by_role("button", name="Giữ chỗ").click()
    code = Booking.objects.get().code
    page.evaluate(
        "navigator.serviceWorker.ready.then(() => new Promise(r => setTimeout(r, 500)))"
    )

    page.context.set_offline(True)
    page.reload()

    expect(page.get_by_text(code)).to_be_visible()
    page.context.set_offline(False)


@with_and_without_javascript
def test_a_pack_is_scanned_and_a_fake_reported(open_page, axe, shoot, script):
    lot = LotFactory(variant__product__name_vi="Tinh bột nghệ vàng")
    journey(lot, "Thu hoạch củ", "Sấy", "Đóng hộp")
    page = open_page(PHONE, java_script_enabled=script)

    page.goto(f"/truy-xuat/{label_of(lot).code}/")
    expect(page.get_by_role("status")).to_contain_text("Mã thật, lô đang bán")
    expect(page.get_by_text("Sấy")).to_be_visible()
    shoot(page, f"scan-{script}")
    if script:
        assert axe(page) == []
    page.get_by_role("link", name="Báo hàng giả").click()
    page.get_by_label("điều bạn thấy").fill("Chữ in mờ")
    page.get_by_role("button", name="Gửi").click()

    expect(page.get_by_role("heading", name="Cảm ơn bạn")).to_be_visible()


@with_and_without_javascript
def test_a_producer_signs_in_and_handles_an_order(
    open_page, axe, shoot, caplog, script
):
    shipping_rates()
    maker = ProducerFactory()
    Membership.objects.create(user=UserFactory(phone="+84912000101"), producer=maker)
    jar = VariantFactory(product=ProductFactory(producer=maker), price=100_000, stock=9)
    buyer = Buyer("Lan", "+84912345678", "", KHOAI_CHAU, "Thôn 1", "")
    place_order(
        baskets.put(None, jar, 1),
        buyer,
        {},
        idempotency_key="k",
        expected_total=122_000,
    )
    caplog.set_level("WARNING", "core.phone_messages")
    page = open_page(PHONE, java_script_enabled=script)

    page.goto("/kenh-ban/")
    page.get_by_label("Số điện thoại hoặc thư điện tử").fill("0912 000 101")
    page.get_by_role("button", name="Gửi mã cho tôi").click()
    expect(page.get_by_role("heading", name="Nhập mã sáu số")).to_be_visible()
    page.get_by_label("Mã", exact=True).fill(re.findall(r": (\d{6})", caplog.text)[-1])
    page.get_by_role("button", name="Vào kênh bán").click()
    expect(page.get_by_role("heading", name="Việc hôm nay")).to_be_visible()
    shoot(page, f"today-{script}")
    if script:
        assert axe(page) == []
    page.get_by_role("link", name="Đơn mới, chờ bạn nhận").click()
    page.get_by_role("link", name="Lan").click()
    for button in ("Nhận đơn", "Đã đóng gói", "Đã đưa cho người giao"):
        press(page, button)
    page.get_by_role("link", name="Hàng", exact=True).click()
    page.get_by_role("button", name="Thêm một").click()
    expect(page.get_by_label("Số còn lại")).to_have_value("9")

    assert ProducerOrder.objects.get().state == "handed_over"
    jar.refresh_from_db()
    assert jar.stock == 9


def test_an_editor_changes_a_story_and_publishes_it(open_page):
    load_demonstration()
    page = open_page(DESKTOP)

    page.goto("/admin/")
    page.locator("input[name=username]").fill("bientap@langnghe.example")
    page.locator("input[name=password]").fill("lang-nghe-trinh-dien")
    page.locator("button[type=submit]").click()
    story = VillagePage.objects.get(slug="nghe-chi-tan", locale__language_code="vi")
    page.goto(f"/admin/pages/{story.pk}/edit/")
    page.locator("#id_lead").fill("Câu giới thiệu vừa được sửa.")
    page.locator("footer [data-w-dropdown-target='toggle']").last.click()
    page.locator("button[name='action-publish']").last.click()
    page.wait_for_url(re.compile(r"/admin/pages/\d+/$"))
    page.goto(story.url)

    expect(page.get_by_text("Câu giới thiệu vừa được sửa.")).to_be_visible()


@with_and_without_javascript
def test_a_card_is_declined_then_pays_the_whole_order(open_page, cards, shoot, script):
    shipping_rates()
    VariantFactory(product=ProductFactory(name_vi="Tinh bột nghệ vàng"), price=180_000)
    page = open_page(PHONE, java_script_enabled=script)
    put_in_basket(page, "Tinh bột nghệ vàng")
    page.goto("/thanh-toan/")
    page.get_by_label("Họ và tên người nhận").fill("Trần Thị Hoa")
    page.get_by_label("Số điện thoại").fill("0912 345 678")
    page.get_by_label("Tỉnh, thành phố").select_option("33")
    if not script:
        page.get_by_role("button", name="Hiện xã, phường").click()
    page.get_by_label("Xã, phường", exact=True).select_option(KHOAI_CHAU)
    page.get_by_label("Số nhà, đường, thôn xóm").fill("Thôn Thượng")
    page.get_by_label(re.compile("trả cả đơn bằng thẻ")).check()
    page.get_by_role("button", name="Xem lại đơn và phí giao").click()
    page.get_by_role("button", name="Đặt hàng và có nghĩa vụ thanh toán").click()
    page.get_by_role("button", name=re.compile("bằng thẻ")).click()

    for number in ("4000 0000 0000 9995", "4242 4242 4242 4242"):
        page.locator("#cardNumber").fill(number)
        page.locator("#cardExpiry").fill("12/30")
        page.locator("#cardCvc").fill("123")
        page.get_by_test_id("hosted-payment-submit-button").click()

    expect(page.get_by_text("Đã trả đủ tiền")).to_be_visible()
    shoot(page, f"paid-by-card-{script}")
    assert cards.violations() == []
