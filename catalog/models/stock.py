"""Why a stock changed."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.undoing import WITHIN


class MovementReason(models.TextChoices):
    OPENING = "opening", _("Số ban đầu")
    COUNTED = "counted", _("Sửa số còn lại")
    RESERVED = "reserved", _("Khách đặt")
    RELEASED = "released", _("Đơn huỷ hoặc hết hạn")
    RETURNED = "returned", _("Khách trả lại")
    UNDONE = "undone", _("Bấm nhầm, lấy lại")


class StockMovementQuerySet(models.QuerySet["StockMovement"]):
    def just_counted(self, packs: Iterable[Any], by: Any) -> "list[StockMovement]":
        """What `by` counted a moment ago and can still take back, oldest first."""
        lately = self.filter(variant__in=packs, by=by, at__gte=timezone.now() - WITHIN)
        found: dict[str, StockMovement] = {}
        for movement in lately.order_by("pk"):
            if movement.reason == MovementReason.COUNTED:
                found[str(movement.pk)] = movement
            elif movement.reason == MovementReason.UNDONE:
                found.pop(movement.reference, None)
        return list(found.values())


class StockMovement(models.Model):
    """Why a stock changed; rows are added, never changed, and sum to the stock."""

    variant = models.ForeignKey(
        "catalog.Variant", models.PROTECT, related_name="movements"
    )
    delta = models.IntegerField(_("thay đổi"))
    reason = models.CharField(_("lý do"), max_length=10, choices=MovementReason)
    reference = models.CharField(_("mã đơn"), max_length=40, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(_("lúc"), default=timezone.now)

    objects = StockMovementQuerySet.as_manager()

    class Meta:
        verbose_name = _("biến động tồn")
        verbose_name_plural = _("biến động tồn")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reference"],
                condition=Q(reason=MovementReason.UNDONE),
                name="a_count_is_undone_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.variant.sku} {self.delta:+d}"
