"""The demonstration: complete, honest, within the budgets; and no page answers 500."""

import gzip
import re
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.test import Client

import pytest

from catalog.models import Product
from cms.models import FestivalPage, PolicyPage, VillagePage
from demo.management.commands.load_demo import load
from producers.models import Producer, Village
from tourism.models import Experience
from traceability.models import Label, Lot

pytestmark = pytest.mark.usefixtures("demo", "db")
CSS = [
    settings.SITE / "static" / "css" / name for name in ("base.css", "components.css")
]


def weight(*paths: Path) -> int:
    return sum(len(gzip.compress(path.read_bytes())) for path in paths)


def pages() -> list[str]:
    label = Label.objects.first()
    village = VillagePage.objects.get(slug="nghe-chi-tan", locale__language_code="vi")
    return [
        "/",
        "/en/",
        "/lang-nghe/",
        village.url,
        "/san-pham/",
        "/en/products/",
        Product.objects.published().first().get_absolute_url(),
        Producer.objects.first().get_absolute_url(),
        "/trai-nghiem/",
        Experience.objects.first().get_absolute_url(),
        label.get_absolute_url(),
        "/su-kien/",
        "/hanh-trinh/",
        "/tin-tuc/",
        "/chinh-sach/",
        "/chinh-sach/chinh-sach-bao-mat/",
        "/tim/?q=nghe",
        "/truy-xuat/",
        "/gio-hang/",
        "/tai-khoan/dang-nhap/",
    ]


def views_of(url: str) -> list[str]:
    if url == "every village":
        return [page.url for page in VillagePage.objects.live()]
    if url == "every producer":
        return [producer.get_absolute_url() for producer in Producer.objects.selling()]
    return [url]


def pictures_on_cards(url: str) -> list[str]:
    """The picture file of each card, in the order shown."""
    cards = Client().get(url).content.decode().split('<li class="card">')[1:]
    found = [re.search(r'<img src="([^"]+)"', card) for card in cards]
    assert all(found), url
    return [img[1] for img in found if img]


def test_there_is_enough_to_look_at():
    assert Village.objects.count() >= 24
    assert Product.objects.published().count() >= 40
    assert Producer.objects.filter(is_demo=True).count() >= 14
    assert Experience.objects.live().count() >= 12
    assert FestivalPage.objects.filter(locale__language_code="vi").count() >= 8
    assert PolicyPage.objects.filter(locale__language_code="vi").count() >= 10


def test_twelve_experiences_can_be_booked_now():
    from django.utils import timezone

    bookable = (
        Experience.objects.live()
        .with_card_facts(timezone.now())
        .filter(next_at__isnull=False)
    )

    assert bookable.count() >= 12


def test_every_traced_product_has_lots_with_four_to_seven_steps():
    for lot in Lot.objects.all():
        assert 4 <= lot.events.count() <= 7, lot
    for product in Product.objects.filter(lots__isnull=False).distinct():
        assert product.lots.count() >= 3


def test_loading_again_changes_nothing():
    before = [m.objects.count() for m in (Product, Producer, Village, Lot, VillagePage)]

    load()

    assert before == [
        m.objects.count() for m in (Product, Producer, Village, Lot, VillagePage)
    ]


def test_every_picture_has_words_in_two_languages():
    from core.models import Picture

    for picture in Picture.objects.all():
        assert picture.description
        assert picture.description != picture.title
        assert picture.alt_en


def test_every_product_has_a_picture_of_its_own():
    shown = {p.slug: p.photo.title for p in Product.objects.published()}

    assert shown == {slug: slug for slug in shown}


@pytest.mark.parametrize(
    "url",
    [
        "/",
        "/en/",
        "/san-pham/",
        "/san-pham/?trang=2",
        "/trai-nghiem/",
        "/lang-nghe/",
        "/su-kien/",
        "/hanh-trinh/",
        "/tin-tuc/",
        "every village",
        "every producer",
    ],
)
def test_no_two_cards_in_one_view_show_the_same_picture(url):
    for page in views_of(url):
        shown = pictures_on_cards(page)

        assert len(shown) == len(set(shown)), page


def test_the_shelf_counts_every_card():
    shelves = ["/san-pham/", "/san-pham/?trang=2"]

    shown = [picture for url in shelves for picture in pictures_on_cards(url)]

    assert len(shown) == Product.objects.published().count()
    assert len(set(shown)) == len(shown)


def test_the_pictures_stay_within_nine_megabytes():
    masters = list((settings.SITE / "demo" / "pictures").glob("*.webp"))

    assert sum(path.stat().st_size for path in masters) < 9_000_000


def test_every_page_opens():
    client = Client()
    for url in pages():
        assert client.get(url).status_code == 200, url


def test_english_pages_have_no_vietnamese_interface():
    body = Client().get("/en/products/").content.decode()

    text = re.sub(r"<[^>]+>", " ", body)
    assert "Add" in text or "Filter" in text
    assert "Sắp xếp" not in text


@pytest.mark.parametrize(
    ("url", "most"),
    [
        ("/", 15),
        ("/san-pham/", 12),
        ("village", 12),
        ("product", 12),
        ("experience", 12),
    ],
)
def test_pages_ask_few_questions(django_assert_max_num_queries, url, most):
    named = {
        "village": "/lang-nghe/nghe-chi-tan/",
        "product": Product.objects.published().first().get_absolute_url(),
        "experience": Experience.objects.first().get_absolute_url(),
    }
    client = Client()
    client.get(named.get(url, url))

    with django_assert_max_num_queries(most):
        assert client.get(named.get(url, url)).status_code == 200


def test_styles_and_scripts_stay_small():
    assert weight(*CSS) <= 6 * 1024
    assert weight(settings.SITE / "static" / "js" / "site.js") <= 3 * 1024


@pytest.mark.parametrize("url", ["/san-pham/", "product"])
def test_a_first_view_without_pictures_is_at_most_a_hundred_kilobytes(url):
    import django_htmx

    url = (
        Product.objects.published().first().get_absolute_url()
        if url == "product"
        else url
    )
    static = settings.SITE / "static"
    htmx = (
        Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"
    )
    page = len(gzip.compress(Client().get(url).content))
    fonts = sum(p.stat().st_size for p in (static / "fonts").glob("*.woff2"))

    assert page + weight(*CSS, static / "js" / "site.js", htmx) + fonts <= 100 * 1024


def test_every_scan_page_with_its_picture_is_at_most_fourteen_kilobytes():
    for lot in Lot.objects.all()[:12]:
        response = Client().get(lot.labels.first().get_absolute_url())
        assert len(gzip.compress(response.content)) <= 14 * 1024


def test_no_page_loads_anything_from_elsewhere_or_runs_a_script_of_its_own():
    for url in pages():
        body = Client().get(url).content.decode()
        loaded = re.findall(r'(?:src|srcset|action)="(https?:)?//', body)
        assert not loaded, url
        assert not re.findall(r"<script(?![^>]*(src=|ld\+json))", body), url
        assert ' style="' not in body, url


def test_the_policy_header_is_strict():
    header = Client().get("/")["Content-Security-Policy"]

    assert "default-src 'self'" in header
    assert "unsafe" not in header


def test_the_command_itself_runs_twice():
    call_command("load_demo", no_sizes=True)
