"""A farmer with a cheap phone and poor signal: from a phone number to the statement of what she earned.

The phone has a 360 px screen, a processor four times slower, and what browsers call “slow 3G”.
"""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from catalog.models import Product, ProductVersion, Variant
from orders.models import ProducerOrder, Settlement
from producers.models import Producer
from tests.e2e.conftest import DESKTOP, PHONE, press
from tests.e2e.test_accessibility import sign_in
from tests.e2e.test_listing import photos as photos
from tests.e2e.test_listing import tell
from tests.factories import (
    KHOAI_CHAU,
    CategoryFactory,
    UserFactory,
    return_terms,
    shipping_rates,
)
from tests.ledger.money import bought, fee
from tests.pictures import jpeg

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
PAPER = "Căn cước công dân (mặt trước và mặt sau)"
SLOW_3G = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 500 * 1024 / 8,
    "uploadThroughput": 500 * 1024 / 8,
}


def slowed(page: Page) -> Page:
    page.set_default_timeout(60_000)
    page.set_default_navigation_timeout(60_000)
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", SLOW_3G)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    return page


def apply(page: Page, caplog: Any, card: str) -> None:
    """With nothing but a phone number and a photo of her identity card."""
    page.goto("/kenh-ban/tham-gia/")
    page.get_by_label("Số điện thoại").fill("0912 000 777")
    page.get_by_role("button", name="Gửi mã cho tôi").click()
    page.get_by_label("Mã").wait_for()
    code = re.search(r"\b(\d{6})\b", caplog.text)
    assert code
    page.get_by_label("Mã").fill(code[1])
    page.get_by_role("button", name="Vào kênh bán").click()
    page.get_by_text("Hộ sản xuất").first.click()
    page.get_by_label("Tên gian hàng").fill("Hộ bà Hoa")
    page.get_by_label("Bạn làm ra gì?").fill("Tinh bột nghệ")
    page.get_by_label("Họ và tên người liên hệ").fill("Nguyễn Thị Hoa")
    page.get_by_label("Tỉnh, thành phố").select_option("33")
    page.get_by_label("Xã, phường", exact=True).select_option(KHOAI_CHAU)
    page.get_by_role("button", name="Gửi hồ sơ").click()
    for side in ("trước", "sau"):
        page.get_by_label("Đây là giấy gì?").select_option(label=PAPER)
        page.get_by_label("Ảnh chụp tờ giấy").set_input_files(card)
        page.get_by_role("button", name="Gửi tờ này").click()
        expect(page.get_by_role("heading", level=3)).to_have_count(
            ["trước", "sau"].index(side) + 1
        )


def officer_verifies(page: Page, maker: Producer) -> None:
    page.goto(f"/admin/producer/inspect/{maker.pk}/")
    accept = page.get_by_role("button", name="Nhận giấy này")
    for left in (1, 0):
        accept.first.click()
        expect(accept).to_have_count(left)
    page.get_by_role("button", name="Xác minh", exact=True).click()
    expect(page.get_by_text("Đã xác minh").first).to_be_visible()


def officer_approves(page: Page) -> None:
    version = ProductVersion.objects.get()
    page.goto(f"/admin/productversion/inspect/{version.pk}/")
    page.get_by_role("button", name="Duyệt, cho bán").click()
    expect(page.get_by_text("Đã duyệt").first).to_be_visible()


def say_account(page: Page) -> None:
    page.goto("/kenh-ban/tai-khoan/")
    page.get_by_label("Ngân hàng").select_option("970436")
    page.get_by_label("Số tài khoản").fill("0123456789")
    page.get_by_label("Tên chủ tài khoản").fill("NGUYEN THI HOA")
    page.get_by_role("button", name="Xem lại").click()
    page.get_by_role("button", name="Đúng rồi, dùng tài khoản này").click()


def list_goods(page: Page, photos: list[str]) -> None:
    page.goto("/kenh-ban/hang/")
    page.get_by_role("link", name="Đăng hàng mới").click()
    page.get_by_label("Chụp hoặc chọn ảnh").set_input_files(photos)
    expect(page.get_by_text("Ảnh 3")).to_be_visible(timeout=90_000)
    page.get_by_role("button", name="Tiếp").click()
    tell(page)
    page.get_by_role("button", name="Tiếp").click()
    page.get_by_label("Đang có mấy hộp 250 g?").fill("12")
    page.get_by_role("button", name="Tiếp").click()
    page.get_by_role("button", name="Gửi duyệt").click()
    expect(page.get_by_text("Đã gửi duyệt")).to_be_visible()


def work_the_order(page: Page) -> None:
    page.goto("/kenh-ban/")
    page.get_by_role("link", name=re.compile("Đơn mới")).click()
    page.get_by_role("link", name=re.compile("Trần|Lan|LN|hộp")).first.click()
    for button in ("Đã nhận tiền", "Nhận đơn", "Đã đóng gói", "Đã đưa cho người giao"):
        press(page, button)
    press(page, "Khách đã nhận hàng")


def test_from_a_phone_number_to_a_statement(
    open_page: Any,
    shoot: Any,
    client: Any,
    live_server: Any,
    photos: list[str],
    caplog: Any,
    tmp_path: Any,
) -> None:
    caplog.set_level("WARNING", "core.phone_messages")
    shipping_rates()
    return_terms()
    fee(500)
    CategoryFactory()
    card = tmp_path / "cccd.jpg"
    card.write_bytes(jpeg())
    office = open_page(DESKTOP)
    chief = UserFactory(full_name="Chị Thu", is_staff=True, is_superuser=True)
    sign_in(office, client, live_server, chief)
    page = slowed(open_page(PHONE))

    apply(page, caplog, str(card))
    shoot(page, "journey-joined")
    maker = Producer.objects.get()
    officer_verifies(office, maker)
    say_account(page)
    list_goods(page, photos)
    officer_approves(office)
    bought(Settlement.VIETQR, Variant.objects.get(), quantity=2)
    part = ProducerOrder.objects.get()
    work_the_order(page)
    shoot(page, "journey-delivered")
    page.goto("/kenh-ban/tien/")
    shoot(page, "journey-money")
    with page.expect_download() as statement:
        page.get_by_role("link", name=re.compile("PDF")).first.click()

    part.refresh_from_db()
    assert maker.memberships.get().user.email is None
    assert Product.objects.get().is_published
    assert (part.state, part.goods_total) == ("delivered", 370_000)
    expect(page.get_by_text("370.000").first).to_be_visible()
    assert statement.value.path().read_bytes().startswith(b"%PDF")
