"""Papers of the office that end in an entry: dues asked for, tax paid in, mistakes put right."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import NormalisedModel
from ledger.chart import Code
from producers.models import Producer
from vietnam.check_characters import random_code, with_check

from .books import Entry


def new_dues_code() -> str:
    return with_check(f"PT{random_code(7)}")


def new_correction_code() -> str:
    return with_check(f"SS{random_code(7)}")


def _person(name: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=name,
    )


class DuesNoticeQuerySet(models.QuerySet["DuesNotice"]):
    def open(self) -> Self:
        return self.filter(paid_at=None, cancelled_at=None)

    def late(self, on: date) -> Self:
        return self.open().filter(due_on__lt=on)


class DuesNotice(models.Model):
    """A maker is asked for the fees of money he took in himself, in đồng, by a day."""

    code = models.CharField(
        _("mã phiếu"), max_length=20, unique=True, default=new_dues_code
    )
    producer = models.ForeignKey(
        Producer,
        models.PROTECT,
        related_name="dues",
        verbose_name=_("nhà sản xuất"),
    )
    amount = models.PositiveBigIntegerField(_("số tiền"), help_text=_("Đồng"))
    issued_at = models.DateTimeField(_("lập lúc"), default=timezone.now)
    issued_by = _person(_("người lập"))
    due_on = models.DateField(_("trả trước ngày"))
    paid_at = models.DateTimeField(_("trả lúc"), null=True)
    cancelled_at = models.DateTimeField(_("huỷ lúc"), null=True)
    ended_by = _person(_("người ghi"))
    note = models.CharField(_("ghi chú"), max_length=255, blank=True)

    objects = DuesNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("phiếu thu phí")
        verbose_name_plural = _("phiếu thu phí")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["producer"],
                condition=Q(paid_at=None, cancelled_at=None),
                name="one_open_dues_notice_per_maker",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="dues_are_something"
            ),
            models.CheckConstraint(
                condition=Q(paid_at=None) | Q(cancelled_at=None),
                name="dues_paid_or_called_off",
            ),
            models.CheckConstraint(
                condition=Q(paid_at=None, cancelled_at=None) | ~Q(note=""),
                name="dues_end_with_a_note",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_open(self) -> bool:
        return self.paid_at is None and self.cancelled_at is None


class TaxDeposit(NormalisedModel):
    """Withheld tax that was paid in to the State, by its document; booked when it is written down."""

    document = models.CharField(_("số chứng từ nộp"), max_length=60, unique=True)
    paid_on = models.DateField(_("ngày nộp"))
    vat = models.PositiveBigIntegerField(
        _("thuế giá trị gia tăng"), default=0, help_text=_("Đồng")
    )
    pit = models.PositiveBigIntegerField(
        _("thuế thu nhập cá nhân"), default=0, help_text=_("Đồng")
    )
    note = models.CharField(_("ghi chú"), max_length=255, blank=True)
    made_by = _person(_("người ghi"))
    made_at = models.DateTimeField(_("ghi lúc"), default=timezone.now)

    class Meta:
        verbose_name = _("chứng từ nộp thuế")
        verbose_name_plural = _("chứng từ nộp thuế")
        ordering = ["-paid_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(vat__gt=0) | Q(pit__gt=0), name="deposit_is_something"
            )
        ]

    def __str__(self) -> str:
        return str(self.document)


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def waiting(self) -> Self:
        return self.filter(decided_at=None)


class Correction(NormalisedModel):
    """A wrong entry taken back, or money moved between two accounts: asked by one, approved by another."""

    code = models.CharField(
        _("mã phiếu"), max_length=20, unique=True, default=new_correction_code
    )
    reverses = models.ForeignKey(
        Entry,
        models.PROTECT,
        null=True,
        related_name="corrections",
        verbose_name=_("đảo bút toán"),
    )
    debit = models.CharField(_("ghi nợ"), max_length=32, choices=Code, blank=True)
    credit = models.CharField(_("ghi có"), max_length=32, choices=Code, blank=True)
    amount = models.PositiveBigIntegerField(
        _("số tiền"), null=True, help_text=_("Đồng")
    )
    producer = models.ForeignKey(
        Producer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("nhà sản xuất"),
    )
    reason = models.CharField(
        _("lý do"), max_length=255, help_text=_("Nhà sản xuất đọc được câu này.")
    )
    asked_by = _person(_("người lập"))
    asked_at = models.DateTimeField(_("lập lúc"), default=timezone.now)
    approved_by = _person(_("người duyệt"))
    rejected_by = _person(_("người không duyệt"))
    decided_at = models.DateTimeField(_("quyết định lúc"), null=True)
    answer = models.CharField(_("vì sao không duyệt"), max_length=255, blank=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("phiếu sửa sổ")
        verbose_name_plural = _("phiếu sửa sổ")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("asked_by")),
                name="correction_four_eyes",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="correction_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=False, amount=None, debit="", credit="")
                | Q(reverses=None, amount__gt=0) & ~Q(debit=F("credit")),
                name="correction_reverses_or_moves",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, approved_by=None, rejected_by=None)
                | Q(
                    decided_at__isnull=False,
                    approved_by__isnull=False,
                    rejected_by=None,
                )
                | Q(
                    decided_at__isnull=False,
                    approved_by=None,
                    rejected_by__isnull=False,
                )
                & ~Q(answer=""),
                name="correction_is_decided_once",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_waiting(self) -> bool:
        return self.decided_at is None
