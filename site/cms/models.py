"""Pages: the stories. Facts live in the models they point at."""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page, TranslatableMixin
from modelcluster.fields import ParentalKey

from core import pictures
from producers.models import Village
from tourism.models import Experience
from vietnam import lunar

from .blocks import RICH, STORY


class BasePage(Page):
    """What every page has: a sentence for lists and search engines, and a picture."""

    lead = models.CharField(_("một câu giới thiệu"), max_length=255, blank=True)
    photo = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ảnh"),
    )

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("photo")]

    class Meta:
        abstract = True

    @property
    def description(self) -> str:
        return str(self.search_description or self.lead)


def live_children(page: Page, kind: type[Page]) -> Any:
    """Published children of a kind with everything a card shows."""
    return (
        kind.objects.child_of(page).live().defer_streamfields().prefetch_related(pictures.prefetch("photo"))
    )


class HomePage(BasePage):
    body = StreamField(STORY, blank=True, verbose_name=_("giới thiệu"))

    max_count_per_parent = 1
    parent_page_types = ["wagtailcore.Page"]
    content_panels = [*BasePage.content_panels, FieldPanel("body")]

    class Meta:
        verbose_name = _("trang chủ")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from .home import home_facts

        return {**super().get_context(request, *args, **kwargs), **home_facts(self)}


class VillageIndexPage(BasePage):
    max_count_per_parent = 1
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.VillagePage"]

    class Meta:
        verbose_name = _("trang các làng nghề")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from .maps import village_map

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["villages"] = village_pages(self)
        context["map"] = village_map(context["villages"])
        return context


def village_pages(index: Page) -> list["VillagePage"]:
    pages = (
        VillagePage.objects.child_of(index)
        .live()
        .defer_streamfields()
        .select_related("village")
        .prefetch_related(pictures.prefetch("village__photo"))
    )
    return sorted(pages, key=lambda page: (page.village.region != "khoai-chau", page.village.region, page.village.name))


class VillagePage(BasePage):
    """The story of one village; its facts are `producers.Village`."""

    village = models.ForeignKey(
        Village, models.PROTECT, related_name="+", verbose_name=_("làng nghề")
    )
    body = StreamField(STORY, blank=True, verbose_name=_("câu chuyện"))

    parent_page_types = ["cms.VillageIndexPage"]
    subpage_types: list[str] = []
    content_panels = [*BasePage.content_panels, FieldPanel("village"), FieldPanel("body")]

    class Meta:
        verbose_name = _("câu chuyện làng nghề")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from .home import village_facts

        return {**super().get_context(request, *args, **kwargs), **village_facts(self.village)}


class ArticleIndexPage(BasePage):
    max_count_per_parent = 1
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.ArticlePage"]

    class Meta:
        verbose_name = _("trang tin")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
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


class FestivalIndexPage(BasePage):
    max_count_per_parent = 1
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.FestivalPage"]

    class Meta:
        verbose_name = _("trang sự kiện")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        pages = list(live_children(self, FestivalPage))
        context["festivals"] = sorted(pages, key=lambda p: (p.next_dates or (date.max,))[0])
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
                    [FieldPanel("lunar_day"), FieldPanel("lunar_month"), FieldPanel("duration_days")]
                )
            ],
            _("Ngày hội"),
        ),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("lễ hội")

    @property
    def next_dates(self) -> tuple[date, date] | None:
        """First and last solar day of the next festival, today included; None when unknown."""
        if not (self.lunar_day and self.lunar_month):
            return None
        today = timezone.localdate()
        for year in (today.year - 1, today.year, today.year + 1):
            days = lunar.festival_dates(self.lunar_day, self.lunar_month, self.duration_days, year)
            if days[1] >= today:
                return days
        return None


class RouteIndexPage(BasePage):
    max_count_per_parent = 1
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.TourPage"]

    class Meta:
        verbose_name = _("trang hành trình")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
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

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["stops"] = self.stops.select_related("experience", "village")
        return context


class Stop(TranslatableMixin, Orderable):
    page = ParentalKey(TourPage, on_delete=models.CASCADE, related_name="stops")
    time = models.CharField(_("giờ"), max_length=20)
    place = models.CharField(_("nơi"), max_length=120)
    text = models.TextField(_("làm gì"))
    village = models.ForeignKey(
        Village, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("làng")
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


class PolicyIndexPage(BasePage):
    max_count_per_parent = 1
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.PolicyPage"]

    class Meta:
        verbose_name = _("trang chính sách")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
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

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from catalog.listing import ORDERS

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["sections"] = list(self.sections.all())
        if self.key == "cach-sap-xep-san-pham":
            context["orders"] = [label for label, _fields in ORDERS.values()]
        return context


class Section(TranslatableMixin, Orderable):
    page = ParentalKey(PolicyPage, on_delete=models.CASCADE, related_name="sections")
    anchor = models.SlugField(_("neo"), max_length=60)
    heading = models.CharField(_("đề mục"), max_length=200)
    text = RichTextField(_("nội dung"), features=RICH)

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        pass
