"""The texts the law asks for."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, TranslatableMixin

from catalog.listing import ORDERS
from cms.blocks import RICH
from ledger.rates import published

from .base import BasePage, live_children


class PolicyIndexPage(BasePage):
    max_count_per_parent = 1
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.PolicyPage"]

    class Meta:
        verbose_name = _("trang chính sách")

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["policies"] = live_children(self, PolicyPage)
        return context


class PolicyPage(BasePage):
    """A text the law asks for; `key` lets code find it, revisions keep every version."""

    key = models.CharField(_("khoá"), max_length=40)
    is_draft_text = models.BooleanField(_("bản nháp, chưa có hiệu lực"), default=True)

    parent_page_types = ["cms.PolicyIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("key"),
        FieldPanel("is_draft_text"),
        InlinePanel("sections", label=_("Mục")),
    ]

    class Meta:
        verbose_name = _("chính sách")

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["sections"] = list(self.sections.all())
        if self.key == "cach-sap-xep-san-pham":
            context["orders"] = [label for label, _fields in ORDERS.values()]
        if self.key == "phi-va-hoa-hong":
            context["fees"] = published(timezone.localdate())
        return context


class Section(TranslatableMixin, Orderable):
    page = ParentalKey(PolicyPage, on_delete=models.CASCADE, related_name="sections")
    anchor = models.SlugField(_("neo"), max_length=60)
    heading = models.CharField(_("đề mục"), max_length=200)
    text = RichTextField(_("nội dung"), features=RICH)

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        pass
