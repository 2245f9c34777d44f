"""What a household sells outside this site, written into its own revenue book."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import TaxCategory
from core.models import NormalisedModel
from producers.models import Producer


class MarketSaleQuerySet(models.QuerySet["MarketSale"]):
    def counted(self) -> Self:
        return self.filter(struck_at=None)


class MarketSale(NormalisedModel):
    """“Bán ở chợ 200.000”: one line of the book; struck out when wrong, never deleted.

    The key is made with the form, so that a second press writes nothing.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4)
    producer = models.ForeignKey(Producer, models.PROTECT, related_name="market_sales")
    sold_on = models.DateField(_("ngày bán"))
    amount = models.PositiveBigIntegerField(_("số tiền"), help_text=_("Đồng"))
    note = models.CharField(_("bán gì, ở đâu"), max_length=120, blank=True)
    tax_category = models.CharField(
        _("loại thuế"), max_length=10, choices=TaxCategory, default=TaxCategory.GOODS
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    struck_at = models.DateTimeField(null=True, blank=True)

    objects = MarketSaleQuerySet.as_manager()

    class Meta:
        verbose_name = _("lượt bán ngoài chợ")
        verbose_name_plural = _("lượt bán ngoài chợ")
        ordering = ["-sold_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="market_sale_is_something"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sold_on} {self.amount}"
