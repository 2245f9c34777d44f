"""Rules with a date: how long goods may be returned."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class GoodsKind(models.TextChoices):
    FRESH = "fresh", _("Hàng tươi sống")
    OTHER = "other", _("Hàng khác")


class ReturnTermQuerySet(models.QuerySet["ReturnTerm"]):
    def window(self, kind: str, day: date) -> timedelta | None:
        """How long goods of this kind, bought on `day`, may be returned; None without a rule."""
        term = (
            self.filter(Q(effective_to=None) | Q(effective_to__gte=day))
            .filter(kind=kind, effective_from__lte=day)
            .order_by("-effective_from")
            .first()
        )
        return timedelta(hours=term.hours) if term else None


class ReturnTerm(models.Model):
    """From delivery until when a buyer may ask to return; picked by the day of purchase."""

    kind = models.CharField(_("loại hàng"), max_length=5, choices=GoodsKind)
    hours = models.PositiveIntegerField(_("thời hạn (giờ)"))
    effective_from = models.DateField(_("áp dụng từ"))
    effective_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    legal_basis = models.CharField(_("căn cứ"), max_length=255)

    objects = ReturnTermQuerySet.as_manager()

    class Meta:
        verbose_name = _("thời hạn trả hàng")
        verbose_name_plural = _("thời hạn trả hàng")
        ordering = ["kind", "-effective_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(hours__gte=1), name="return_term_at_least_an_hour"
            ),
            models.UniqueConstraint(
                fields=["kind", "effective_from"], name="one_return_term_per_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.hours} h"


class NudgeKind(models.TextChoices):
    REMIND = "remind", _("Nhắc người bán")
    CALL = "call", _("Gọi người trợ giúp")


class SilenceRule(models.Model):
    """What is done when a maker has not answered an order for so many hours."""

    kind = models.CharField(_("việc làm"), max_length=6, choices=NudgeKind)
    after_hours = models.PositiveSmallIntegerField(_("sau bao nhiêu giờ"))
    effective_from = models.DateField(_("áp dụng từ"))
    effective_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    basis = models.CharField(_("căn cứ"), max_length=255)

    class Meta:
        verbose_name = _("khi người bán im lặng")
        verbose_name_plural = _("khi người bán im lặng")
        ordering = ["after_hours", "-effective_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(after_hours__gte=1), name="silence_at_least_an_hour"
            )
        ]

    def __str__(self) -> str:
        return f"{self.after_hours} h: {self.kind}"


class Nudge(models.Model):
    """That a rule was followed for an order, once."""

    part = models.ForeignKey(
        "orders.ProducerOrder", models.PROTECT, related_name="nudges"
    )
    rule = models.ForeignKey(SilenceRule, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["part", "rule"], name="one_nudge_per_rule")
        ]

    def __str__(self) -> str:
        return f"{self.part_id} {self.rule_id}"
