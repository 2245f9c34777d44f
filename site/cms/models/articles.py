"""Village stories."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from cms.blocks import STORY

from .base import BasePage, live_children


class ArticleIndexPage(BasePage):
    max_count_per_parent = 1
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.ArticlePage"]

    class Meta:
        verbose_name = _("trang tin")

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["articles"] = live_children(self, ArticlePage).order_by("-date")
        return context


class ArticlePage(BasePage):
    date = models.DateField(_("ngày"), default=timezone.localdate)
    body = StreamField(STORY, blank=True, verbose_name=_("nội dung"))

    parent_page_types = ["cms.ArticleIndexPage"]
    subpage_types: list[str] = []
    content_panels = [*BasePage.content_panels, FieldPanel("date"), FieldPanel("body")]

    class Meta:
        verbose_name = _("bài viết")
