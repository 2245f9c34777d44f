"""A lot on its way through real pages: recorded on a phone, labelled, packed, scanned, thanked for."""

import pytest
from playwright.sync_api import expect

from orders import fulfil
from orders.models import ProducerOrder
from tests.e2e.conftest import DESKTOP, PHONE
from tests.e2e.test_accessibility import sign_in
from tests.factories import (
    ProducerFactory,
    ProductFactory,
    VariantFactory,
    member_of,
    shipping_rates,
)
from tests.orders.placing import order_of
from traceability.models import Label, Lot

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("script", [True, False], ids=["js", "no-js"])
def test_a_lot_goes_from_the_phone_into_the_parcel(
    open_page, axe, shoot, client, live_server, script
):
    shipping_rates()
    maker = ProducerFactory(name_vi="Hộ bà Hoa", slug="ho-ba-hoa")
    product = ProductFactory(name_vi="Tinh bột nghệ vàng", producer=maker)
    jar = VariantFactory(product=product, price=100_000)
    part = order_of((jar, 3)).parts.get()
    fulfil.accept(part, by=None)
    page = open_page(PHONE, java_script_enabled=script)
    sign_in(page, client, live_server, member_of(maker))

    page.goto("/kenh-ban/lo/")
    page.get_by_role("link", name="Ghi lô").click()
    page.get_by_role("link", name="Tinh bột nghệ vàng").click()
    page.get_by_label("Được bao nhiêu?").fill("40")
    page.get_by_role("button", name="Ghi lô").click()
    expect(page.get_by_text("Đã ghi lô")).to_be_visible()
    lot = Lot.objects.get()
    expect(page.get_by_text(f"Đã ghi lô {lot.code}")).to_be_visible()
    page.get_by_role("link", name="Tem của lô").click()
    page.get_by_role("button", name="Làm tem").click()
    expect(page.get_by_role("link", name="Mở bản in (PDF)")).to_be_visible()

    page.goto(f"/kenh-ban/don/{part.code}/")
    expect(page.get_by_label(f"Lô {lot.code}")).to_have_value("3")
    page.get_by_role("button", name="Đã đóng gói").click()
    expect(page.get_by_text("Đã ghi: đóng gói xong")).to_be_visible()
    fulfil.hand_over(ProducerOrder.objects.get(), by=None)
    page.goto(part.order.get_absolute_url())
    expect(page.get_by_role("link", name=f"xem lô {lot.code}")).to_be_visible()

    label = Label.objects.order_by("pk")[0]
    page.goto(label.get_absolute_url())
    expect(page.get_by_text("Mã thật, lô đang bán")).to_be_visible()
    page.get_by_role("link", name="Cảm ơn người làm").click()
    page.get_by_role("button", name="Gửi lời cảm ơn").click()
    expect(page.get_by_text("Đã gửi.")).to_be_visible()
    if script:
        look_at_all(open_page, axe, shoot, client, live_server, page, lot, part)


def look_at_all(open_page, axe, shoot, client, live_server, page, lot, part):
    """Every new page, on a phone and a desk, in light and dark."""
    label = Label.objects.order_by("pk")[0]
    batch = lot.label_batches.get()
    urls = {
        "lots": "/kenh-ban/lo/",
        "lot-choose": "/kenh-ban/lo/ghi/",
        "lot-note": f"/kenh-ban/lo/ghi/{lot.variant.sku}/",
        "lot-raw": "/kenh-ban/lo/ghi/nguyen-lieu/",
        "lot": f"/kenh-ban/lo/{lot.code}/",
        "labels": f"/kenh-ban/lo/{lot.code}/tem/",
        "label-batch": f"/kenh-ban/lo/{lot.code}/tem/{batch.code}/",
        "slip": f"/kenh-ban/phieu-kien/?don={part.code}",
        "scan": label.get_absolute_url(),
        "thank": f"{label.get_absolute_url()}cam-on/",
        "scan-unknown": "/truy-xuat/ABCDEFGH2A/",
    }
    faults = {}
    for scheme in ("light", "dark"):
        for kind, width in ((PHONE, "360"), (DESKTOP, "1280")):
            shown = open_page(kind, color_scheme=scheme)
            sign_in(shown, client, live_server, member_of(lot.maker))
            for name, url in urls.items():
                shown.goto(url)
                shoot(shown, f"lots-{name}-{width}-{scheme}")
                wide = shown.evaluate("document.documentElement.scrollWidth")
                if wide > int(width):
                    faults[f"{name} {width}"] = f"{wide} wide"
                if found := axe(shown):
                    faults[f"{name} {width} {scheme}"] = found[:3]
    assert not faults, faults
