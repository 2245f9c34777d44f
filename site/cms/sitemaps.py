"""The sitemap: what search engines may know, in both languages."""

from datetime import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from wagtail.models import Page

from catalog.models import Product
from producers.models import Producer
from tourism.models import Experience


class Translated(Sitemap[Any]):
    """Rows that have one page per language, each naming the other (hreflang)."""

    i18n = True
    alternates = True
    x_default = True


class Lists(Translated):
    def items(self) -> list[str]:
        return ["catalog:products", "tourism:experiences"]

    def location(self, item: Any) -> str:
        return reverse(item[0] if isinstance(item, tuple) else item)


class Goods(Translated):
    def items(self) -> Any:
        return Product.objects.published().order_by("pk")

    def lastmod(self, item: Product) -> datetime | None:
        return item.published_at


class Makers(Translated):
    def items(self) -> Any:
        return Producer.objects.selling().order_by("pk")


class Visits(Translated):
    def items(self) -> Any:
        return Experience.objects.live().order_by("pk")


class Pages(Sitemap[Page]):
    """Wagtail's pages: one row per language; their hreflang is in their head."""

    def items(self) -> Any:
        pages = Page.objects.live().public().filter(depth__gte=2)
        return pages.select_related("locale").order_by("path")

    def location(self, item: Page) -> str:
        return str(item.url)

    def lastmod(self, item: Page) -> Any:
        return item.last_published_at


SITEMAPS: dict[str, type[Sitemap[Any]]] = {
    "pages": Pages,
    "lists": Lists,
    "goods": Goods,
    "makers": Makers,
    "visits": Visits,
}
