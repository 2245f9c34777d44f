"""The demonstration: complete, honest, within the budgets; and no page answers 500."""

import gzip
import re
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.test import Client

import pytest

from catalog.listing import ORDERS
from catalog.models import Product, Variant
from catalog.stock_proof import unexplained
from cms.models import FestivalPage, PolicyPage, VillagePage
from demo.management.commands.load_demo import load
from producers.models import Producer, ShopFront, Village
from tourism.models import (
    Availability,
    ExchangeRate,
    Experience,
    LunarDay,
    Need,
    Question,
    Resource,
    Schedule,
    Venue,
)
from traceability import chain
from traceability.models import OWN_PARTS, Label, LabelBatch, LabelUse, Lot
from traceability.verification import problems

# One process loads the demonstration, the others go on with the rest.
pytestmark = [
    pytest.mark.usefixtures("demo", "db"),
    pytest.mark.xdist_group("demo"),
    pytest.mark.once,
]
HOSTING = (
    *(Venue, Resource, Need, Schedule, LunarDay, Question, ExchangeRate),
    *(Availability, LabelBatch, LabelUse),
)
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
    single = Product.objects.filter(kind="goods", variants__lots__isnull=False)
    for lot in Lot.objects.filter(variant__product__in=single):
        assert 4 <= lot.events.filter(items__part__in=OWN_PARTS).count() <= 7, lot
    for product in single.distinct():
        assert Lot.objects.of_product(product).count() >= 3


def test_a_hamper_is_followed_back_to_the_fields_of_its_makers():
    hamper = Lot.objects.get(variant__product__kind="hamper")

    back = chain.upstream(hamper)

    assert len({link.lot.maker for link in back}) >= 3
    assert "Nghệ củ tươi" in {link.lot.name_vi for link in back}
    assert list(problems()) == []


def test_loading_again_changes_nothing():
    kept = (Product, Producer, ShopFront, Village, Lot, VillagePage, *HOSTING)
    before = [m.objects.count() for m in kept]

    load()

    assert before == [m.objects.count() for m in kept]


def test_three_shops_show_who_makes_it_and_how_and_why_that_is_believed():
    fronts = ShopFront.objects.approved()

    assert fronts.count() == 3
    for front in fronts:
        page = Client().get(front.producer.get_absolute_url()).content.decode()
        assert "dữ liệu minh hoạ" in page
        assert front.producer.photo.description in page
        assert front.story[:40] in page
        assert 3 <= len(front.steps) <= 5
        assert all(step["words"] in page for step in front.steps)
        assert page.count('decoding="async"') >= len(front.steps)
        assert "Tự làm</span>" in page
        assert "ảnh từng bước làm được cán bộ duyệt ngày" in page


def test_the_screens_of_hosts_have_something_on_them(client):
    assert all(model.objects.exists() for model in HOSTING)
    day = LunarDay.objects.exclude(confirmed_at=None)[0]
    assert (day.last_day - day.first_day).days == 5
    evenings = Availability.objects.filter(schedule=day.schedule)
    assert evenings.filter(starts_at__date=day.last_day).exists()
    assert LunarDay.objects.filter(confirmed_at=None).exists()
    page = client.get("/en/experiences/dan-gio-may-lien-khe/")
    assert "≈ 6 USD" in page.content.decode()
    batches = LabelBatch.objects.with_tally().order_by("pk")
    assert [b.unaccounted for b in batches] == [2, 42]


def test_nothing_invented_is_told_as_true():
    """No venue was visited, names say that they are of the demonstration, rates are no bank's."""
    assert not Venue.objects.exclude(checked_on=None).exists()
    for row in (*Venue.objects.all(), *Resource.objects.all()):
        assert "minh hoạ" in (getattr(row, "name_vi", "") or row.name)
    assert {"minh hoạ" in rate.source for rate in ExchangeRate.objects.all()} == {True}


def test_every_pack_has_an_opening():
    assert Variant.objects.filter(stock__gt=0).count() > 50
    assert not unexplained().exists()


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


def test_the_rules_of_ranking_and_the_fees_are_printed_by_what_applies_them():
    ranking = Client().get("/chinh-sach/cach-sap-xep-san-pham/").text
    fees = Client().get("/chinh-sach/phi-va-hoa-hong/").text

    assert all(str(label) in ranking for label, _fields in ORDERS.values())
    assert "Mọi hàng và trải nghiệm: 5 %" in fees
    assert "Công bố ngày 01/12/2025, áp dụng từ 01/01/2026." in fees


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
        assert not re.findall(
            r"<script(?![^>]*(src=|ld\+json|application/json))", body
        ), url
        assert ' style="' not in body, url


def test_the_policy_header_is_strict():
    header = Client().get("/")["Content-Security-Policy"]

    assert "default-src 'self'" in header
    assert "unsafe" not in header


def test_the_command_itself_runs_twice():
    call_command("load_demo", no_sizes=True)


def test_the_screens_of_money_have_something_on_them():
    from ledger.models import PayoutBatch, Statement
    from orders.models import OrderLine, OrderMessage, Return

    assert PayoutBatch.objects.get().state == "closed"
    assert Statement.objects.filter(closing__gt=0).count() >= 2
    back = Return.objects.get(state="requested")
    assert OrderMessage.objects.filter(part=back.part).exists()
    bird = OrderLine.objects.get(final_weight_g__isnull=False)
    assert bird.total == 2_000_000 * 3_100 // 3_000 + 1


def test_the_books_of_the_demonstration_are_in_order():
    from orders.checking import faults

    assert list(faults()) == []
