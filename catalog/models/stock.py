"""Why a stock changed."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class MovementReason(models.TextChoices):
    OPENING = "opening", _("Số ban đầu")
    COUNTED = "counted", _("Sửa số còn lại")
    RESERVED = "reserved", _("Khách đặt")
    RELEASED = "released", _("Đơn huỷ hoặc hết hạn")
    RETURNED = "returned", _("Khách trả lại")


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

    class Meta:
        verbose_name = _("biến động tồn")
        verbose_name_plural = _("biến động tồn")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.variant.sku} {self.delta:+d}"
