"""What a maker asks for, as dated rows: the smallest order, gift wrapping, days to get ready."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from producers.models import Producer


class SellingTermsQuerySet(models.QuerySet["SellingTerms"]):
    def in_force(self, on: date) -> Self:
        """Rows valid on a day; of several for one maker the last that began counts."""
        return self.filter(
            Q(effective_to=None) | Q(effective_to__gte=on), effective_from__lte=on
        ).order_by("effective_from", "pk")


class SellingTerms(models.Model):
    """One maker's terms for a time; a change is a new row, so that old orders stay explained."""

    producer = models.ForeignKey(
        Producer,
        models.CASCADE,
        related_name="terms",
        verbose_name=_("nhà sản xuất"),
    )
    minimum_order = models.PositiveBigIntegerField(
        _("đơn tối thiểu"), default=0, help_text=_("Đồng, chưa tính phí giao")
    )
    wrap_fee = models.PositiveBigIntegerField(
        _("phí gói quà"),
        null=True,
        blank=True,
        help_text=_("Đồng cho một đơn. Để trống: không nhận gói quà."),
    )
    preparation_days = models.PositiveSmallIntegerField(
        _("số ngày chuẩn bị"),
        default=1,
        help_text=_("Từ lúc khách đặt đến lúc hàng sẵn sàng"),
    )
    effective_from = models.DateField(_("áp dụng từ"))
    effective_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    basis = models.CharField(_("căn cứ"), max_length=200, blank=True)

    objects = SellingTermsQuerySet.as_manager()

    class Meta:
        verbose_name = _("điều kiện bán")
        verbose_name_plural = _("điều kiện bán")
        ordering = ["producer", "-effective_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(effective_to=None)
                | Q(effective_to__gte=F("effective_from")),
                name="terms_end_after_they_begin",
            )
        ]

    def __str__(self) -> str:
        return f"{self.producer} {self.effective_from}"
