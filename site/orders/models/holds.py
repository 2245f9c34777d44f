"""An order stopped by the operator, for a reason and until a day."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .order import ProducerOrder


class HoldQuerySet(models.QuerySet["Hold"]):
    def in_force(self) -> Self:
        """Not lifted, and not yet over: a hold ends by itself."""
        return self.filter(lifted_at=None, until__gte=timezone.localdate())


class Hold(models.Model):
    """While it lasts the maker does not pack or hand over; never without reason and end."""

    part = models.ForeignKey(
        ProducerOrder, models.PROTECT, related_name="holds", verbose_name=_("đơn")
    )
    reason = models.CharField(_("vì sao"), max_length=200)
    since = models.DateField(_("từ ngày"), default=timezone.localdate)
    until = models.DateField(_("đến hết ngày"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    lifted_at = models.DateTimeField(_("bỏ lúc"), null=True, blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("đơn bị giữ lại")
        verbose_name_plural = _("đơn bị giữ lại")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="hold_has_a_reason"),
            models.CheckConstraint(
                condition=Q(until__gte=F("since")), name="hold_has_an_end"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part_id} → {self.until}"
