"""Buying from three makers in three ways of paying, on a phone, with and without JavaScript."""

import pytest
from playwright.sync_api import Page, expect

from orders.models import Order
from producers.models import ProducerKind
from tests.e2e.conftest import DESKTOP, PHONE
from tests.factories import (
    KHOAI_CHAU,
    ProducerFactory,
    ProductFactory,
    VariantFactory,
    VoucherFactory,
    open_point,
    sale_of,
    shipping_rates,
    terms_of,
)

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def shelves() -> None:
    """A maker of his own (A), one paid in cash (B), two of a co-operative (D), one of wood."""
    shipping_rates()
    coop = ProducerFactory(
        name_vi="HTX Bãi Vàng",
        kind=ProducerKind.COOPERATIVE,
        bank_account="0000000000999",
        bank_holder="HTX BAI VANG",
    )
    open_point(coop, name="Kho HTX Bãi Vàng")
    makers = {
        "Tinh bột nghệ vàng": ProducerFactory(name_vi="Hộ bà Hoa"),
        "Giỏ mây": ProducerFactory(name_vi="Hộ ông Thực", without_bank=True),
        "Hương bài": ProducerFactory(name_vi="Hộ chị Điệp", sells_through=coop),
        "Chiếu cói": ProducerFactory(name_vi="Hộ cô Nhài", sells_through=coop),
    }
    for name, maker in makers.items():
        VariantFactory(
            product=ProductFactory(name_vi=name, producer=maker), price=100_000
        )
    terms_of(makers["Giỏ mây"], minimum_order=50_000, wrap_fee=10_000)
    VoucherFactory(code="HOIXUAN", kind="amount", amount_off=20_000)


def put(page: Page, name: str) -> None:
    page.goto("/san-pham/")
    page.get_by_role("link", name=name).click()
    page.get_by_role("button", name="Thêm vào giỏ").first.click()
    expect(page.get_by_role("heading", name="Giỏ hàng")).to_be_visible()


def fill_in(page: Page, *, script: bool) -> None:
    page.get_by_label("Họ và tên người nhận").fill("Trần Thị Hoa")
    page.get_by_label("Số điện thoại").fill("0912 345 678")
    page.get_by_label("Gõ tên xã").press_sequentially("Khoái Châu")
    if not script:
        page.get_by_role("button", name="Tìm xã").click()
    page.get_by_role("button", name="Xã Khoái Châu").first.click()
    expect(page.get_by_label("Xã, phường", exact=True)).to_have_value(KHOAI_CHAU)
    page.get_by_label("Số nhà, đường, thôn xóm").fill("Thôn Thượng")


@pytest.mark.parametrize("script", [True, False], ids=["js", "no-js"])
def test_three_ways_of_paying_in_one_basket(open_page, axe, shoot, script):
    shelves()
    page = open_page(PHONE, java_script_enabled=script)
    for name in ("Tinh bột nghệ vàng", "Giỏ mây", "Hương bài", "Chiếu cói"):
        put(page, name)

    page.get_by_label("Gửi đến").select_option("33")
    page.get_by_role("button", name="Xem phí và ngày đến").click()
    expect(page.get_by_text("22.000").first).to_be_visible()
    page.get_by_label("Mã giảm giá").fill("hội xuân")
    page.get_by_role("button", name="Dùng mã").click()
    expect(page.get_by_text("−20.000")).to_be_visible()
    shoot(page, f"shop-basket-{script}")
    faults = axe(page) if script else []
    page.get_by_role("link", name="Điền địa chỉ nhận hàng").click()
    fill_in(page, script=script)
    page.get_by_label("Chuyển khoản thẳng cho người bán").check()
    for box in page.get_by_label("Chuyển khoản cho HTX Bãi Vàng").all():
        box.check()
    shoot(page, f"shop-checkout-{script}")
    faults += axe(page) if script else []
    page.get_by_role("button", name="Xem lại đơn và phí giao").last.click()
    expect(page.get_by_text("468.000")).to_be_visible()
    shoot(page, f"shop-review-{script}")
    faults += axe(page) if script else []
    page.get_by_role("button", name="Đặt hàng và có nghĩa vụ thanh toán").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Đơn LN")
    expect(page.get_by_text("Một lần chuyển cho")).to_be_visible()
    shoot(page, f"shop-order-{script}")
    faults += axe(page) if script else []
    order = Order.objects.get()
    assert sorted(p.settlement for p in order.parts.all()) == [
        "cod",
        "coop",
        "coop",
        "vietqr",
    ]
    assert order.total == 468_000
    assert faults == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("kind", "width"), [(PHONE, "360"), (DESKTOP, "1280")])
def test_a_gift_picked_up_on_an_open_day(open_page, axe, shoot, kind, width, scheme):
    shelves()
    page = open_page(kind, color_scheme=scheme)
    put(page, "Hương bài")
    sale = ProductFactory(name_vi="Mật ong").variants
    sale_of(VariantFactory(product=sale.instance, price=200_000), 150_000)
    page.goto(sale.instance.get_absolute_url())
    expect(page.get_by_text("Giá thấp nhất 30 ngày")).to_be_visible()
    shoot(page, f"shop-sale-{width}-{scheme}")
    faults = axe(page)

    page.goto("/thanh-toan/")
    fill_in(page, script=True)
    page.get_by_label("Đến lấy tại Kho HTX").check()
    page.get_by_text("Gửi làm quà").click()
    page.get_by_label("Đơn này là quà tặng").check()
    page.get_by_label("Lời trên thiệp").fill("Chúc bà khoẻ")
    page.get_by_text("Lấy hoá đơn", exact=True).click()
    shoot(page, f"shop-gift-{width}-{scheme}")
    faults += axe(page)
    page.get_by_role("button", name="Xem lại đơn và phí giao").last.click()
    expect(page.get_by_text("Chúc bà khoẻ")).to_be_visible()
    faults += axe(page)
    page.get_by_role("button", name="Đặt hàng và có nghĩa vụ thanh toán").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Đơn LN")
    shoot(page, f"shop-picked-up-{width}-{scheme}")
    faults += axe(page)

    part = Order.objects.get().parts.get()
    assert (part.delivery, part.shipping_fee) == ("pickup", 0)
    assert part.pickup_point.name == "Kho HTX Bãi Vàng"
    assert faults == []
