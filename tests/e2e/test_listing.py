"""A maker with a phone and no e-mail address lists a first product in four screens, with three photos."""

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from catalog import moderating
from catalog.models import Product, ProductState, ProductVersion
from core.models import Picture
from tests.e2e.conftest import PHONE
from tests.e2e.test_accessibility import sign_in
from tests.factories import CategoryFactory, ProducerFactory, member_of

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def photos(tmp_path) -> list[str]:
    """From a camera: large, the first says where it was taken."""
    paths = []
    for number, colour in enumerate(["gold", "saddlebrown", "olive"]):
        path = tmp_path / f"IMG_{number}.jpg"
        exif = Image.Exif()
        if not number:
            gps = exif.get_ifd(0x8825)
            gps[1], gps[2], gps[3], gps[4] = (
                "N",
                (20.0, 50.0, 0.0),
                "E",
                (105.0, 58.0, 0.0),
            )
        noise = Image.effect_noise((3000, 2250), 60).convert("RGB")
        Image.blend(noise, Image.new("RGB", noise.size, colour), 0.6).save(
            path, "JPEG", quality=92, exif=exif
        )
        paths.append(str(path))
    return paths


def tell(page: Page) -> None:
    page.get_by_label("Tên hàng").fill("Tinh bột nghệ vàng Chí Tân")
    page.get_by_label("Thuộc nhóm nào?").select_option(label="Nghệ và dược liệu")
    page.get_by_label("Gói thế nào?").first.fill("hộp 250 g")
    page.get_by_label("Giá một gói (đồng)").first.fill("185.000")


@pytest.mark.parametrize("script", [True, False], ids=["js", "no-js"])
def test_a_first_product_in_four_screens(
    open_page, axe, shoot, client, live_server, photos, script
):
    CategoryFactory()
    maker = ProducerFactory(name_vi="Hộ bà Hoa", slug="ho-ba-hoa")
    page = open_page(PHONE, java_script_enabled=script)
    user = member_of(maker)
    sign_in(page, client, live_server, user)
    sent: list[int] = []
    page.on("request", lambda r: sent.append(len(r.post_data_buffer or b"")))
    faults: list[str] = []

    def look(name: str) -> None:
        shoot(page, f"listing-{name}-{'js' if script else 'plain'}")
        for scheme in ("dark", "light") if script else ():
            page.emulate_media(color_scheme=scheme)
            faults.extend(f"{name} {scheme} {fault}" for fault in axe(page))

    page.goto("/kenh-ban/hang/")
    page.get_by_role("link", name="Đăng hàng mới").click()
    page.get_by_label("Chụp hoặc chọn ảnh").set_input_files(photos)
    if not script:
        page.get_by_role("button", name="Lưu ảnh").click()
    expect(page.get_by_text("Ảnh 3")).to_be_visible(timeout=30_000)
    look("photos")
    page.get_by_role("button", name="Tiếp").click()
    tell(page)
    if script:
        expect(page.get_by_text("một trăm tám mươi lăm nghìn đồng")).to_be_visible()
    look("price")
    page.get_by_role("button", name="Tiếp").click()
    page.get_by_label("Đang có mấy hộp 250 g?").fill("12")
    look("stock")
    page.get_by_role("button", name="Tiếp").click()
    expect(page.get_by_text("một trăm tám mươi lăm nghìn đồng")).to_be_visible()
    look("review")
    page.get_by_role("button", name="Gửi duyệt").click()
    expect(page.get_by_text("Đã gửi duyệt")).to_be_visible()
    look("list")
    page.get_by_role("link", name="Các lần sửa").click()
    expect(page.get_by_role("heading", name="các lần sửa")).to_be_visible()
    look("history")

    product = Product.objects.get()
    assert (user.email, product.state) == (None, ProductState.PENDING)
    assert product.variants.get().stock == 12
    assert Picture.objects.count() == 3
    for picture in Picture.objects.all():
        with picture.file.open() as file:
            assert not dict(Image.open(file).getexif())
    if script:
        assert max(sent) <= 310 * 1024
    assert not faults, faults
    moderating.approve(ProductVersion.objects.get(), by=None)
    page.goto(product.get_absolute_url())
    expect(page.locator(".gallery img")).to_have_count(3)
    shoot(page, f"listing-shelf-{'js' if script else 'plain'}")


NO_ROOM = "IDBFactory.prototype.open = () => { throw new Error('no room') }"


def test_a_photo_that_did_not_arrive_is_tried_again(
    open_page, axe, shoot, client, live_server, photos
):
    """On a phone that cannot put it down; tests/e2e/offline has those that can."""
    page = open_page(PHONE, color_scheme="dark")
    page.add_init_script(NO_ROOM)
    sign_in(page, client, live_server, member_of(ProducerFactory()))
    page.goto("/kenh-ban/hang/moi/")
    page.context.set_offline(True)
    page.get_by_label("Chụp hoặc chọn ảnh").set_input_files(photos[:1])
    expect(page.get_by_text("Ảnh vẫn còn đây")).to_be_visible()

    shoot(page, "listing-offline-dark")
    assert not axe(page)
    page.context.set_offline(False)
    page.get_by_role("button", name="Thử lại").click()

    expect(page.get_by_text("Ảnh 1")).to_be_visible()
    assert len(ProductVersion.objects.get().content["photos"]) == 1
