"""The first page and the stories of the villages."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.blocks import STORY
from producers.models import Region, Village
from vietnam.text import sort_key

from .base import BasePage


class HomePage(BasePage):
    body = StreamField(STORY, blank=True, verbose_name=_("giới thiệu"))

    max_count_per_parent = 1
    parent_page_types = ["wagtailcore.Page"]
    content_panels = [*BasePage.content_panels, FieldPanel("body")]

    class Meta:
        verbose_name = _("trang chủ")

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        from cms.home import home_facts

        return {**super().get_context(request, *args, **kwargs), **home_facts(self)}


class VillageIndexPage(BasePage):
    max_count_per_parent = 1
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.VillagePage"]

    class Meta:
        verbose_name = _("trang các làng nghề")

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        from cms.maps import village_map

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["villages"] = village_pages(self)
        context["map"] = village_map(context["villages"])
        return context


def village_pages(above: Page) -> list["VillagePage"]:
    """The published villages below a page, with their pictures."""
    pages = (
        VillagePage.objects.descendant_of(above)
        .live()
        .defer_streamfields()
        .select_related("village__photo")
    )
    return sorted(pages, key=_in_register_order)


def _in_register_order(page: "VillagePage") -> tuple[int, Any]:
    """Our own district first, then its neighbours; each in alphabetical order."""
    village = page.village
    return list(Region).index(Region(village.region)), sort_key(village.name)


class VillagePage(BasePage):
    """The story of one village; its facts are `producers.Village`."""

    village = models.ForeignKey(
        Village, models.PROTECT, related_name="+", verbose_name=_("làng nghề")
    )
    body = StreamField(STORY, blank=True, verbose_name=_("câu chuyện"))

    parent_page_types = ["cms.VillageIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("village"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("câu chuyện làng nghề")

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        from cms.home import village_facts

        return {
            **super().get_context(request, *args, **kwargs),
            **village_facts(self.village),
        }
