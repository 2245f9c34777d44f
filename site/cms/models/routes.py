"""Days among villages, stop by stop."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from modelcluster.fields import ParentalKey
from wagtail.admin.panels import InlinePanel
from wagtail.models import Orderable, TranslatableMixin

from cms.maps import route_map
from producers.models import Village
from tourism.models import Experience

from .base import BasePage, live_children


class RouteIndexPage(BasePage):
    max_count_per_parent = 1
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.TourPage"]

    class Meta:
        verbose_name = _("trang hành trình")

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["routes"] = live_children(self, TourPage)
        return context


class TourPage(BasePage):
    """A day among villages: stops, some of which can be booked."""

    parent_page_types = ["cms.RouteIndexPage"]
    subpage_types: list[str] = []
    content_panels = [*BasePage.content_panels, InlinePanel("stops", label=_("Chặng"))]

    class Meta:
        verbose_name = _("hành trình")

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        stops = list(self.stops.select_related("experience__village", "village"))
        context["stops"] = stops
        context["map"] = route_map(stops)
        context["bookable"] = [stop for stop in stops if stop.experience]
        return context


class Stop(TranslatableMixin, Orderable):
    page = ParentalKey(TourPage, on_delete=models.CASCADE, related_name="stops")
    time = models.CharField(_("giờ"), max_length=20)
    place = models.CharField(_("nơi"), max_length=120)
    text = models.TextField(_("làm gì"))
    village = models.ForeignKey(
        Village,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("làng"),
    )
    experience = models.ForeignKey(
        Experience,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("trải nghiệm đặt được"),
    )

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        pass
