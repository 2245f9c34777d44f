"""Getting ready for OCOP on a cheap phone, without JavaScript."""

import pytest

from catalog import models as goods
from catalog import ocop_rows
from tests.e2e.conftest import PHONE
from tests.e2e.test_accessibility import sign_in
from tests.factories import ProducerFactory, VariantFactory, member_of
from tests.workspace.test_ocop import photo

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def at_home(open_page, client, live_server):
    """Opens the helper as the maker of one product."""
    ocop_rows.write(lambda name: getattr(goods, name))
    maker = ProducerFactory(name_vi="Hộ bà Hoa")
    VariantFactory(
        product__producer=maker,
        product__name_vi="Tinh bột nghệ vàng",
        product__slug="bot-nghe",
    )
    user = member_of(maker)

    def open_helper(**options):
        page = open_page(PHONE, **options)
        sign_in(page, client, live_server, user)
        page.goto("/kenh-ban/ocop/")
        return page

    return open_helper


def test_a_maker_answers_and_puts_a_paper_without_javascript(at_home, shoot):
    page = at_home(java_script_enabled=False)

    page.get_by_role("link", name="Tinh bột nghệ vàng").click()
    page.get_by_role("link", name="Tổ chức sản xuất").click()
    page.get_by_label("Đủ, có giấy tờ chứng minh").check()
    page.get_by_role("button", name="Lưu, sang câu sau").click()
    assert "Phát triển sản phẩm" in page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("link", name="Xem và thêm giấy tờ").click()
    page.locator("#M4 summary").click()
    page.locator("#M4 input[type=file]").set_input_files(
        {
            "name": "dang-ky.jpg",
            "mimeType": "image/jpeg",
            "buffer": photo().read(),
        }
    )
    page.get_by_role("button", name="Cất vào hồ sơ: Giấy đăng ký kinh doanh").click()

    assert page.get_by_role("link", name="dang-ky.jpg").is_visible()
    page.get_by_role("link", name="Xong, xem lại").click()
    assert page.get_by_text("13/100 điểm").is_visible()
    shoot(page, "ocop-no-js")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_phone(
    at_home, axe, shoot, scheme
):
    page = at_home(color_scheme=scheme)
    found = {}

    for title, url in {
        "list": "",
        "product": "bot-nghe/",
        "line": "bot-nghe/cau/A1/",
        "papers": "bot-nghe/giay-to/",
    }.items():
        page.goto(f"/kenh-ban/ocop/{url}")
        shoot(page, f"ocop-{title}-{scheme}")
        wide = page.evaluate("document.documentElement.scrollWidth")
        found[title] = [*axe(page), *([wide] if wide > 360 else [])]

    assert not any(found.values()), found
