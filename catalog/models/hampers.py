"""Hampers across villages: one thing for the buyer, put together from packs of several makers."""

from collections.abc import Sequence
from typing import Any, Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from producers.models import may_sell
from vietnam.dong import Dong

from .states import ProductState


class HamperPartQuerySet(models.QuerySet["HamperPart"]):
    def lacking(self) -> Self:
        """Parts of which there are too few for one more hamper, or which are not sold now."""
        product, maker = "part__product__", "part__product__producer__"
        return self.filter(
            Q(part__stock__lt=F("quantity"))
            | Q(part__is_active=False)
            | ~Q((f"{product}state", ProductState.APPROVED))
            | ~may_sell(maker)
        )

    def complete(self) -> Q:
        """A condition on packs: a hamper of which one more can be put together."""
        own = self.filter(hamper=OuterRef("pk"))
        return Q(Exists(own)) & ~Q(Exists(own.lacking()))

    def makers(self) -> Subquery:
        """How many makers the outer product's hamper comes from, or NULL."""
        own = self.filter(hamper__product=OuterRef("pk")).order_by()
        counted = own.values("hamper__product").annotate(
            n=Count("part__product__producer", distinct=True)
        )
        return Subquery(counted.values("n")[:1])

    def with_faces(self) -> Self:
        """Everything a page shows about the parts and who makes them."""
        return self.select_related(
            "part__product__producer__photo",
            "part__product__producer__village",
            "part__product__producer__sells_through",
            "part__product__category",
            "part__product__photo",
        )


class HamperPart(models.Model):
    """So many packs of one maker in each hamper; the hamper has no stock of its own."""

    hamper = models.ForeignKey(
        "catalog.Variant",
        models.CASCADE,
        related_name="hamper_parts",
        verbose_name=_("giỏ quà"),
    )
    part = models.ForeignKey(
        "catalog.Variant",
        models.PROTECT,
        related_name="in_hampers",
        verbose_name=_("món trong giỏ"),
    )
    quantity = models.PositiveSmallIntegerField(
        _("số lượng trong một giỏ"), default=1, validators=[MinValueValidator(1)]
    )
    position = models.PositiveSmallIntegerField(_("thứ tự"), default=0)

    objects = HamperPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("món trong giỏ quà")
        verbose_name_plural = _("món trong giỏ quà")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["hamper", "part"], name="one_row_per_hamper_part"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1), name="hamper_part_at_least_one"
            ),
            models.CheckConstraint(
                condition=~Q(hamper=F("part")), name="hamper_not_in_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.part}"

    @property
    def enough_for(self) -> int:
        """For how many hampers this part is there now."""
        return self.part.stock // self.quantity if self.part.is_sold else 0


def least(parts: Sequence[HamperPart]) -> int:
    """How many hampers can be put together: the least of the parts."""
    return min((part.enough_for for part in parts), default=0)


def price_of(parts: Sequence[HamperPart], percent_off: int) -> Dong:
    """The parts bought singly, less so many percent, down to a whole thousand đồng."""
    singly: Dong = sum(part.part.price * part.quantity for part in parts)
    return singly * (100 - percent_off) // 100 // 1000 * 1000


def reprice(hampers: Any) -> None:
    """Let hampers that are sold at their parts less some percent follow the prices of the parts."""
    for hamper in hampers.exclude(percent_off_parts=None).distinct():
        parts = list(hamper.hamper_parts.select_related("part"))
        price = price_of(parts, hamper.percent_off_parts)
        if parts and price != hamper.price:
            hamper.price = max(price, 1000)
            hamper.save()
