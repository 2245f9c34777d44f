"""Season pre-orders: a dated harvest sold before it is picked, with a deposit and a counter of its own."""

from datetime import date
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vietnam.dong import Dong


class PreorderOfferQuerySet(models.QuerySet["PreorderOffer"]):
    def open_on(self, day: date) -> Self:
        """Offers that take orders on a day, sold-out ones included."""
        return self.filter(opens_on__lte=day, closes_on__gte=day)

    def locked(self) -> Self:
        return self.select_for_update(of=("self",)).order_by("pk")


class PreorderOffer(models.Model):
    """So many packs of a coming harvest; `taken` counts them, as `stock` does for the shelf."""

    variant = models.ForeignKey(
        "catalog.Variant",
        models.PROTECT,
        related_name="preorder_offers",
        verbose_name=_("quy cách"),
    )
    harvest_from = models.DateField(_("thu hoạch từ"))
    harvest_to = models.DateField(_("đến hết ngày"))
    quantity = models.PositiveIntegerField(_("nhận đặt trước tất cả"))
    taken = models.PositiveIntegerField(_("đã có người đặt"), default=0, editable=False)
    deposit_percent = models.PositiveSmallIntegerField(
        _("đặt cọc (%)"),
        validators=[MinValueValidator(5), MaxValueValidator(100)],
        default=30,
    )
    opens_on = models.DateField(_("mở đặt từ"), default=timezone.localdate)
    closes_on = models.DateField(_("nhận đặt đến hết ngày"))

    objects = PreorderOfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("đợt đặt trước")
        verbose_name_plural = _("đợt đặt trước")
        ordering = ["harvest_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(taken__lte=F("quantity")), name="preorder_not_oversold"
            ),
            models.CheckConstraint(
                condition=Q(harvest_from__lte=F("harvest_to")),
                name="preorder_harvest_in_order",
            ),
            models.CheckConstraint(
                condition=Q(deposit_percent__range=(5, 100)),
                name="preorder_deposit_percent",
            ),
        ]

    def __str__(self) -> str:
        return (
            f"{self.variant}: {self.harvest_from:%d/%m/%Y} – {self.harvest_to:%d/%m/%Y}"
        )

    @property
    def left(self) -> int:
        return self.quantity - self.taken

    def is_open_on(self, day: date) -> bool:
        return bool(self.opens_on <= day <= self.closes_on)

    def deposit_of(self, total: Dong) -> Dong:
        """The deposit on `total` đồng, up to a whole thousand, never more than all of it."""
        exact = total * self.deposit_percent
        return min(total, -(-exact // 100_000) * 1000)

    def take(self, packs: int) -> None:
        """Count `packs` (less than none gives back) on a locked row; the CHECK is the last rule."""
        self.taken += packs
        self.save(update_fields=["taken"])
