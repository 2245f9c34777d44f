"""axe-core on every kind of page with the real demonstration, in light and in dark."""

from uuid import uuid4

from django.utils import timezone

import pytest

from catalog.models import PreorderOffer, Product, Variant
from catalog.telling_back import ask
from orders.models import Order, ProducerOrder, Shipment
from producers.models import Producer
from tests.e2e.conftest import DESKTOP, PHONE, load_demonstration
from tests.factories import member_of
from tourism.models import Availability, Booking, Experience
from traceability.models import Label, Lot

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


NOT_THERE = {"scan-unknown", "not-found"}


def public_pages() -> dict[str, str]:
    experience = Experience.objects.live().order_by("pk")[0]
    slot = (
        Availability.objects.filter(option__experience=experience)
        .order_by("starts_at")
        .last()
    )
    booking = Booking.objects.order_by("pk")[0]
    lot = Lot.objects.get(variant__product__kind="hamper")
    longan = Variant.objects.filter(stock=0).order_by("pk")[0]
    wish = ask(longan, email="lan@example.vn", phone="", language="vi")
    return {
        "home": "/",
        "home-en": "/en/",
        "villages": "/lang-nghe/",
        "village": "/lang-nghe/nghe-chi-tan/",
        "products": "/san-pham/?vu=1",
        "product": Product.objects.get(
            slug="tinh-bot-nghe-vang-chi-tan"
        ).get_absolute_url(),
        "wish": f"{longan.product.get_absolute_url()}nhan-khi-co/{longan.sku}/",
        "wished": f"/nhan-khi-co/{wish.token}/",
        "hamper": "/san-pham/gio-qua-khoai-chau/",
        "producer": Producer.objects.order_by("pk")[0].get_absolute_url(),
        "experiences": "/trai-nghiem/",
        "experience": experience.get_absolute_url(),
        "group": f"{experience.get_absolute_url()}doan/",
        "plan": f"/chuyen-di/?chang={experience.slug}",
        "ticket-each": f"{booking.get_absolute_url()}tung-nguoi/",
        "ticket-change": f"{booking.get_absolute_url()}doi/",
        "preorder": f"/dat-truoc/{PreorderOffer.objects.order_by('pk')[0].pk}/",
        "book": f"{experience.get_absolute_url()}dat/{slot.pk}/",
        "ticket": booking.get_absolute_url(),
        "order": Order.objects.order_by("pk")[2].get_absolute_url(),
        "parcel": Shipment.objects.order_by("pk")[0].get_absolute_url(),
        "return": return_url(),
        "scan": Label.objects.order_by("pk")[0].get_absolute_url(),
        "scan-unknown": "/truy-xuat/ABCD/",
        "lot": f"/truy-xuat/lo/{lot.code}/",
        "place": f"/truy-xuat/noi/{lot.location.code}/",
        "log": "/truy-xuat/nhat-ky/",
        "find": "/truy-xuat/",
        "festivals": "/su-kien/",
        "routes": "/hanh-trinh/",
        "route": "/hanh-trinh/dau-may-va-nghe/",
        "fees": "/chinh-sach/phi-va-hoa-hong/",
        "news": "/tin-tuc/",
        "privacy": "/chinh-sach/chinh-sach-bao-mat/",
        "search": "/tim/?q=nghe",
        "basket": "/gio-hang/",
        "sign-in": "/tai-khoan/dang-nhap/",
        "join": "/kenh-ban/tham-gia/",
        "not-found": "/khong-co/",
    }


def return_url() -> str:
    part = ProducerOrder.objects.filter(state="delivered").order_by("pk")[0]
    return f"{part.order.get_absolute_url()}tra/{part.code}/"


def workspace_pages(part: ProducerOrder) -> dict[str, str]:
    lot = Lot.objects.filter(variant__product__producer=part.producer).first()
    assert lot, part.producer
    return {
        "today": "/kenh-ban/",
        "collecting": "/kenh-ban/tien-ve/",
        "orders": "/kenh-ban/don/",
        "order-of-maker": f"/kenh-ban/don/{part.code}/",
        "many-orders": "/kenh-ban/nhieu-don/",
        "picking": "/kenh-ban/lay-hang/",
        "slips": f"/kenh-ban/phieu-kien/?don={part.code}",
        "stock": "/kenh-ban/hang/",
        "listings": "/kenh-ban/hang/dang-ban/",
        "listing-history": f"/kenh-ban/hang/dang-ban/{lot.variant.product.slug}/",
        "listing-photos": f"/kenh-ban/hang/moi/{uuid4()}/anh/",
        "listing-price": f"/kenh-ban/hang/moi/{uuid4()}/gia/",
        "listing-stock": f"/kenh-ban/hang/moi/{uuid4()}/so-luong/",
        "listing-review": f"/kenh-ban/hang/moi/{uuid4()}/xem-lai/",
        "sheets": "/kenh-ban/hang/bang/",
        "movements": f"/kenh-ban/hang/{lot.variant.sku}/so/",
        "preorders": "/kenh-ban/dat-truoc/",
        "preorder-new": "/kenh-ban/dat-truoc/moi/",
        "lots": "/kenh-ban/lo/",
        "lot-choose": "/kenh-ban/lo/ghi/",
        "lot-note": f"/kenh-ban/lo/ghi/{lot.variant.sku}/",
        "lot-of-maker": f"/kenh-ban/lo/{lot.code}/",
        "lot-labels": f"/kenh-ban/lo/{lot.code}/tem/",
        "ocop": "/kenh-ban/ocop/",
        "ocop-product": f"/kenh-ban/ocop/{lot.variant.product.slug}/",
        "ocop-line": f"/kenh-ban/ocop/{lot.variant.product.slug}/cau/A1/",
        "ocop-papers": f"/kenh-ban/ocop/{lot.variant.product.slug}/giay-to/",
        "visits": "/kenh-ban/lich-don/",
        "gate": "/kenh-ban/soat-ve/",
        "phone-calendar": "/kenh-ban/lich/",
        "guests": "/kenh-ban/khach/",
        "me": "/kenh-ban/toi/",
        "reviews": "/kenh-ban/nhan-xet/",
        "guide": "/kenh-ban/huong-dan/",
        "holiday": "/kenh-ban/nghi/",
        "apply": "/kenh-ban/tham-gia/?don",
        "application": "/kenh-ban/ho-so/",
        "members": "/kenh-ban/nguoi-cung-lam/",
        "helped": "/kenh-ban/lam-thay/",
        "shops": "/kenh-ban/doi-gian-hang/",
        "front": "/kenh-ban/gian-hang/",
        "hand-on": "/kenh-ban/gian-hang/gui-khach/",
        "hand-made": "/kenh-ban/tu-lam/",
        "devices": "/kenh-ban/may-dang-nhap/",
        "passkey": "/tai-khoan/khoa/them/",
        "bank-account": "/kenh-ban/tai-khoan/",
        "money": "/kenh-ban/tien/",
        "my-data": "/kenh-ban/du-lieu/",
        "money-lines": f"/kenh-ban/tien/{timezone.localdate():%Y-%m}/khoan/tien-hang/",
        "sales-book": "/kenh-ban/so-ban-hang/",
    }


def sign_in(page, client, live_server, user) -> None:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies(
        [{"name": "sessionid", "value": cookie, "url": live_server.url}]
    )


def fill_a_basket(page) -> None:
    variant = Variant.objects.filter(stock__gt=5).order_by("pk")[0]
    page.goto(variant.product.get_absolute_url())
    page.get_by_role("button", name="Thêm vào giỏ").first.click()


@pytest.mark.parametrize(("kind", "name"), [(PHONE, "360"), (DESKTOP, "1280")])
def test_axe_finds_nothing_on_any_page_light_or_dark(
    open_page, axe, shoot, client, live_server, kind, name
):
    load_demonstration()
    part = ProducerOrder.objects.order_by("pk")[0]
    found: dict[str, list[str]] = {}
    page = open_page(kind)
    pages = public_pages()
    fill_a_basket(page)
    pages["basket-full"], pages["checkout"] = "/gio-hang/", "/thanh-toan/"
    sign_in(page, client, live_server, member_of(part.producer))

    for title, url in (pages | workspace_pages(part)).items():
        answer = page.goto(url)
        assert answer is not None, title
        assert answer.ok or title in NOT_THERE, (title, answer.status)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            shoot(page, f"{title}-{name}-{scheme}")
            if faults := axe(page):
                found[f"{title} {name} {scheme}"] = faults

    assert not found, "\n".join(f"{k}: {v[:3]}" for k, v in found.items())


# What a thumb presses; words in a sentence and boxes inside a label are no targets of their own.
TARGETS = ".btn, .tabs a, .task, main button, main summary, main select, main input:not([type=hidden], [type=checkbox], [type=radio])"
SMALL = """targets => [...document.querySelectorAll(targets)]
    .filter(one => one.checkVisibility() && one.getBoundingClientRect().height < 43.5)
    .map(one => `${one.outerHTML.slice(0, 90)} ${one.getBoundingClientRect().height}`)"""


def test_a_makers_pages_are_for_thumbs_and_for_large_letters(
    open_page, axe, client, live_server
):
    load_demonstration()
    part = ProducerOrder.objects.order_by("pk")[0]
    found: dict[str, list[str]] = {}
    page = open_page(PHONE)
    sign_in(page, client, live_server, member_of(part.producer))

    for title, url in workspace_pages(part).items():
        page.goto(url)
        if small := page.evaluate(SMALL, TARGETS):
            found[f"{title} small"] = small
    page.goto("/chu-to/")
    for title, url in workspace_pages(part).items():
        page.goto(url)
        if faults := axe(page):
            found[f"{title} large"] = faults
        if page.evaluate("document.documentElement.scrollWidth > 360"):
            found[f"{title} wide"] = ["wider than the phone"]

    assert not found, "\n".join(f"{k}: {v[:3]}" for k, v in found.items())
