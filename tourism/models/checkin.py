"""Every attempt to let somebody in, also those that failed."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from producers.models import Producer

from .booking import Booking, UnitItem


class Result(models.TextChoices):
    ADMITTED = "admitted", _("Mời vào")
    ALREADY = "already", _("Vé này đã vào rồi")
    UNKNOWN = "unknown", _("Không có vé này")
    OTHER_HOST = "other_host", _("Vé của nơi khác")
    WRONG_DAY = "wrong_day", _("Vé của ngày khác")
    UNPAID = "unpaid", _("Chưa trả tiền")
    PENDING = "pending", _("Chưa được đồng ý")
    CANCELLED = "cancelled", _("Vé đã huỷ")
    EXPIRED = "expired", _("Hết hạn giữ chỗ")


class Redemption(models.Model):
    """One scan or tap; `nonce` makes a repeated sending of the same scan harmless."""

    host = models.ForeignKey(Producer, models.PROTECT, related_name="redemptions")
    booking = models.ForeignKey(
        Booking, models.PROTECT, null=True, related_name="redemptions"
    )
    item = models.ForeignKey(
        UnitItem, models.PROTECT, null=True, related_name="redemptions"
    )
    device = models.CharField(max_length=36)
    nonce = models.CharField(max_length=36)
    result = models.CharField(_("kết quả"), max_length=10, choices=Result)
    is_offline = models.BooleanField(_("quét khi mất mạng"), default=False)
    at = models.DateTimeField(_("lúc"), default=timezone.now)
    received_at = models.DateTimeField(_("máy chủ nhận lúc"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("lượt soát vé")
        verbose_name_plural = _("lượt soát vé")
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["device", "nonce"], name="one_redemption_per_nonce"
            ),
            models.UniqueConstraint(
                fields=["item"],
                condition=models.Q(result="admitted"),
                name="a_ticket_admits_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.booking or '?'} {self.result}"
