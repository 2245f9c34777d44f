"""A chicken is weighed and paid by the scale; a broken jar goes back: on a phone, with and without JavaScript."""

import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from orders import fulfil
from orders.models import OrderLine, Return
from payments.models import Payment
from tests.e2e.conftest import PHONE
from tests.e2e.test_accessibility import sign_in
from tests.factories import (
    ProducerFactory,
    ProductFactory,
    VariantFactory,
    member_of,
    return_terms,
    shipping_rates,
)
from tests.orders.placing import placed

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
with_and_without_javascript = pytest.mark.parametrize(
    "script", [True, False], ids=["js", "no-js"]
)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "anh.jpg"
    out = io.BytesIO()
    Image.new("RGB", (1200, 900), "gold").save(out, "JPEG")
    path.write_bytes(out.getvalue())
    return path


@with_and_without_javascript
def test_a_chicken_is_weighed_and_the_buyer_agrees(
    open_page, axe, shoot, client, live_server, picture, script
):
    shipping_rates()
    maker = ProducerFactory(name_vi="Hộ ông Đông")
    bird = ProductFactory(producer=maker, name_vi="Gà Đông Tảo")
    part = placed(
        VariantFactory(
            product=bird,
            price=1_200_000,
            by_weight_g=3000,
            name_vi="một con, chừng 3 kg",
            unit_vi="con",
        )
    )
    fulfil.accept(part, by=None)
    page = open_page(PHONE, java_script_enabled=script)
    sign_in(page, client, live_server, member_of(maker))

    page.goto(f"/kenh-ban/don/{part.code}/")
    shoot(page, f"weigh-{script}")
    if script:
        assert axe(page) == []
    page.get_by_label("Cân được mấy ký?").fill("3,6")
    page.get_by_label("Ảnh chụp mặt cân").set_input_files(picture)
    page.get_by_role("button", name="Ghi số cân").click()
    expect(page.get_by_text("chờ khách đồng ý").first).to_be_visible()

    page.goto(part.order.get_absolute_url())
    expect(page.get_by_text("1.440.000")).to_be_visible()
    shoot(page, f"asked-weight-{script}")
    if script:
        assert axe(page) == []
    page.get_by_role("button", name="Đồng ý lấy").click()
    expect(page.get_by_text("cân thật 3,6 kg").first).to_be_visible()

    assert OrderLine.objects.get().total == 1_440_000
    assert Payment.objects.open().get().amount == part.shipping_fee + 1_440_000


@with_and_without_javascript
def test_a_broken_jar_goes_back_from_the_code_on_the_parcel(
    open_page, axe, shoot, client, live_server, picture, script
):
    shipping_rates()
    return_terms()
    maker = ProducerFactory(name_vi="Hộ bà Hoa")
    jar = ProductFactory(producer=maker, name_vi="Tinh bột nghệ vàng")
    part = placed(VariantFactory(product=jar, price=100_000), 2)
    for deed in (fulfil.accept, fulfil.pack, fulfil.hand_over):
        deed(part, by=None)
    page = open_page(PHONE, java_script_enabled=script)

    page.goto(part.shipments.get().get_absolute_url())
    shoot(page, f"parcel-{script}")
    if script:
        assert axe(page) == []
    page.get_by_role("link", name="Có vấn đề").click()
    page.get_by_label("Vỡ, móp khi đến nơi").check()
    page.get_by_label("trả mấy cái").fill("1")
    page.get_by_label("Kể rõ hơn").fill("Một lọ vỡ nắp")
    page.get_by_label("Ảnh chụp").set_input_files(picture)
    shoot(page, f"return-{script}")
    if script:
        assert axe(page) == []
    page.get_by_role("button", name="Gửi cho người bán").click()
    expect(page.get_by_text("Đã gửi cho người bán")).to_be_visible()

    sign_in(page, client, live_server, member_of(maker))
    page.goto(f"/kenh-ban/don/{part.code}/")
    expect(page.get_by_text("Một lọ vỡ nắp")).to_be_visible()
    shoot(page, f"return-maker-{script}")
    if script:
        assert axe(page) == []
    page.get_by_role("button", name="Đồng ý, khách không phải gửi về").click()
    page.goto(part.order.get_absolute_url())
    expect(page.get_by_text("Người bán đồng ý")).to_be_visible()
    shoot(page, f"return-buyer-{script}")

    back = Return.objects.get()
    assert (back.state, back.amount) == ("accepted", 100_000)


def test_slips_and_parcels_of_several_orders(
    open_page, axe, shoot, client, live_server
):
    shipping_rates()
    maker = ProducerFactory(name_vi="Hộ bà Hoa")
    jar = ProductFactory(producer=maker, name_vi="Tinh bột nghệ vàng")
    variant = VariantFactory(product=jar, price=100_000)
    for part in (placed(variant, 2), placed(variant, 1)):
        fulfil.accept(part, by=None)
        fulfil.pack(part, by=None)
    page = open_page(PHONE)
    sign_in(page, client, live_server, member_of(maker))

    page.goto("/kenh-ban/phieu-kien/")

    expect(page.get_by_role("img", name="Mã QR của kiện")).to_have_count(2)
    shoot(page, "slips")
    assert axe(page) == []
