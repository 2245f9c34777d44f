"""How much cash on delivery is offered to whom: rules with a date, about orders, never about people."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CodRuleQuerySet(models.QuerySet["CodRule"]):
    def applying(self, completed: int, day: date) -> "CodRule | None":
        """The rule for a phone with so many completed orders; None: no limit at all."""
        valid = self.filter(Q(effective_to=None) | Q(effective_to__gte=day))
        valid = valid.filter(effective_from__lte=day, completed_from__lte=completed)
        return valid.order_by("-completed_from", "-effective_from").first()


class CodRule(models.Model):
    """From so many completed orders of a phone on, one parcel may be paid in cash up to `most` đồng."""

    completed_from = models.PositiveSmallIntegerField(_("từ số đơn đã nhận"))
    most = models.PositiveBigIntegerField(
        _("trả khi nhận nhiều nhất"), help_text=_("Đồng, cho một kiện")
    )
    fresh_most = models.PositiveBigIntegerField(
        _("với hàng tươi, nhiều nhất"),
        help_text=_(
            "Đồng. Hơn số này thì xin khách trả trước: hàng tươi không bán lại được."
        ),
    )
    call_above = models.PositiveBigIntegerField(
        _("gọi xác nhận từ trên"),
        help_text=_("Đồng. Người bán được nhắc gọi khách trước khi đóng gói."),
    )
    effective_from = models.DateField(_("áp dụng từ"))
    effective_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    basis = models.CharField(_("căn cứ"), max_length=200)

    objects = CodRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("mức trả tiền khi nhận")
        verbose_name_plural = _("mức trả tiền khi nhận")
        ordering = ["completed_from", "-effective_from"]

    def __str__(self) -> str:
        return f"≥ {self.completed_from}: {self.most}"
