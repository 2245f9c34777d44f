"""The page tree in Vietnamese, each page followed by its English translation."""

import json
import uuid
from html import escape
from typing import Any

from wagtail.models import Collection, Locale, Page, Site

from cms.models import (
    ArticleIndexPage,
    ArticlePage,
    FestivalIndexPage,
    FestivalPage,
    HomePage,
    PolicyIndexPage,
    PolicyPage,
    RouteIndexPage,
    Section,
    Stop,
    TourPage,
    VillageIndexPage,
    VillagePage,
)
from core.models import Operator
from producers.models import Village
from tourism.models import Experience

from .pictures import picture
from .reading import Row, read, read_all
from .translating import english_of, translate

INDEXES: list[tuple[type[Page], Row]] = [
    (VillageIndexPage, {"slug_vi": "lang-nghe", "slug_en": "villages", "title_vi": "Làng nghề", "title_en": "Craft villages",
        "lead_vi": "Nơi hàng được làm ra: ai làm, ở đâu, ghé thế nào.", "lead_en": "Where things are made: by whom, where, and how to get there."}),
    (FestivalIndexPage, {"slug_vi": "su-kien", "slug_en": "events", "title_vi": "Lễ hội", "title_en": "Festivals",
        "lead_vi": "Ngày âm và ngày dương, tính sẵn cho năm nay.", "lead_en": "Lunar and solar dates, worked out for this year."}),
    (RouteIndexPage, {"slug_vi": "hanh-trinh", "slug_en": "routes", "title_vi": "Hành trình một ngày", "title_en": "One-day routes",
        "lead_vi": "Vài làng gần nhau, đi trong một ngày.", "lead_en": "A few villages close together, in one day."}),
    (ArticleIndexPage, {"slug_vi": "tin-tuc", "slug_en": "news", "title_vi": "Chuyện làng", "title_en": "Village stories",
        "lead_vi": "Chuyện nghề, chuyện mùa, cách chọn và giữ hàng.", "lead_en": "Crafts, seasons, and how to choose and keep what you buy."}),
    (PolicyIndexPage, {"slug_vi": "chinh-sach", "slug_en": "policies", "title_vi": "Chính sách", "title_en": "Policies",
        "lead_vi": "Quyền của bạn, viết bằng lời dễ hiểu.", "lead_en": "Your rights, in plain words. The Vietnamese text is the one that counts."}),
]  # fmt: skip


def paragraphs_html(text: str) -> str:
    """Plain paragraphs and “- ” lists as rich text."""
    html = []
    for part in (p.strip() for p in text.split("\n\n")):
        lines = part.splitlines()
        if lines and all(line.startswith("- ") for line in lines):
            html.append(
                "<ul>"
                + "".join(f"<li>{escape(x[2:], quote=False)}</li>" for x in lines)
                + "</ul>"
            )
        elif part:
            html.append(f"<p>{escape(' '.join(lines), quote=False)}</p>")
    return "".join(html)


def _block(row: Row) -> Row:
    """A content block as StreamField data."""
    kind, text = row["kind"], row.get("text_vi", "")
    values: dict[str, Any] = {
        "heading": text,
        "paragraph": paragraphs_html(text),
        "quote": {"text": text, "who": row.get("who_vi", "")},
        "tip": {"title": row.get("title_vi", ""), "text": text},
    }
    if kind in ("steps", "facts"):
        items = [
            {"title": i["title_vi"], "text": i.get("text_vi", "")} for i in row["items"]
        ]
        listed = [{"type": "item", "value": item, "id": _new_id()} for item in items]
        return {"type": kind, "value": {"items": listed}, "id": _new_id()}
    return {"type": kind, "value": values[kind], "id": _new_id()}


def _new_id() -> str:
    return str(uuid.uuid4())


def story(rows: list[Row]) -> str:
    return json.dumps([_block(row) for row in rows])


def publish(parent: Page, page: Page, row: Row) -> Page:
    """Add a page and its translation once; a page that is there is left alone."""
    there = parent.get_children().filter(slug=page.slug).first()
    if there:
        return there.specific
    parent.add_child(instance=page)
    page.save_revision().publish()
    translate(page, english_of(row) | {page.slug: row.get("slug_en") or page.slug})
    return page


def load_roots() -> None:
    """What Wagtail's own migrations make; missing only in a database that was emptied."""
    for code in ("vi", "en"):
        Locale.objects.get_or_create(language_code=code)
    if not Page.get_first_root_node():
        Page.add_root(
            instance=Page(title="Root", slug="root", locale=Locale.get_default())
        )
    if not Collection.get_first_root_node():
        Collection.add_root(name="Root")


def load_home() -> HomePage:
    """The home page at the root of the site, with the English one beside it."""
    there: HomePage | None = HomePage.objects.filter(locale__language_code="vi").first()
    if there:
        return there
    row = {"slug_vi": "trang-chu", "slug_en": "home", **read("home.toml")}
    root = Page.get_first_root_node()
    Page.objects.filter(depth=2).exclude(pk__in=HomePage.objects.values("pk")).delete()
    root = Page.get_first_root_node()
    page = HomePage(
        title=row["title_vi"],
        slug="trang-chu",
        lead=row["lead_vi"],
        photo=picture("hero-khoai-chau"),
        body=story(row.get("block", [])),
        locale=Locale.objects.get(language_code="vi"),
    )
    publish(root, page, row)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": "localhost",
            "port": 80,
            "root_page": page,
            "site_name": "Làng nghề",
        },
    )
    return page


def load_pages() -> None:
    home = load_home()
    index = {
        kind: publish(
            home,
            kind(title=row["title_vi"], slug=row["slug_vi"], lead=row["lead_vi"]),
            row,
        )
        for kind, row in INDEXES
    }
    _load_villages(index[VillageIndexPage])
    _load_festivals(index[FestivalIndexPage])
    _load_routes(index[RouteIndexPage])
    _load_articles(index[ArticleIndexPage])
    _load_policies(index[PolicyIndexPage])


def _load_villages(index: Page) -> None:
    for row in read("villages.toml").get("village", []):
        page = VillagePage(
            title=row["name_vi"],
            slug=row["slug"],
            lead=row["lead_vi"],
            village=Village.objects.get(slug=row["slug"]),
            photo=picture(row.get("picture", "")),
            body=story(row.get("block", [])),
        )
        publish(index, page, row)


def _load_festivals(index: Page) -> None:
    for row in read("festivals.toml").get("festival", []):
        body = (
            [{"kind": "paragraph", "text_vi": row["body_vi"]}]
            if row.get("body_vi")
            else []
        )
        page = FestivalPage(
            title=row["name_vi"],
            slug=row["slug"],
            lead=row["lead_vi"],
            place=row["place_vi"],
            lunar_day=row.get("lunar_day") or None,
            lunar_month=row.get("lunar_month") or None,
            duration_days=row.get("duration_days") or 1,
            photo=picture(row.get("picture", "")),
            body=story(body),
        )
        publish(index, page, row)


def _load_routes(index: Page) -> None:
    for row in read("routes.toml").get("route", []):
        page = TourPage(
            title=row["title_vi"],
            slug=row["slug"],
            lead=row["lead_vi"],
            photo=picture(row.get("picture", "")),
        )
        page.stops = [_stop(order, stop) for order, stop in enumerate(row["stop"])]
        publish(
            index, page, row | {"times": [_same(stop["time"]) for stop in row["stop"]]}
        )


def _same(text: str) -> Row:
    return {"x_vi": text, "x_en": text}


def _stop(order: int, row: Row) -> Stop:
    return Stop(
        sort_order=order,
        time=row["time"],
        place=row["place_vi"],
        text=row["text_vi"],
        village=Village.objects.filter(slug=row.get("village", "")).first(),
        experience=Experience.objects.filter(slug=row.get("experience", "")).first(),
    )


def _load_articles(index: Page) -> None:
    for row in read_all("articles"):
        page = ArticlePage(
            title=row["title_vi"],
            slug=row["slug_vi"],
            lead=row["lead_vi"],
            date=row["date"],
            photo=picture(row.get("picture", "")),
            body=story(row["block"]),
        )
        publish(index, page, row)


def _load_policies(index: Page) -> None:
    operator = Operator.load()
    for row in read_all("policies"):
        row = json.loads(
            json.dumps(row, default=str).replace("{operator}", operator.name)
        )
        page = PolicyPage(
            title=row["title_vi"],
            slug=row["slug_vi"],
            lead=row.get("lead_vi", ""),
            key=row.get("key", row["slug_vi"]),
        )
        page.sections = [
            Section(
                sort_order=order,
                anchor=section["anchor"],
                heading=section["heading_vi"],
                text=paragraphs_html(section["text_vi"]),
            )
            for order, section in enumerate(row["section"])
        ]
        publish(
            index, page, row | {"anchors": [_same(s["anchor"]) for s in row["section"]]}
        )
