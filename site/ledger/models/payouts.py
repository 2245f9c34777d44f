"""Paying makers out: batches two people answer for, holds with a reason and an end."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import NormalisedModel
from payments.models import Dispute
from producers.models import Producer
from vietnam.dong import Dong


class BatchState(models.TextChoices):
    DRAFT = "draft", _("Nháp")
    APPROVED = "approved", _("Đã duyệt")
    EXPORTED = "exported", _("Đã xuất tệp")
    SENT = "sent", _("Đã gửi ngân hàng")
    CLOSED = "closed", _("Đã xong")
    CANCELLED = "cancelled", _("Đã huỷ")


BATCH_MOVES = {
    BatchState.DRAFT: {BatchState.APPROVED, BatchState.CANCELLED},
    BatchState.APPROVED: {BatchState.EXPORTED, BatchState.CANCELLED},
    BatchState.EXPORTED: {BatchState.SENT},
    BatchState.SENT: {BatchState.CLOSED},
    BatchState.CLOSED: set(),
    BatchState.CANCELLED: set(),
}
UNDECIDED = [BatchState.DRAFT, BatchState.CANCELLED]


class IllegalBatchMove(Exception):
    """A state may not follow another; names both."""


def _person(name: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=name,
    )


class PayoutBatch(models.Model):
    """Transfers that go to the bank together; whoever makes it does not approve it."""

    code = models.CharField(_("mã đợt"), max_length=20, unique=True)
    state = models.CharField(
        _("trạng thái"), max_length=9, choices=BatchState, default=BatchState.DRAFT
    )
    made_by = _person(_("người lập"))
    made_at = models.DateTimeField(_("lập lúc"), default=timezone.now)
    approved_by = _person(_("người duyệt"))
    approved_at = models.DateTimeField(_("duyệt lúc"), null=True)
    file_sha256 = models.CharField(_("dấu của tệp"), max_length=64, blank=True)
    sent_at = models.DateTimeField(_("gửi lúc"), null=True)
    closed_at = models.DateTimeField(_("xong lúc"), null=True)

    class Meta:
        verbose_name = _("đợt chi trả")
        verbose_name_plural = _("đợt chi trả")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("made_by")),
                name="payout_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNDECIDED) | Q(approved_by__isnull=False),
                name="payout_needs_approval",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[*UNDECIDED, BatchState.APPROVED])
                | ~Q(file_sha256=""),
                name="payout_file_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def total(self) -> Dong:
        return sum(line.amount for line in self.lines.all())

    def move_to(self, state: BatchState) -> None:
        """Take a declared move of a locked row; raises IllegalBatchMove. The caller saves."""
        if state not in BATCH_MOVES[BatchState(self.state)]:
            raise IllegalBatchMove(f"{self.code}: {self.state} → {state}")
        self.state = state


class LineState(models.TextChoices):
    OPEN = "open", _("Chờ chuyển")
    PAID = "paid", _("Đã chuyển")
    RETURNED = "returned", _("Ngân hàng trả lại")
    DROPPED = "dropped", _("Đã bỏ")


class PayoutLine(models.Model):
    """What one maker gets; while it is open his balance is claimed and in no other batch."""

    batch = models.ForeignKey(PayoutBatch, models.PROTECT, related_name="lines")
    producer = models.ForeignKey(
        Producer,
        models.PROTECT,
        related_name="payouts",
        verbose_name=_("nhà sản xuất"),
    )
    amount = models.PositiveBigIntegerField(_("số tiền"), help_text=_("Đồng"))
    bank_bin = models.CharField(_("mã BIN ngân hàng"), max_length=6)
    bank_account = models.CharField(_("số tài khoản"), max_length=19)
    bank_holder = models.CharField(_("chủ tài khoản"), max_length=80)
    state = models.CharField(
        _("trạng thái"), max_length=8, choices=LineState, default=LineState.OPEN
    )
    note = models.CharField(_("ghi chú"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("khoản chi trả")
        verbose_name_plural = _("khoản chi trả")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["producer"],
                condition=Q(state="open"),
                name="one_open_payout_per_maker",
            ),
            models.UniqueConstraint(
                fields=["batch", "producer"], name="once_in_a_batch"
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="payout_is_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.producer} {self.amount}"


class HoldQuerySet(models.QuerySet["Hold"]):
    def in_force(self, on: date) -> Self:
        return self.filter(since__lte=on, until__gte=on, released_at=None)


class Hold(NormalisedModel):
    """Money of a maker that is not paid out for now: always with a reason and an end date."""

    producer = models.ForeignKey(
        Producer,
        models.PROTECT,
        related_name="holds",
        verbose_name=_("nhà sản xuất"),
    )
    amount = models.PositiveBigIntegerField(
        _("số tiền giữ"),
        null=True,
        blank=True,
        help_text=_("Để trống: giữ tất cả."),
    )
    reason = models.CharField(
        _("lý do"), max_length=255, help_text=_("Nhà sản xuất đọc được câu này.")
    )
    since = models.DateField(_("từ ngày"))
    until = models.DateField(_("đến hết ngày"))
    released_at = models.DateTimeField(_("thôi giữ lúc"), null=True, blank=True)
    dispute = models.ForeignKey(
        Dispute,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="holds",
        verbose_name=_("vì khiếu nại qua thẻ"),
    )

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("khoản tạm giữ")
        verbose_name_plural = _("khoản tạm giữ")
        ordering = ["-until"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""), name="payout_hold_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(until__gte=F("since")), name="payout_hold_has_an_end"
            ),
            models.UniqueConstraint(
                fields=["dispute", "producer"], name="one_hold_per_dispute_and_maker"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.producer}: {self.reason}"
