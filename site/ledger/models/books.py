"""Double entry in whole đồng. Rows are added, never changed: guards.py makes the database see to it."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import TaxCategory
from ledger.chart import Code
from payments.models import Payment
from producers.models import Producer


class Account(models.Model):
    """One account of the chart; its balance is the sum of its postings, stored nowhere."""

    code = models.CharField(_("mã"), max_length=32, primary_key=True)

    class Meta:
        verbose_name = _("tài khoản sổ cái")
        verbose_name_plural = _("tài khoản sổ cái")
        ordering = ["code"]

    def __str__(self) -> str:
        return str(Code(self.code).label)


class Kind(models.TextChoices):
    SALE = "sale", _("Bán hàng")
    REFUND = "refund", _("Hoàn tiền")
    REMITTANCE = "remittance", _("Đơn vị giao hàng trả tiền thu hộ")
    GATEWAY_FEE = "gateway_fee", _("Phí cổng thanh toán")
    EXCHANGE = "exchange", _("Đổi ngoại tệ")
    DISPUTE = "dispute", _("Khách đòi lại tiền qua thẻ")
    PAYOUT = "payout", _("Chi trả")
    RETURNED = "returned", _("Chi trả bị ngân hàng trả lại")
    DUES = "dues", _("Nhà sản xuất trả phí")
    TAX = "tax", _("Nộp thuế khấu trừ")
    CORRECTION = "correction", _("Sửa sai")


class Entry(models.Model):
    """One thing that happened, told once (`key`). Its postings are written before it.

    The id is made here, not by the database, because the last row written seals the ones before.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(_("khoá"), max_length=80, unique=True)
    kind = models.CharField(_("loại"), max_length=12, choices=Kind)
    memo = models.CharField(_("diễn giải"), max_length=200)
    at = models.DateTimeField(_("ngày hạch toán"), db_index=True)
    recorded_at = models.DateTimeField(_("ghi lúc"), default=timezone.now)
    # No constraint: a person who asks to be forgotten must not rewrite the books.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        related_name="+",
        verbose_name=_("người ghi"),
    )
    reverses = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        related_name="reversed_by",
        verbose_name=_("đảo bút toán"),
    )

    payment = models.ForeignKey(
        Payment,
        models.PROTECT,
        null=True,
        related_name="entries",
        verbose_name=_("khoản thanh toán"),
        help_text="Of a sale: the payment whose money it books.",
    )

    class Meta:
        verbose_name = _("bút toán")
        verbose_name_plural = _("bút toán")
        ordering = ["-at", "key"]

    def __str__(self) -> str:
        return self.key


class What(models.TextChoices):
    """What a posting is for; statements are sums by this."""

    GOODS = "goods", _("Tiền hàng")
    DELIVERY = "delivery", _("Phí giao hàng")
    GOODWILL = "goodwill", _("Bù cho khách")
    PROMOTION = "promotion", _("Khuyến mại")
    FEE = "fee", _("Phí dịch vụ")
    VAT = "vat", _("Thuế GTGT khấu trừ")
    PIT = "pit", _("Thuế TNCN khấu trừ")
    FUND = "fund", _("Góp quỹ làng")
    MONEY = "money", _("Tiền")


class PostingQuerySet(models.QuerySet["Posting"]):
    def on(self, *codes: str) -> Self:
        return self.filter(account__in=codes)

    def of(self, producer: Producer) -> Self:
        return self.filter(producer=producer)

    def total(self, currency: str = "VND") -> int:
        """Σ in the smallest unit of `currency`; 0 when there is nothing."""
        found = self.filter(currency=currency).aggregate(total=Sum("amount"))
        return int(found["total"] or 0)


class Posting(models.Model):
    """`amount` on an account: debit positive, credit negative, in the currency's smallest unit."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="postings")
    account = models.ForeignKey(
        Account, models.PROTECT, related_name="postings", verbose_name=_("tài khoản")
    )
    producer = models.ForeignKey(
        Producer,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("nhà sản xuất"),
    )
    currency = models.CharField(_("đồng tiền"), max_length=3, default="VND")
    amount = models.BigIntegerField(_("số tiền"))
    what = models.CharField(_("khoản"), max_length=10, choices=What)
    category = models.CharField(
        _("loại thuế"), max_length=10, choices=TaxCategory, blank=True
    )
    reference = models.CharField(_("món"), max_length=40, blank=True, db_index=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = _("dòng bút toán")
        verbose_name_plural = _("dòng bút toán")
        ordering = ["pk"]
        indexes = [models.Index(fields=["producer", "account"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(amount=0), name="posting_is_not_nothing"
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.amount:+} {self.currency}"
