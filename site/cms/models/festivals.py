"""Festivals by the lunar calendar."""

from datetime import date
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField

from cms.blocks import STORY
from vietnam import lunar

from .base import BasePage, live_children


class FestivalIndexPage(BasePage):
    max_count_per_parent = 1
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.FestivalPage"]

    class Meta:
        verbose_name = _("trang sự kiện")

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        pages = list(live_children(self, FestivalPage))
        context["festivals"] = sorted(
            pages, key=lambda p: (p.next_dates or (date.max,))[0]
        )
        return context


class FestivalPage(BasePage):
    """A festival by the lunar calendar; the solar days are computed each year."""

    place = models.CharField(_("nơi tổ chức"), max_length=160)
    lunar_day = models.PositiveSmallIntegerField(
        _("ngày âm lịch"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text=_("Để trống nếu ngày do ban tổ chức báo mỗi năm."),
    )
    lunar_month = models.PositiveSmallIntegerField(
        _("tháng âm lịch"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
    )
    duration_days = models.PositiveSmallIntegerField(_("số ngày"), default=1)
    body = StreamField(STORY, blank=True, verbose_name=_("giới thiệu"))

    parent_page_types = ["cms.FestivalIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("place"),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel("lunar_day"),
                        FieldPanel("lunar_month"),
                        FieldPanel("duration_days"),
                    ]
                )
            ],
            _("Ngày hội"),
        ),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("lễ hội")

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        from cms.feeds import about_festival

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["json_ld"] = about_festival(self, self.next_dates)
        return context

    @property
    def next_dates(self) -> tuple[date, date] | None:
        """First and last solar day of the next festival, today included; None when unknown."""
        if not (self.lunar_day and self.lunar_month):
            return None
        today = timezone.localdate()
        for year in (today.year - 1, today.year, today.year + 1):
            days = lunar.festival_dates(
                self.lunar_day, self.lunar_month, self.duration_days, year
            )
            if days[1] >= today:
                return days
        return None
