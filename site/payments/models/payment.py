"""Attempts to collect money."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vietnam.dong import Dong, format_vnd


class Method(models.TextChoices):
    CARD = "card", _("Thẻ")
    VIETQR = "vietqr", _("Chuyển khoản VietQR")
    COD = "cod", _("Trả tiền khi nhận hàng")
    CASH = "cash", _("Trả tiền mặt tại làng")


class Holder(models.TextChoices):
    """Whose hands the money is in: fees, refunds and withholding follow from it."""

    PRODUCER = "producer", _("Nhà sản xuất")
    CARRIER = "carrier", _("Đơn vị giao hàng")
    GATEWAY = "gateway", _("Cổng thanh toán")
    PLATFORM = "platform", _("Đơn vị vận hành")


HOLDER_OF = {
    Method.CARD: Holder.GATEWAY,
    Method.VIETQR: Holder.PRODUCER,
    Method.COD: Holder.CARRIER,
    Method.CASH: Holder.PRODUCER,
}


class Status(models.TextChoices):
    PENDING = "pending", _("Chờ trả tiền")
    PROCESSING = "processing", _("Đang xử lý")
    PAID = "paid", _("Đã trả")
    FAILED = "failed", _("Không thành công")
    EXPIRED = "expired", _("Hết hạn")
    CANCELLED = "cancelled", _("Đã huỷ")
    REVIEW = "review", _("Cần người xem xét")
    RETURNING = "returning", _("Không mua được gì, trả lại khách")


MOVES = {
    Status.PENDING: {
        Status.PROCESSING,
        Status.PAID,
        Status.FAILED,
        Status.EXPIRED,
        Status.CANCELLED,
        Status.REVIEW,
    },
    Status.PROCESSING: {Status.PAID, Status.FAILED, Status.REVIEW},
    # Money that arrives after all is looked at by a person, never lost.
    Status.FAILED: {Status.REVIEW},
    Status.EXPIRED: {Status.REVIEW},
    Status.CANCELLED: {Status.REVIEW},
    Status.REVIEW: {
        Status.PAID,
        Status.CANCELLED,
        Status.EXPIRED,
        Status.RETURNING,
    },
    # Money that is there and bought nothing: it only goes back.
    Status.RETURNING: set(),
    Status.PAID: set(),
}


class IllegalMove(Exception):
    """A status may not follow another; names both."""


class PaymentQuerySet(models.QuerySet["Payment"]):
    def for_reference(self, reference: str) -> Self:
        return self.filter(reference=reference)

    def open(self) -> Self:
        return self.filter(status__in=[Status.PENDING, Status.PROCESSING])

    def unpaid(self) -> Self:
        """Open, or looked at by a person: the payee may still say that the money came."""
        return self.filter(
            status__in=[Status.PENDING, Status.PROCESSING, Status.REVIEW]
        )

    def locked(self) -> Self:
        return self.select_for_update().order_by("pk")


class Payment(models.Model):
    """One attempt to collect `amount` đồng for the order, producer order or booking `reference`."""

    code = models.CharField(
        max_length=20, unique=True, help_text=_("Cũng là nội dung chuyển khoản")
    )
    reference = models.CharField(_("trả cho"), max_length=40, db_index=True)
    method = models.CharField(_("cách trả"), max_length=6, choices=Method)
    held_by = models.CharField(_("ai giữ tiền"), max_length=8, choices=Holder)
    amount = models.PositiveBigIntegerField(_("số tiền"), help_text=_("Đồng"))
    currency = models.CharField(max_length=3, default="VND")
    status = models.CharField(
        _("trạng thái"), max_length=10, choices=Status, default=Status.PENDING
    )
    attempt = models.PositiveSmallIntegerField(default=1)
    payee = models.CharField(_("người nhận"), max_length=120, blank=True)
    bank_bin = models.CharField(max_length=6, blank=True)
    bank_account = models.CharField(_("số tài khoản"), max_length=19, blank=True)
    session_id = models.CharField(max_length=120, unique=True, null=True, blank=True)
    intent_id = models.CharField(max_length=120, unique=True, null=True, blank=True)
    checkout_url = models.URLField(max_length=2000, blank=True)
    return_url = models.URLField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(_("khách báo đã chuyển"), null=True, blank=True)
    paid_at = models.DateTimeField(_("trả lúc"), null=True, blank=True)
    review_reason = models.CharField(max_length=255, blank=True)
    refunded = models.PositiveBigIntegerField(
        _("đã hoàn"), default=0, help_text=_("Đồng đã trả lại khách")
    )
    refund_held = models.PositiveBigIntegerField(
        _("đang hoàn"), default=0, help_text=_("Đồng của các phiếu hoàn chưa xong")
    )
    waived = models.PositiveBigIntegerField(
        _("thiếu mà vẫn nhận"),
        default=0,
        help_text=_("Đồng thiếu của khách mà đơn vị vận hành đã nhận cho đủ"),
    )
    announced_at = models.DateTimeField(
        null=True, blank=True, help_text="When every receiver of its news had run."
    )

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("khoản thanh toán")
        verbose_name_plural = _("khoản thanh toán")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="payment_is_positive"
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=F("refunded") + F("refund_held")),
                name="refunds_within_payment",
            ),
            models.UniqueConstraint(
                fields=["reference", "method", "attempt"],
                name="one_payment_per_attempt",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} · {format_vnd(self.amount)} · {self.outcome}"

    def move_to(self, status: Status) -> None:
        """Take a declared move; raises IllegalMove. The caller holds the row's lock and saves."""
        if status not in MOVES[Status(self.status)]:
            raise IllegalMove(f"{self.code}: {self.status} → {status}")
        self.status = status

    @property
    def is_paid(self) -> bool:
        return self.status == Status.PAID

    @property
    def is_returning(self) -> bool:
        """The money is here, bought nothing, and goes back."""
        return self.status == Status.RETURNING

    @property
    def is_open(self) -> bool:
        return self.status in (Status.PENDING, Status.PROCESSING)

    @property
    def is_alive(self) -> bool:
        """Nobody was told that the money will not come, so what it pays for still stands."""
        in_review = self.status == Status.REVIEW and self.announced_at is None
        return self.is_open or in_review

    @property
    def refundable(self) -> Dong:
        """What may still be promised back, in đồng."""
        is_here = self.is_paid or self.is_returning
        return self.amount - self.refunded - self.refund_held if is_here else 0

    @property
    def outcome(self) -> str | Promise:
        """The status as people read it: money that went back does not read as paid."""
        if not self.refunded:
            return Status(self.status).label
        whole = self.refunded == self.amount
        return _("Đã hoàn tiền") if whole else _("Đã hoàn một phần")
