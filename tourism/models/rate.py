"""What a đồng is worth elsewhere, as the operator looked it up: for orientation, never charged."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from vietnam.dong import Dong


class ExchangeRateQuerySet(models.QuerySet["ExchangeRate"]):
    def in_force(self, today: date) -> Self:
        return self.filter(effective_from__lte=today).filter(
            models.Q(effective_to=None) | models.Q(effective_to__gte=today)
        )


class ExchangeRate(models.Model):
    """How many đồng one unit of a foreign currency costs."""

    currency = models.CharField(
        _("đồng tiền"), max_length=3, help_text=_("Ba chữ theo ISO 4217, ví dụ USD")
    )
    dong = models.DecimalField(
        _("bằng mấy đồng"), max_digits=12, decimal_places=2, help_text="1 USD = 26 250"
    )
    effective_from = models.DateField(_("từ ngày"))
    effective_to = models.DateField(_("đến ngày"), null=True, blank=True)
    source = models.CharField(
        _("theo"), max_length=120, help_text=_("Ví dụ: Vietcombank, tỷ giá bán")
    )

    objects = ExchangeRateQuerySet.as_manager()

    class Meta:
        verbose_name = _("tỷ giá tham khảo")
        verbose_name_plural = _("tỷ giá tham khảo")
        ordering = ["currency", "-effective_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["currency", "effective_from"], name="one_rate_per_day"
            ),
            models.CheckConstraint(
                condition=models.Q(dong__gt=0), name="rate_is_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"1 {self.currency} = {self.dong} ₫ ({self.effective_from:%d/%m/%Y})"

    def about(self, amount: Dong) -> Decimal:
        """`amount` đồng in whole units of this currency, half up."""
        return (Decimal(amount) / self.dong).quantize(Decimal(1), ROUND_HALF_UP)
