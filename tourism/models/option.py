"""A way to take part, who may come, what it costs and what is asked."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from modelcluster.fields import ParentalKey

from core.models import NormalisedModel

from .policy import CancellationPolicy


class PricingPer(models.TextChoices):
    """OCTO: every guest pays, or the party pays once."""

    UNIT = "UNIT", _("Theo người")
    BOOKING = "BOOKING", _("Cả đoàn một giá")


class Option(NormalisedModel):
    """A way to take part, with its length and rules (OCTO: Option)."""

    experience = ParentalKey(
        "tourism.Experience", on_delete=models.CASCADE, related_name="options"
    )
    name = models.CharField(_("tên lựa chọn"), max_length=120, blank=True)
    duration_minutes = models.PositiveSmallIntegerField(_("dài (phút)"))
    min_units = models.PositiveSmallIntegerField(_("ít nhất mấy người"), default=1)
    max_units = models.PositiveSmallIntegerField(_("nhiều nhất mấy người"), default=10)
    min_participants = models.PositiveSmallIntegerField(
        _("đủ mấy người mới mở buổi"), default=1
    )
    cutoff_minutes = models.PositiveIntegerField(
        _("đặt trước ít nhất (phút)"), default=720
    )
    pricing_per = models.CharField(
        _("tính tiền"), max_length=7, choices=PricingPer, default=PricingPer.UNIT
    )
    policy = models.ForeignKey(
        CancellationPolicy,
        models.PROTECT,
        related_name="options",
        verbose_name=_("quy định huỷ"),
    )

    class Meta:
        verbose_name = _("lựa chọn")
        verbose_name_plural = _("lựa chọn")

    def __str__(self) -> str:
        return f"{self.experience} ({self.duration_minutes})"


class UnitType(models.TextChoices):
    """OCTO's words for kinds of guests."""

    ADULT = "ADULT", _("Người lớn")
    YOUTH = "YOUTH", _("Thiếu niên")
    CHILD = "CHILD", _("Trẻ em")
    INFANT = "INFANT", _("Em bé")
    FAMILY = "FAMILY", _("Gia đình")
    SENIOR = "SENIOR", _("Người cao tuổi")
    STUDENT = "STUDENT", _("Học sinh, sinh viên")
    MILITARY = "MILITARY", _("Bộ đội, công an")
    OTHER = "OTHER", _("Khác")


class Unit(NormalisedModel):
    """A kind of guest and what he pays (OCTO: Unit)."""

    option = models.ForeignKey(Option, models.CASCADE, related_name="units")
    unit_type = models.CharField(_("loại khách"), max_length=8, choices=UnitType)
    name = models.CharField(_("tên"), max_length=80)
    price = models.PositiveBigIntegerField(_("giá"), help_text=_("Đồng"))
    min_age = models.PositiveSmallIntegerField(_("từ tuổi"), default=0)
    max_age = models.PositiveSmallIntegerField(_("đến tuổi"), default=120)
    pax_count = models.PositiveSmallIntegerField(
        _("chiếm mấy chỗ"),
        default=1,
        help_text=_("Em bé bế trên tay: 0. Vé gia đình: số người trong nhà."),
    )
    min_quantity = models.PositiveSmallIntegerField(_("ít nhất"), default=0)
    max_quantity = models.PositiveSmallIntegerField(
        _("nhiều nhất"), null=True, blank=True
    )
    accompanied_by = models.CharField(
        _("phải đi cùng"),
        max_length=60,
        blank=True,
        help_text=_("Ví dụ: ADULT,SENIOR"),
    )
    id_required = models.BooleanField(_("mang theo giấy tờ"), default=False)

    class Meta:
        verbose_name = _("loại khách")
        verbose_name_plural = _("loại khách")
        ordering = ["-min_age", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["option", "unit_type"], name="one_unit_per_type"
            ),
            models.CheckConstraint(
                condition=models.Q(min_age__lte=models.F("max_age")),
                name="unit_ages_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def companions(self) -> list[str]:
        """Types of which at least one must come along; empty: may come alone."""
        return [code for code in self.accompanied_by.split(",") if code]


class GroupPrice(models.Model):
    """What a party of up to so many people pays, where the party pays once."""

    option = models.ForeignKey(Option, models.CASCADE, related_name="group_prices")
    up_to = models.PositiveSmallIntegerField(_("đến mấy người"))
    price = models.PositiveBigIntegerField(_("giá cả đoàn"), help_text=_("Đồng"))

    class Meta:
        verbose_name = _("giá cả đoàn")
        verbose_name_plural = _("giá cả đoàn")
        ordering = ["option", "up_to"]
        constraints = [
            models.UniqueConstraint(
                fields=["option", "up_to"], name="one_group_price_per_size"
            )
        ]

    def __str__(self) -> str:
        return f"{self.option} ≤ {self.up_to}: {self.price}"


class QuestionKind(models.TextChoices):
    DIET = "diet", _("Ăn uống")
    ALLERGY = "allergy", _("Dị ứng")
    HOTEL = "hotel", _("Nơi đang ở")
    OTHER = "other", _("Khác")


class Question(NormalisedModel):
    """Something the host must know before guests come; ask little (Law 91/2025 on personal data)."""

    option = models.ForeignKey(Option, models.CASCADE, related_name="questions")
    kind = models.CharField(
        _("về"), max_length=7, choices=QuestionKind, default=QuestionKind.OTHER
    )
    text = models.CharField(_("câu hỏi"), max_length=200)
    is_required = models.BooleanField(_("phải trả lời"), default=False)
    sort_order = models.PositiveSmallIntegerField(_("thứ tự"), default=0)

    class Meta:
        verbose_name = _("câu hỏi cho khách")
        verbose_name_plural = _("câu hỏi cho khách")
        ordering = ["sort_order", "pk"]

    def __str__(self) -> str:
        return self.text
