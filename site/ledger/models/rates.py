"""What the platform keeps and what the State has withheld: dated rows with their basis, never constants."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Category, Product, TaxCategory
from core.dated import Dated
from payments.models import Holder
from producers.models import Producer, ProducerKind

NOTICE = timedelta(days=20)


class FeeRate(Dated):
    """A line of the published fee list: the first that fits the maker and the goods is taken."""

    position = models.PositiveSmallIntegerField(
        _("thứ tự"), help_text=_("Dòng đứng trước được xét trước.")
    )
    producer = models.ForeignKey(
        Producer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("nhà sản xuất"),
        help_text=_("Để trống: mọi nhà."),
    )
    category = models.ForeignKey(
        Category,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("nhóm hàng"),
        help_text=_("Để trống: mọi nhóm hàng."),
    )
    product = models.ForeignKey(
        Product,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("sản phẩm"),
        help_text=_("Để trống: mọi sản phẩm."),
    )
    basis_points = models.PositiveIntegerField(
        _("mức phí"), help_text=_("Phần vạn của tiền hàng: 500 là 5 %.")
    )
    announced_on = models.DateField(
        _("công bố ngày"), help_text=_("Trước ngày áp dụng ít nhất 20 ngày.")
    )

    class Meta:
        verbose_name = _("mức phí dịch vụ")
        verbose_name_plural = _("biểu phí dịch vụ")
        ordering = ["position", "-effective_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(effective_from__gt=F("announced_on")),
                name="fee_is_announced_first",
            ),
            models.CheckConstraint(
                condition=Q(basis_points__lte=5_000), name="fee_is_at_most_half"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.percent} ({self.legal_basis})"

    @property
    def percent(self) -> str:
        return percent_text(self.basis_points)

    def clean(self) -> None:
        if not (self.effective_from and self.announced_on):
            return
        if self.effective_from < self.announced_on + NOTICE:
            raise ValidationError(
                {
                    "effective_from": _(
                        "Mức phí phải được công bố trước ngày áp dụng ít nhất 20 ngày."
                    )
                }
            )


class Tax(models.TextChoices):
    VAT = "vat", _("Thuế giá trị gia tăng")
    PIT = "pit", _("Thuế thu nhập cá nhân")


class TaxRate(Dated):
    """What is withheld of revenue by kind of seller and of goods (vietnam.md 4.1)."""

    tax = models.CharField(_("sắc thuế"), max_length=3, choices=Tax)
    producer_kind = models.CharField(
        _("loại hình người bán"),
        max_length=12,
        choices=ProducerKind,
        default=ProducerKind.HOUSEHOLD,
    )
    tax_category = models.CharField(_("loại thuế"), max_length=10, choices=TaxCategory)
    basis_points = models.PositiveIntegerField(
        _("thuế suất"), help_text=_("Phần vạn của doanh thu: 150 là 1,5 %.")
    )
    is_provisional = models.BooleanField(
        _("tạm tính"),
        default=False,
        help_text=_("Chưa được cơ quan thuế hoặc người tư vấn xác nhận."),
    )

    class Meta:
        verbose_name = _("thuế suất khấu trừ")
        verbose_name_plural = _("thuế suất khấu trừ")
        ordering = ["tax", "tax_category", "-effective_from", "pk"]

    def __str__(self) -> str:
        return f"{self.get_tax_display()} {percent_text(self.basis_points)}"


class Withholding(Dated):
    """Tax is withheld where money is held so; without a row the seller declares alone.

    Whether a QR shown on our page makes us a platform “with payment function” is a question for a
    tax adviser (vietnam.md 4.1): so a row per way of holding, not code.
    """

    held_by = models.CharField(_("ai giữ tiền"), max_length=8, choices=Holder)

    class Meta:
        verbose_name = _("nơi khấu trừ thuế")
        verbose_name_plural = _("nơi khấu trừ thuế")
        ordering = ["held_by", "-effective_from"]

    def __str__(self) -> str:
        return str(self.get_held_by_display())


class Threshold(Dated):
    """Revenue in a calendar year up to which a household pays neither VAT nor PIT (vietnam.md 4.2)."""

    amount = models.PositiveBigIntegerField(_("doanh thu một năm"), help_text=_("Đồng"))
    is_provisional = models.BooleanField(_("tạm tính"), default=True)

    class Meta:
        verbose_name = _("ngưỡng doanh thu của hộ")
        verbose_name_plural = _("ngưỡng doanh thu của hộ")
        ordering = ["-effective_from"]

    def __str__(self) -> str:
        return f"{self.amount} ({self.legal_basis})"


def percent_text(basis_points: int) -> str:
    """ "1,5 %": basis points as people read them in Vietnamese."""
    whole, rest = divmod(basis_points, 100)
    return f"{whole},{rest:02}".rstrip("0").rstrip(",") + " %"
