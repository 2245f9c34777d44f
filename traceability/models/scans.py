"""That codes are looked at, when that is unusual, and what people say."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import NormalisedModel

from .labels import LabelKind
from .lots import Lot


class ScanCount(models.Model):
    """How often a code was looked at in one hour; nothing about who looked.

    `province` is empty, or what a visitor chose to tell (a row of its own, beside the count).
    The code may be one that nobody printed: that is how copies with invented codes are noticed.
    What is older than SCAN_DETAIL_DAYS is one row at its first hour (`traceability.forgetting`).
    """

    code = models.CharField(_("mã"), max_length=32)
    hour = models.DateTimeField(_("trong giờ"), db_index=True)
    province = models.CharField(_("tỉnh, thành"), max_length=2, blank=True, default="")
    count = models.PositiveIntegerField(_("số lần"), default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code", "hour", "province"], name="one_count_per_hour"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.hour:%F %H} h: {self.count}"


class Measure(models.TextChoices):
    SCANS = "scans", _("số lần quét")
    PLACES = "places", _("số tỉnh khách cho biết")


class ScanRuleQuerySet(models.QuerySet["ScanRule"]):
    def in_force(self, on: date) -> Self:
        return self.filter(
            Q(effective_to=None) | Q(effective_to__gte=on), effective_from__lte=on
        )


class ScanRule(models.Model):
    """When scans of a code count as unusual; a dated row, so that the rule can be told.

    A code shared by a whole lot is scanned once per pack, so there the limit is per 100 packs.
    """

    measure = models.CharField(
        _("đếm gì"), max_length=6, choices=Measure, default=Measure.SCANS
    )
    kind = models.CharField(
        _("với loại tem"), max_length=4, choices=LabelKind, default=LabelKind.UNIT
    )
    scans = models.PositiveIntegerField(
        _("từ bao nhiêu"),
        help_text=_("Với tem chung cả lô: tính cho mỗi 100 gói của lô."),
    )
    hours = models.PositiveIntegerField(_("trong số giờ"))
    effective_from = models.DateField(_("áp dụng từ"))
    effective_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    basis = models.CharField(_("căn cứ"), max_length=200)

    objects = ScanRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("quy tắc quét bất thường")
        verbose_name_plural = _("quy tắc quét bất thường")
        constraints = [
            models.CheckConstraint(
                condition=Q(scans__gte=1, hours__gte=1), name="scan_rule_has_a_limit"
            )
        ]

    def __str__(self) -> str:
        return f"{self.scans} / {self.hours} h"


class FakeReport(NormalisedModel):
    """Somebody thinks a pack is not what it says."""

    code = models.CharField(_("mã đã quét"), max_length=64)
    text = models.TextField(_("điều bạn thấy"), max_length=2000)
    bought_at = models.CharField(_("mua ở đâu"), max_length=200, blank=True)
    contact = models.CharField(_("liên hệ (nếu muốn)"), max_length=120, blank=True)
    reported_at = models.DateTimeField(default=timezone.now)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    handled_at = models.DateTimeField(_("xử lý lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("báo hàng giả")
        verbose_name_plural = _("báo hàng giả")
        ordering = ["-reported_at"]

    def __str__(self) -> str:
        return f"{self.code} {self.reported_at:%d/%m/%Y}"


class Thanks(NormalisedModel):
    """A tap of thanks to the maker of a lot, perhaps with one sentence; from nobody in particular."""

    lot = models.ForeignKey(Lot, models.PROTECT, related_name="thanks")
    text = models.CharField(_("lời cảm ơn"), max_length=140, blank=True)
    on = models.DateField(_("ngày"), default=timezone.localdate)
    hidden_at = models.DateTimeField(_("ẩn lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("lời cảm ơn")
        verbose_name_plural = _("lời cảm ơn")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.text or f"{self.lot} {self.on:%d/%m/%Y}"
