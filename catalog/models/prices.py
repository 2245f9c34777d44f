"""Sale prices with a beginning and an end, and every price a pack has ever had."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vietnam.dong import Dong

LOOK_BACK = timedelta(days=30)


def _price(rows: Any, *order: str) -> Subquery:
    return Subquery(rows.order_by(*order).values("price")[:1])


class SalePriceQuerySet(models.QuerySet["SalePrice"]):
    def running(self, at: datetime) -> Self:
        """What counts at a moment; of several for one pack the lowest, which comes last."""
        return self.filter(starts_at__lte=at, ends_at__gt=at).order_by("-price", "-pk")

    def with_prices_before(self) -> Self:
        """`lowest_before` knows what a pack cost in the 30 days before: regular prices and other sales."""
        since = OuterRef("starts_at") - LOOK_BACK
        changes = PriceChange.objects.filter(
            variant=OuterRef("variant"), at__lt=OuterRef("starts_at")
        )
        sales = SalePrice.objects.filter(
            variant=OuterRef("variant"),
            ends_at__gt=since,
            starts_at__lt=OuterRef("starts_at"),
        ).exclude(pk=OuterRef("pk"))
        return self.annotate(
            price_at_first=_price(changes.filter(at__lte=since), "-at", "-pk"),
            price_since=_price(changes.filter(at__gt=since), "price"),
            price_of_sale=_price(sales, "price"),
        )


class SalePrice(models.Model):
    """A lower price of one pack for a time; once begun, only its end may come earlier."""

    variant = models.ForeignKey(
        "catalog.Variant",
        models.CASCADE,
        related_name="sale_prices",
        verbose_name=_("quy cách"),
    )
    price = models.PositiveBigIntegerField(_("giá giảm"), help_text=_("Đồng"))
    starts_at = models.DateTimeField(_("bắt đầu"))
    ends_at = models.DateTimeField(_("kết thúc"))
    reason = models.CharField(_("dịp"), max_length=120, blank=True)

    price_at_first: Dong | None
    price_since: Dong | None
    price_of_sale: Dong | None

    objects = SalePriceQuerySet.as_manager()

    class Meta:
        verbose_name = _("giá giảm theo đợt")
        verbose_name_plural = _("giá giảm theo đợt")
        ordering = ["-starts_at"]
        indexes = [models.Index(fields=["variant", "starts_at", "ends_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(price__gte=1000), name="sale_price_is_real"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="sale_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id} {self.price}"

    @property
    def lowest_before(self) -> Dong:
        """The lowest price of the 30 days before this sale began, in đồng; of rows `with_prices_before`.

        What a buyer may compare with (reference: commerce.md 2.6, row 60).
        """
        known = (self.price_at_first, self.price_since, self.price_of_sale)
        return min((price for price in known if price), default=self.variant.price)


class PriceChange(models.Model):
    """A regular price and since when; written by the database itself (catalog.price_history)."""

    variant = models.ForeignKey(
        "catalog.Variant", models.CASCADE, related_name="price_changes"
    )
    price = models.PositiveBigIntegerField(_("giá"), help_text=_("Đồng"))
    at = models.DateTimeField(_("từ lúc"), default=timezone.now)

    class Meta:
        verbose_name = _("lần đổi giá")
        verbose_name_plural = _("lần đổi giá")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["variant", "at"])]

    def __str__(self) -> str:
        return f"{self.variant_id} {self.price}"


def price_at(at: datetime) -> Coalesce:
    """Expression over variants: what a pack costs at a moment, in đồng."""
    running = SalePrice.objects.filter(
        variant=OuterRef("pk"), starts_at__lte=at, ends_at__gt=at
    )
    return Coalesce(Subquery(running.order_by("price").values("price")[:1]), F("price"))


def with_sales(variants: Iterable[Any], at: datetime | None = None) -> list[Any]:
    """The same packs, knowing the sale that runs now; one query however many."""
    packs = list(variants)
    rows = SalePrice.objects.running(at or timezone.now()).with_prices_before()
    rows = rows.filter(variant__in=[pack.pk for pack in packs])
    running = {sale.variant_id: sale for sale in rows}
    for pack in packs:
        sale = running.get(pack.pk)
        pack.sale = sale if sale and sale.price < pack.price else None
        if sale:
            sale.variant = pack
    return packs
