"""Vouchers: who gets how much off, until when, and who bears it."""

from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Product
from core.models import NormalisedModel
from producers.models import Producer

from .order import Order


class VoucherKind(models.TextChoices):
    PERCENT = "percent", _("Giảm phần trăm tiền hàng")
    AMOUNT = "amount", _("Giảm một số tiền hàng")
    DELIVERY = "delivery", _("Miễn phí giao")


class Payer(models.TextChoices):
    """Who bears the discount: the ledger posts it by this."""

    PLATFORM = "platform", _("Đơn vị vận hành")
    MAKER = "maker", _("Nhà sản xuất")
    SHARED = "shared", _("Cùng chịu")


class VoucherQuerySet(models.QuerySet["Voucher"]):
    def locked(self) -> Self:
        """Lock the row, so that uses are counted one buyer at a time."""
        return self.select_for_update(of=("self",)).order_by("pk")


class Voucher(NormalisedModel):
    """A code that takes something off; money in đồng, shares in percent."""

    code = models.CharField(
        _("mã"),
        max_length=32,
        unique=True,
        help_text=_("Chữ không dấu và chữ số, ví dụ HOIXUAN"),
    )
    name = models.CharField(_("tên chương trình"), max_length=120)
    kind = models.CharField(_("kiểu giảm"), max_length=8, choices=VoucherKind)
    percent_off = models.PositiveSmallIntegerField(
        _("giảm bao nhiêu %"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    amount_off = models.PositiveBigIntegerField(
        _("giảm bao nhiêu đồng"), null=True, blank=True
    )
    most_off = models.PositiveBigIntegerField(
        _("giảm nhiều nhất"), null=True, blank=True, help_text=_("Đồng cho một đơn")
    )
    minimum_goods = models.PositiveBigIntegerField(
        _("tiền hàng ít nhất"), default=0, help_text=_("Đồng")
    )
    payer = models.CharField(_("ai chịu"), max_length=8, choices=Payer)
    platform_share = models.PositiveSmallIntegerField(
        _("phần đơn vị vận hành chịu (%)"),
        default=50,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("Chỉ dùng khi cùng chịu"),
    )
    valid_from = models.DateTimeField(_("dùng được từ"))
    valid_to = models.DateTimeField(_("dùng được đến"))
    total_limit = models.PositiveIntegerField(
        _("số lượt"), null=True, blank=True, help_text=_("Để trống: không giới hạn")
    )
    buyer_limit = models.PositiveIntegerField(
        _("số lượt mỗi số điện thoại"), null=True, blank=True, default=1
    )
    makers = models.ManyToManyField(
        Producer,
        blank=True,
        related_name="+",
        verbose_name=_("chỉ cho nhà sản xuất"),
    )
    products: "models.ManyToManyField[Product, Any]" = models.ManyToManyField(
        Product, blank=True, related_name="+", verbose_name=_("chỉ cho sản phẩm")
    )
    event = models.ForeignKey(
        "wagtailcore.Page",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("của hội, phiên chợ"),
    )
    is_active = models.BooleanField(_("đang phát"), default=True)

    objects = VoucherQuerySet.as_manager()

    class Meta:
        verbose_name = _("mã giảm giá")
        verbose_name_plural = _("mã giảm giá")
        ordering = ["-valid_from", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="percent", percent_off__range=(1, 100))
                | Q(kind="amount", amount_off__gte=1000)
                | Q(kind="delivery"),
                name="voucher_says_how_much",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__gt=F("valid_from")),
                name="voucher_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(platform_share__lte=100), name="voucher_share_is_percent"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def borne_by_platform(self) -> int:
        """Percent of a discount that the platform bears; the maker bears the rest."""
        whole = {Payer.PLATFORM: 100, Payer.MAKER: 0}
        return whole.get(Payer(self.payer), self.platform_share)


class VoucherUse(models.Model):
    """One order that used a voucher; given back when the whole order was cancelled unpaid."""

    voucher = models.ForeignKey(Voucher, models.PROTECT, related_name="uses")
    order = models.OneToOneField(Order, models.CASCADE, related_name="voucher_use")
    phone = models.CharField(_("điện thoại"), max_length=16, db_index=True)
    amount = models.PositiveBigIntegerField(_("đã giảm"), help_text=_("Đồng"))
    at = models.DateTimeField(_("lúc"), default=timezone.now)
    given_back_at = models.DateTimeField(_("trả lại lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("lượt dùng mã")
        verbose_name_plural = _("lượt dùng mã")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.voucher_id} {self.order_id}"
