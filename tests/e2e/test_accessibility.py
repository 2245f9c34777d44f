"""axe-core on every kind of page with the real demonstration, in light and in dark."""

from django.core.management import call_command
from django.utils import timezone

import pytest

from catalog.models import Product, Variant
from orders.models import Order, ProducerOrder, Shipment
from producers.models import Producer
from tests.e2e.conftest import DESKTOP, PHONE
from tests.factories import member_of
from tourism.models import Availability, Booking, Experience
from traceability.models import Label

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def public_pages() -> dict[str, str]:
    experience = Experience.objects.live().order_by("pk")[0]
    slot = (
        Availability.objects.filter(option__experience=experience)
        .order_by("starts_at")
        .last()
    )
    return {
        "home": "/",
        "home-en": "/en/",
        "villages": "/lang-nghe/",
        "village": "/lang-nghe/nghe-chi-tan/",
        "products": "/san-pham/?vu=1",
        "product": Product.objects.get(
            slug="tinh-bot-nghe-vang-chi-tan"
        ).get_absolute_url(),
        "hamper": "/san-pham/gio-qua-khoai-chau/",
        "producer": Producer.objects.order_by("pk")[0].get_absolute_url(),
        "experiences": "/trai-nghiem/",
        "experience": experience.get_absolute_url(),
        "book": f"{experience.get_absolute_url()}dat/{slot.pk}/",
        "ticket": Booking.objects.order_by("pk")[0].get_absolute_url(),
        "order": Order.objects.order_by("pk")[2].get_absolute_url(),
        "parcel": Shipment.objects.order_by("pk")[0].get_absolute_url(),
        "return": return_url(),
        "scan": Label.objects.order_by("pk")[0].get_absolute_url(),
        "scan-unknown": "/truy-xuat/ABCD/",
        "find": "/truy-xuat/",
        "festivals": "/su-kien/",
        "routes": "/hanh-trinh/",
        "news": "/tin-tuc/",
        "privacy": "/chinh-sach/chinh-sach-bao-mat/",
        "search": "/tim/?q=nghe",
        "basket": "/gio-hang/",
        "sign-in": "/tai-khoan/dang-nhap/",
        "not-found": "/khong-co/",
    }


def return_url() -> str:
    part = ProducerOrder.objects.filter(state="delivered").order_by("pk")[0]
    return f"{part.order.get_absolute_url()}tra/{part.code}/"


def workspace_pages(part: ProducerOrder) -> dict[str, str]:
    return {
        "today": "/kenh-ban/",
        "collecting": "/kenh-ban/tien-ve/",
        "orders": "/kenh-ban/don/",
        "order-of-maker": f"/kenh-ban/don/{part.code}/",
        "slips": f"/kenh-ban/phieu-kien/?don={part.code}",
        "stock": "/kenh-ban/hang/",
        "guests": "/kenh-ban/khach/",
        "me": "/kenh-ban/toi/",
        "money": "/kenh-ban/tien/",
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


def test_axe_finds_nothing_on_any_page(open_page, axe, shoot, client, live_server):
    call_command("load_demo", no_sizes=True)
    part = ProducerOrder.objects.order_by("pk")[0]
    found: dict[str, list[str]] = {}

    for scheme in ("light", "dark"):
        for kind, name in ((PHONE, "360"), (DESKTOP, "1280")):
            page = open_page(kind, color_scheme=scheme)
            pages = public_pages()
            fill_a_basket(page)
            pages["basket-full"], pages["checkout"] = "/gio-hang/", "/thanh-toan/"
            sign_in(page, client, live_server, member_of(part.producer))
            for title, url in (pages | workspace_pages(part)).items():
                page.goto(url)
                shoot(page, f"{title}-{name}-{scheme}")
                if faults := axe(page):
                    found[f"{title} {name} {scheme}"] = faults

    assert not found, "\n".join(f"{k}: {v[:3]}" for k, v in found.items())
