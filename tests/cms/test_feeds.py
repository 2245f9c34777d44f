"""Festivals and news for other programs: JSON-LD, iCalendar, Atom, sitemap, hreflang."""

import re
from datetime import date
from xml.etree import ElementTree

from wagtail.models import Locale, Page, Site

import pytest
import time_machine

from cms.models import (
    ArticleIndexPage,
    ArticlePage,
    FestivalIndexPage,
    FestivalPage,
    HomePage,
)
from tests import calendars
from tests.factories import ProductFactory, SlotFactory
from tests.pictures import picture
from tests.structured import nodes, problems

pytestmark = pytest.mark.django_db
NOW = "2026-11-28 09:00+07:00"
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def home():
    vi, _made = Locale.objects.get_or_create(language_code="vi")
    Locale.objects.get_or_create(language_code="en")
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
    page = root.add_child(instance=HomePage(title="Làng nghề", slug="nha", locale=vi))
    Site.objects.all().delete()
    Site.objects.create(
        hostname="testserver", port=80, root_page=page, is_default_site=True
    )
    return page


@pytest.fixture
def festival(home):
    index = home.add_child(instance=FestivalIndexPage(title="Lễ hội", slug="su-kien"))
    page = FestivalPage(
        title="Hội Đa Hoà",
        slug="da-hoa",
        place="Đền Đa Hoà, Hưng Yên",
        lunar_day=10,
        lunar_month=2,
        duration_days=3,
        photo=picture(),
    )
    return index.add_child(instance=page)


@time_machine.travel(NOW, tick=False)
def test_a_festival_tells_its_whole_days_and_no_hours(client, festival):
    (node,) = nodes(client.get(festival.url).content.decode())

    assert problems(node) == []
    assert (node["startDate"], node["endDate"]) == ("2027-03-17", "2027-03-19")


def test_a_festival_whose_days_are_unknown_is_no_event(client, festival):
    FestivalPage.objects.update(lunar_day=None)

    page = client.get(festival.url)

    assert page.status_code == 200
    assert nodes(page.content.decode()) == []


@time_machine.travel(NOW, tick=False)
def test_another_familys_parser_reads_the_festivals(client, festival):
    page = client.get("/su-kien/").content.decode()
    assert 'href="/su-kien/lich.ics"' in page

    read = calendars.read(client.get("/su-kien/lich.ics").content)

    (event,) = read["events"]
    assert (event["start"], event["end"]) == ("2027-03-17", "2027-03-20")
    assert event["summary"] == "Hội Đa Hoà"
    assert event["location"] == "Đền Đa Hoà, Hưng Yên"
    assert event["uid"] == f"{festival.translation_key}-2027@lang-nghe"


@time_machine.travel(NOW, tick=False)
def test_a_festival_without_days_is_not_in_the_calendar(client, festival):
    FestivalPage.objects.update(lunar_month=None)

    assert b"VEVENT" not in client.get("/su-kien/lich.ics").content


def test_news_are_read_as_atom(client, home):
    index = home.add_child(instance=ArticleIndexPage(title="Tin", slug="tin-tuc"))
    article = ArticlePage(title="Mùa nhãn", slug="mua-nhan", date=date(2026, 7, 1))
    index.add_child(instance=article).save_revision().publish()

    feed = ElementTree.fromstring(client.get("/tin-tuc/tin-moi.xml").content)  # noqa: S314

    assert feed.tag == f"{ATOM}feed"
    entry = feed.find(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "Mùa nhãn"
    assert entry.find(f"{ATOM}link").get("href").endswith("/tin-tuc/mua-nhan/")
    for needed in ("id", "updated"):
        assert entry.findtext(f"{ATOM}{needed}")
    assert "application/atom+xml" in client.get("/tin-tuc/").content.decode()


def test_the_sitemap_lists_pages_goods_and_visits_in_both_languages(client, festival):
    product, slot = ProductFactory(), SlotFactory()
    ProductFactory(slug="nhap", state="draft")

    body = client.get("/sitemap.xml").content
    found = {e.text for e in ElementTree.fromstring(body).iter(f"{MAP}loc")}  # noqa: S314

    paths = {re.sub(r"https?://[^/]+", "", url) for url in found}
    assert "/su-kien/da-hoa/" in paths
    assert product.get_absolute_url() in paths
    assert f"/en/products/{product.slug}/" in paths
    assert slot.option.experience.get_absolute_url() in paths
    assert not any("nhap" in path for path in paths)
    assert b'hreflang="en"' in body


def test_robots_are_sent_to_the_sitemap_and_away_from_private_pages(client):
    text = client.get("/robots.txt").content.decode()

    assert re.search(r"^Sitemap: https?://.+/sitemap.xml$", text, re.MULTILINE)
    for path in ("/ve/", "/kenh-ban/", "/don-hang/", "/en/ticket/", "/octo/"):
        assert f"Disallow: {path}\n" in text


def test_a_page_names_itself_and_its_other_language(client):
    product = ProductFactory()

    head = client.get(f"{product.get_absolute_url()}?q=x").content.decode()

    canonical = re.search(r'rel="canonical" href="([^"]+)"', head).group(1)
    versions = dict(re.findall(r'hreflang="([\w-]+)" href="(https?://[^"]+)"', head))
    assert canonical.endswith(product.get_absolute_url())
    assert versions["vi"] == versions["x-default"] == canonical
    assert versions["en"].endswith(f"/en/products/{product.slug}/")


def test_a_page_that_is_not_translated_has_no_other_version(client, festival):
    head = client.get(festival.url).content.decode()

    assert "x-default" not in head
    assert 'rel="canonical"' in head


@pytest.mark.parametrize("number", ["2", "1", "x", "-1", "0' or 1"])
def test_only_the_second_page_of_a_list_is_a_page_of_its_own(client, number):
    head = client.get("/san-pham/", {"trang": number, "q": "a"}).content.decode()

    canonical = re.search(r'rel="canonical" href="([^"]+)"', head).group(1)
    assert canonical.endswith("/san-pham/?trang=2" if number == "2" else "/san-pham/")


def test_what_a_chat_shows_comes_from_here(client, festival):
    head = client.get(festival.url).content.decode()

    og = dict(re.findall(r'property="og:([\w:]+)" content="([^"]*)"', head))
    assert og["title"] == "Hội Đa Hoà"
    assert og["locale"] == "vi_VN"
    assert og["image"].startswith("http://127.0.0.1:8000/media/")
