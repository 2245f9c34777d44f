"""Money given back: a document of its own, with lines, two signatures and a history."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vietnam.dong import format_vnd

from .payment import IllegalMove, Payment


class RefundMethod(models.TextChoices):
    CARD = "card", _("Về thẻ")
    BANK = "bank", _("Chuyển khoản")
    CASH = "cash", _("Tiền mặt")
    REPLACEMENT = "replacement", _("Đổi hàng khác, không hoàn tiền")


class RefundKind(models.TextChoices):
    """What is given back: goods of a line, the delivery fee, or a gesture of good will."""

    LINE = "line", _("Món hàng")
    DELIVERY = "delivery", _("Phí giao")
    GOODWILL = "goodwill", _("Bù thêm cho khách")
    CREDIT = "credit", _("Tiền không mua được gì")


class RefundSource(models.TextChoices):
    OURS = "ours", _("Lập tại đây")
    DASHBOARD = "dashboard", _("Lập ở trang của cổng thanh toán")


class RefundState(models.TextChoices):
    REQUESTED = "requested", _("Chờ duyệt")
    APPROVED = "approved", _("Đã duyệt")
    SENT = "sent", _("Đang chuyển")
    DONE = "done", _("Đã hoàn")
    FAILED = "failed", _("Không hoàn được")
    REJECTED = "rejected", _("Không duyệt")
    REVIEW = "review", _("Cần người xem xét")


REFUND_MOVES = {
    RefundState.REQUESTED: {RefundState.APPROVED, RefundState.REJECTED},
    RefundState.APPROVED: {RefundState.SENT, RefundState.DONE, RefundState.FAILED},
    RefundState.SENT: {RefundState.DONE, RefundState.FAILED},
    # A bank may send a card refund back days after the gateway called it done.
    RefundState.DONE: {RefundState.FAILED},
    RefundState.FAILED: set(),
    RefundState.REJECTED: set(),
    # Made in the gateway's dashboard: the money has left, a person says what for.
    RefundState.REVIEW: {RefundState.DONE, RefundState.FAILED},
}
UNDECIDED = [RefundState.REQUESTED, RefundState.REJECTED]


class RefundQuerySet(models.QuerySet["Refund"]):
    def locked(self) -> Self:
        return self.select_for_update(of=("self",)).order_by("pk")

    def unfinished(self) -> Self:
        waiting = [RefundState.REQUESTED, RefundState.APPROVED, RefundState.SENT]
        return self.filter(state__in=waiting)


class Refund(models.Model):
    """`amount` đồng of a payment given back; its items say what for."""

    code = models.CharField(_("mã phiếu"), max_length=20, unique=True)
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="refunds")
    method = models.CharField(_("cách hoàn"), max_length=11, choices=RefundMethod)
    source = models.CharField(
        _("nguồn"), max_length=9, choices=RefundSource, default=RefundSource.OURS
    )
    amount = models.PositiveBigIntegerField(_("số tiền"), help_text=_("Đồng"))
    reason = models.CharField(_("lý do"), max_length=255)
    state = models.CharField(
        _("trạng thái"),
        max_length=9,
        choices=RefundState,
        default=RefundState.REQUESTED,
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người lập"),
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người duyệt"),
    )
    external_id = models.CharField(max_length=120, unique=True, null=True, blank=True)
    idempotency_key = models.CharField(
        max_length=80, unique=True, null=True, blank=True
    )
    error = models.CharField(_("vì sao không được"), max_length=255, blank=True)
    requested_at = models.DateTimeField(_("lập lúc"), default=timezone.now)
    done_at = models.DateTimeField(_("hoàn lúc"), null=True, blank=True)
    announced_at = models.DateTimeField(
        null=True, blank=True, help_text="When every receiver of its news had run."
    )

    objects = RefundQuerySet.as_manager()

    class Meta:
        verbose_name = _("phiếu hoàn tiền")
        verbose_name_plural = _("phiếu hoàn tiền")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_positive"),
            models.CheckConstraint(
                condition=Q(requested_by=None)
                | Q(approved_by=None)
                | ~Q(requested_by=F("approved_by")),
                name="refund_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNDECIDED)
                | Q(source=RefundSource.DASHBOARD)
                | Q(approved_by__isnull=False),
                name="refund_needs_approval",
            ),
        ]

    def __str__(self) -> str:
        return (
            f"{self.code} · {format_vnd(self.amount)} · {RefundState(self.state).label}"
        )

    @property
    def moves_money(self) -> bool:
        """Replaced goods are worth something, but no đồng goes back."""
        return self.method != RefundMethod.REPLACEMENT

    def can_move_to(self, state: RefundState) -> bool:
        return state in REFUND_MOVES[RefundState(self.state)]

    def move_to(self, state: RefundState, *, by: Any, note: str = "") -> None:
        """Take a declared move of a locked row and write it down; raises IllegalMove.

        The caller saves the row.
        """
        if not self.can_move_to(state):
            raise IllegalMove(f"{self.code}: {self.state} → {state}")
        self.state = state
        RefundEvent.objects.create(refund=self, state=state, by=by, note=note[:255])


class RefundItem(models.Model):
    """A part of a refund: which line, fee or gesture, and how many đồng of it."""

    refund = models.ForeignKey(Refund, models.CASCADE, related_name="items")
    kind = models.CharField(_("loại"), max_length=8, choices=RefundKind)
    reference = models.CharField(
        max_length=60, help_text="Code of the order line, producer order or booking."
    )
    quantity = models.PositiveIntegerField(null=True, blank=True)
    amount = models.PositiveBigIntegerField(_("số tiền"), help_text=_("Đồng"))

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="refund_item_positive"
            )
        ]

    def __str__(self) -> str:
        return (
            f"{RefundKind(self.kind).label} {self.reference}: {format_vnd(self.amount)}"
        )


class RefundEvent(models.Model):
    """One dated fact in the life of a refund; added, never changed."""

    refund = models.ForeignKey(Refund, models.CASCADE, related_name="events")
    state = models.CharField(max_length=9, choices=RefundState)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    note = models.CharField(max_length=255, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        at = timezone.localtime(self.at)
        return f"{at:%d/%m/%Y %H:%M} {RefundState(self.state).label}"
