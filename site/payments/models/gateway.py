"""What the gateway did to its balance for us, and quarrels that cardholders open there."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .payment import Payment
from .refund import Refund


class DisputeStatus(models.TextChoices):
    """Stripe's own words (docs.stripe.com/api/disputes/object)."""

    WARNING_NEEDS_RESPONSE = "warning_needs_response", _("Ngân hàng hỏi, cần trả lời")
    WARNING_UNDER_REVIEW = "warning_under_review", _("Ngân hàng đang xem câu trả lời")
    WARNING_CLOSED = "warning_closed", _("Đã hỏi xong")
    NEEDS_RESPONSE = "needs_response", _("Khách đòi lại tiền, cần trả lời")
    UNDER_REVIEW = "under_review", _("Ngân hàng đang xem xét")
    WON = "won", _("Ta được, tiền trở lại")
    LOST = "lost", _("Ta thua, mất tiền")
    PREVENTED = "prevented", _("Đã ngăn được")


ENDED = [
    DisputeStatus.WARNING_CLOSED,
    DisputeStatus.WON,
    DisputeStatus.LOST,
    DisputeStatus.PREVENTED,
]


class DisputeQuerySet(models.QuerySet["Dispute"]):
    def going_on(self) -> Self:
        """Money of these orders is not to be paid out."""
        return self.exclude(status__in=ENDED)


class Dispute(models.Model):
    """A cardholder asks his bank for `amount` đồng of a payment back."""

    payment = models.ForeignKey(
        Payment,
        models.PROTECT,
        related_name="disputes",
        verbose_name=_("khoản thanh toán"),
    )
    external_id = models.CharField(_("mã"), max_length=120, unique=True)
    amount = models.PositiveBigIntegerField(_("số tiền"), help_text=_("Đồng"))
    currency = models.CharField(max_length=3)
    reason = models.CharField(_("lý do"), max_length=60)
    status = models.CharField(_("trạng thái"), max_length=40, choices=DisputeStatus)
    due_by = models.DateTimeField(_("trả lời trước"), null=True, blank=True)
    opened_at = models.DateTimeField(_("mở lúc"), default=timezone.now)
    closed_at = models.DateTimeField(_("xong lúc"), null=True, blank=True)
    announced_at = models.DateTimeField(
        null=True, blank=True, help_text="When every receiver of its news had run."
    )

    objects = DisputeQuerySet.as_manager()

    class Meta:
        verbose_name = _("khiếu nại qua thẻ")
        verbose_name_plural = _("khiếu nại qua thẻ")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.external_id} · {self.amount:,} {self.currency} · {self.get_status_display()}"

    @property
    def is_going_on(self) -> bool:
        return self.status not in ENDED


class BalanceMovement(models.Model):
    """One line of the gateway's own account with us, in the currency it settles in.

    Amounts are whole smallest units of `currency` (cents of SGD, đồng of VND) and signed: what came
    to us is positive. `exchange_rate` is the gateway's, as text: settled = charged × rate.
    """

    external_id = models.CharField(max_length=120, unique=True)
    kind = models.CharField(_("loại"), max_length=60)
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="movements")
    refund = models.ForeignKey(
        Refund, models.PROTECT, null=True, blank=True, related_name="movements"
    )
    dispute = models.ForeignKey(
        Dispute, models.PROTECT, null=True, blank=True, related_name="movements"
    )
    amount = models.BigIntegerField(_("số tiền"))
    fee = models.BigIntegerField(_("phí cổng"))
    net = models.BigIntegerField(_("còn lại"))
    currency = models.CharField(_("tiền tệ"), max_length=3)
    exchange_rate = models.CharField(_("tỷ giá"), max_length=40, blank=True)
    at = models.DateTimeField(_("lúc"))
    announced_at = models.DateTimeField(
        null=True, blank=True, help_text="When every receiver of its news had run."
    )

    class Meta:
        verbose_name = _("dòng tiền ở cổng thanh toán")
        verbose_name_plural = _("dòng tiền ở cổng thanh toán")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(net=F("amount") - F("fee")), name="movement_adds_up"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.net} {self.currency}"
