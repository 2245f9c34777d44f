"""Transfers that arrived on a bank account, as the bank told them, and what became of each."""

from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vietnam.dong import format_vnd

from .event import GatewayEvent
from .payment import Payment


class Source(models.TextChoices):
    SEPAY = "sepay", "SePay"
    PAYOS = "payos", "payOS"
    CASSO = "casso", "Casso"
    STATEMENT = "statement", _("Sao kê")


class BankState(models.TextChoices):
    UNMATCHED = "unmatched", _("Chưa rõ của đơn nào")
    MATCHED = "matched", _("Đã khớp")
    SHORT = "short", _("Thiếu tiền")
    OVER = "over", _("Thừa tiền")
    LATE = "late", _("Đến sau khi hết hạn")
    DUPLICATE = "duplicate", _("Chuyển lần thứ hai")
    FOREIGN = "foreign", _("Không phải tiền hàng")
    BY_HAND = "settled_by_hand", _("Người xếp vào")


WAITING = [
    BankState.UNMATCHED,
    BankState.SHORT,
    BankState.OVER,
    BankState.LATE,
    BankState.DUPLICATE,
]
COUNTED = [BankState.MATCHED, BankState.BY_HAND]


class BankTransactionQuerySet(models.QuerySet["BankTransaction"]):
    def locked(self) -> Self:
        return self.select_for_update(of=("self",)).order_by("pk")

    def waiting(self) -> Self:
        """What a person has to look at: unclear money, and money to be sent back."""
        back = Q(return_due__gt=0, returned_at=None)
        return self.filter(Q(state__in=WAITING, return_due=0) | back)

    def that_may_pay(self, payment: Payment) -> Self:
        """Unclear money that fits a payment, or named it with another amount.

        A day's grace: some banks tell the day of a transfer, not the hour.
        """
        account = Q(account=payment.bank_account) | Q(sub_account=payment.bank_account)
        fits = Q(
            amount=payment.amount,
            state=BankState.UNMATCHED,
            at__gte=payment.created_at - timedelta(days=1),
        )
        named = Q(payment=payment, state__in=[BankState.SHORT, BankState.OVER])
        return self.filter(account & fits | named)


class BankTransaction(models.Model):
    """`amount` đồng that came in on `account`; unique by who told us and the bank's own reference."""

    source = models.CharField(_("nguồn"), max_length=9, choices=Source)
    account = models.CharField(_("số tài khoản"), max_length=30)
    sub_account = models.CharField(_("tài khoản ảo"), max_length=40, blank=True)
    reference = models.CharField(_("số tham chiếu"), max_length=120)
    amount = models.PositiveBigIntegerField(_("số tiền"), help_text=_("Đồng"))
    content = models.CharField(_("nội dung"), max_length=500, blank=True)
    counterparty = models.CharField(_("người chuyển"), max_length=200, blank=True)
    at = models.DateTimeField(_("ngân hàng ghi lúc"))
    received_at = models.DateTimeField(_("biết lúc"), default=timezone.now)
    event = models.ForeignKey(
        GatewayEvent, models.PROTECT, null=True, blank=True, related_name="transfers"
    )
    state = models.CharField(
        _("trạng thái"), max_length=15, choices=BankState, default=BankState.UNMATCHED
    )
    payment = models.ForeignKey(
        Payment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="transfers",
        verbose_name=_("khoản thanh toán"),
    )
    note = models.CharField(_("ghi chú"), max_length=255, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người xử lý"),
    )
    decided_at = models.DateTimeField(_("xử lý lúc"), null=True, blank=True)
    return_due = models.PositiveBigIntegerField(
        _("cần trả lại"), default=0, help_text=_("Đồng")
    )
    return_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người đề nghị trả lại"),
    )
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người trả lại"),
    )
    returned_at = models.DateTimeField(_("trả lại lúc"), null=True, blank=True)

    objects = BankTransactionQuerySet.as_manager()

    class Meta:
        verbose_name = _("tiền vào tài khoản")
        verbose_name_plural = _("tiền vào tài khoản")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "account", "reference"], name="one_transfer_each"
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="transfer_is_positive"
            ),
            models.CheckConstraint(
                condition=Q(return_due__lte=F("amount")), name="return_within_transfer"
            ),
            models.CheckConstraint(
                condition=Q(returned_by=None) | ~Q(returned_by=F("return_asked_by")),
                name="return_four_eyes",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=COUNTED) | Q(payment__isnull=False),
                name="counted_transfer_has_payment",
            ),
        ]
        indexes = [models.Index(fields=["account", "amount"])]

    def __str__(self) -> str:
        return f"{self.reference} · {format_vnd(self.amount)} · {BankState(self.state).label}"

    @property
    def accounts(self) -> set[str]:
        """Every number this money may have been sent to."""
        return {self.account, self.sub_account} - {""}

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING

    @property
    def fitting(self) -> str:
        """Codes of unpaid payments into this account for exactly this amount, for the eye."""
        unpaid = Payment.objects.unpaid().filter(
            bank_account__in=self.accounts, amount=self.amount
        )
        return ", ".join(f"{p.code} ({p.reference})" for p in unpaid[:5])

    def decide(self, state: BankState, *, by: Any, note: str = "") -> None:
        """A person settles it; the caller holds the lock and saves."""
        self.state, self.note = state, note.strip()[:255] or self.note
        self.decided_by, self.decided_at = by, timezone.now()
