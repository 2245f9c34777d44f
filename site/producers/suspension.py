"""When a maker may not sell for a while, why, and who said so."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

NOTICE = timedelta(days=5)
"""At least so long before a suspension that no authority ordered (Law 122/2025)."""


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    def open(self) -> Self:
        return self.filter(lifted_at=None)


class Suspension(models.Model):
    """Told at `told_at`, in force from `effective_at` by itself, until lifted."""

    wagtail_reference_index_ignore = True

    producer = models.ForeignKey(
        "producers.Producer", models.PROTECT, related_name="suspensions"
    )
    reason = models.CharField(_("lý do"), max_length=300)
    is_emergency = models.BooleanField(_("khẩn cấp"), default=False)
    told_at = models.DateTimeField(_("báo lúc"), default=timezone.now)
    effective_at = models.DateTimeField(_("có hiệu lực từ"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    lifted_at = models.DateTimeField(_("bỏ lúc"), null=True, blank=True)

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("lần tạm ngừng")
        verbose_name_plural = _("lần tạm ngừng")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["producer"],
                condition=Q(lifted_at=None),
                name="one_open_suspension_each",
            ),
            models.CheckConstraint(
                condition=Q(is_emergency=True)
                | Q(effective_at__gte=F("told_at") + NOTICE),
                name="suspension_after_five_days",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="suspension_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.producer}: {self.reason}"
