"""A month of one maker, closed: the sums as they were told to him."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from producers.models import Producer


class Statement(models.Model):
    """What a maker was told about a month, in đồng; nothing is booked into it any more."""

    producer = models.ForeignKey(
        Producer,
        models.PROTECT,
        related_name="statements",
        verbose_name=_("nhà sản xuất"),
    )
    month = models.DateField(_("tháng"), help_text=_("Ngày đầu tháng."))
    opening = models.BigIntegerField(_("đầu kỳ còn"))
    earned = models.BigIntegerField(_("được hưởng"))
    received = models.BigIntegerField(_("đã về tay"))
    closing = models.BigIntegerField(_("cuối kỳ còn"))
    closed_at = models.DateTimeField(_("chốt lúc"), default=timezone.now)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("người chốt"),
    )

    class Meta:
        verbose_name = _("bảng kê tháng")
        verbose_name_plural = _("bảng kê tháng")
        ordering = ["-month", "producer"]
        constraints = [
            models.UniqueConstraint(
                fields=["producer", "month"], name="one_statement_a_month"
            ),
            models.CheckConstraint(
                condition=Q(closing=F("opening") + F("earned") - F("received")),
                name="statement_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.producer} {self.month:%m/%Y}"


def is_closed(producers: set[int], day: date) -> bool:
    """Whether the month of a day is closed for one of these makers."""
    return Statement.objects.filter(
        producer__in=producers, month__gte=day.replace(day=1)
    ).exists()
