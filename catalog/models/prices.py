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


class SalePriceQuerySet(models.QuerySet["SalePrice"]):
    def running(self, at: datetime) -> Self:
        """What counts at a moment; of several for one pack the lowest, which comes last."""
        return self.filter(starts_at__lte=at, ends_at__gt=at).order_by("-price", "-pk")


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
    """The same packs, knowing the sale that runs now and those before; one query however many."""
    packs, moment = list(variants), at or timezone.now()
    begun: dict[int, list[SalePrice]] = {}
    rows = SalePrice.objects.filter(
        variant__in=[pack.pk for pack in packs], starts_at__lte=moment
    )
    for sale in rows.order_by("-price", "-pk"):
        begun.setdefault(sale.variant_id, []).append(sale)
    for pack in packs:
        for sale in begun.get(pack.pk, []):
            sale.variant = pack
        pack.begun_sales = begun.get(pack.pk, [])
        running = [sale for sale in pack.begun_sales if sale.ends_at > moment]
        lowest = running[-1] if running else None
        pack.sale = lowest if lowest and lowest.price < pack.price else None
    return packs


def lowest_before(sale: SalePrice, begun: Iterable[SalePrice] | None = None) -> Dong:
    """The lowest price of the 30 days before a sale began, in đồng: an earlier sale counts too.

    What a buyer may compare with (reference: commerce.md 2.6, row 60). `begun` are the pack's
    sales where they are at hand.
    """
    since = sale.starts_at - LOOK_BACK
    changes = PriceChange.objects.filter(
        variant=sale.variant_id, at__lt=sale.starts_at
    ).order_by("at", "pk")
    prices: list[Dong] = []
    for change in changes:
        if change.at <= since:
            prices = [change.price]
        else:
            prices.append(change.price)
    if begun is None:
        begun = SalePrice.objects.filter(variant=sale.variant_id)
    prices += [
        one.price
        for one in begun
        if one.pk != sale.pk and one.ends_at > since and one.starts_at < sale.starts_at
    ]
    return min(prices) if prices else sale.variant.price
