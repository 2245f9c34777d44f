"""What a visitor does with a local (OCTO: Product)."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from core.models import NormalisedModel
from producers.models import Producer, Village, may_sell
from vietnam.dong import Dong, percent

from .option import GroupPrice, Option, Unit, UnitType
from .slot import Availability
from .venue import Venue


class ExperienceState(models.TextChoices):
    DRAFT = "draft", _("Nháp")
    LIVE = "live", _("Đang nhận khách")
    PAUSED = "paused", _("Tạm nghỉ")
    # Never on a page of ours: what resellers try their programs on.
    SANDBOX = "sandbox", _("Chỉ để đại lý thử")


class AvailabilityType(models.TextChoices):
    """OCTO: come at a fixed hour, or at any time of a day while the house is open."""

    START_TIME = "START_TIME", _("Theo giờ bắt đầu")
    OPENING_HOURS = "OPENING_HOURS", _("Đến lúc nào cũng được trong giờ mở cửa")


class ExperienceQuerySet(models.QuerySet["Experience"]):
    def live(self) -> Self:
        return self.filter(may_sell("host__"), state=ExperienceState.LIVE)

    def sandbox(self) -> Self:
        return self.filter(state=ExperienceState.SANDBOX)

    def with_card_facts(self, now: datetime) -> Self:
        """Annotate `price_from` (adult, else of a whole party) and `next_at`, the next slot with a free place."""
        of_this = {"option__experience": models.OuterRef("pk")}
        adult = Unit.objects.filter(**of_this, unit_type=UnitType.ADULT)
        party = GroupPrice.objects.filter(**of_this)
        free = Availability.objects.bookable(now).filter(**of_this)
        return self.annotate(
            price_from=Coalesce(
                models.Subquery(party.order_by("price").values("price")[:1]),
                models.Subquery(adult.order_by("price").values("price")[:1]),
            ),
            next_at=models.Subquery(free.order_by("starts_at").values("starts_at")[:1]),
        )


class Experience(NormalisedModel, ClusterableModel):
    """Something a visitor does with a local (OCTO: Product); sold as a *service* for tax."""

    host = models.ForeignKey(
        Producer,
        models.PROTECT,
        related_name="experiences",
        verbose_name=_("người đón khách"),
    )
    village = models.ForeignKey(
        Village,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="experiences",
        verbose_name=_("làng nghề"),
    )
    venue = models.ForeignKey(
        Venue,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="experiences",
        verbose_name=_("nơi đón"),
    )
    name = models.CharField(_("tên trải nghiệm"), max_length=160)
    slug = models.SlugField(_("đường dẫn"), max_length=160, unique=True)
    summary = models.CharField(_("một câu giới thiệu"), max_length=200, blank=True)
    description = models.TextField(_("bạn sẽ làm gì"), blank=True)
    included = models.TextField(_("đã gồm"), blank=True)
    bring = models.TextField(_("cần mang theo"), blank=True)
    rain_plan = models.TextField(_("khi trời mưa"), blank=True)
    access = models.TextField(
        _("lối đi, nhà vệ sinh, xe lăn"),
        blank=True,
        help_text=_("Chưa biết thì ghi “chưa rõ”."),
    )
    meeting_point = models.CharField(_("điểm hẹn"), max_length=200)
    lat = models.DecimalField(
        _("vĩ độ"), max_digits=7, decimal_places=4, null=True, blank=True
    )
    lon = models.DecimalField(
        _("kinh độ"), max_digits=7, decimal_places=4, null=True, blank=True
    )
    languages = models.CharField(
        _("tiếng nói"), max_length=40, default="vi", help_text="vi,en"
    )
    photo = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ảnh"),
    )
    availability_type = models.CharField(
        _("khách đến lúc nào"),
        max_length=13,
        choices=AvailabilityType,
        default=AvailabilityType.START_TIME,
    )
    instant_confirmation = models.BooleanField(
        _("nhận ngay, không cần chờ"), default=True
    )
    answer_hours = models.PositiveSmallIntegerField(
        _("trả lời trong (giờ)"),
        default=24,
        help_text=_("Chỉ dùng khi phải chờ người đón khách đồng ý."),
    )
    fund_percent = models.PositiveSmallIntegerField(
        _("góp quỹ làng (%)"),
        default=0,
        help_text=_("Phần của giá mà người đón khách góp vào quỹ chung của làng."),
    )
    state = models.CharField(
        _("trạng thái"),
        max_length=8,
        choices=ExperienceState,
        default=ExperienceState.DRAFT,
    )

    objects = ExperienceQuerySet.as_manager()

    class Meta:
        verbose_name = _("trải nghiệm")
        verbose_name_plural = _("trải nghiệm")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(fund_percent__lte=100), name="fund_at_most_all"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("tourism:experience", args=[self.slug])

    @property
    def speaks(self) -> list[str]:
        return [code for code in self.languages.split(",") if code]

    @property
    def option(self) -> Option:
        return self.options.order_by("pk")[0]

    @property
    def opens_all_day(self) -> bool:
        return self.availability_type == AvailabilityType.OPENING_HOURS

    def fund_share(self, total: Dong) -> Dong:
        """What of `total` đồng the host gives to the village."""
        return percent(total, self.fund_percent * 100)


class Step(NormalisedModel):
    """One thing done during an experience, in order."""

    experience = ParentalKey(Experience, on_delete=models.CASCADE, related_name="steps")
    title = models.CharField(_("việc"), max_length=120)
    text = models.TextField(_("kể thêm"), blank=True)
    sort_order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["sort_order", "pk"]

    def __str__(self) -> str:
        return self.title


class Faq(NormalisedModel):
    """A question guests ask before they come, and its answer; OCTO tells it to resellers."""

    experience = ParentalKey(Experience, on_delete=models.CASCADE, related_name="faqs")
    question = models.CharField(_("khách hỏi"), max_length=160)
    answer = models.TextField(_("trả lời"))
    sort_order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["sort_order", "pk"]

    def __str__(self) -> str:
        return self.question
