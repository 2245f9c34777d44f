"""What was sold: one line of a part, copied and frozen at the moment of sale."""

from django.db import models
from django.db.models import F, Q

from catalog.models import TaxCategory, Variant
from ledger.models import FeeRate, TaxRate
from vietnam.dong import Dong, proportion

from .hampers import OrderHamper
from .order import ProducerOrder
from .terms import GoodsKind


class OrderLine(models.Model):
    """What was sold, copied at the moment of sale."""

    part = models.ForeignKey(ProducerOrder, models.PROTECT, related_name="lines")
    variant = models.ForeignKey(Variant, models.SET_NULL, null=True, related_name="+")
    hamper = models.ForeignKey(
        OrderHamper,
        models.PROTECT,
        null=True,
        related_name="lines",
        help_text="The hamper these packs were sold in.",
    )
    product_name = models.CharField(max_length=160)
    variant_name = models.CharField(max_length=80)
    sku = models.CharField(max_length=40)
    unit = models.CharField(max_length=20)
    unit_price = models.PositiveBigIntegerField(help_text="In đồng.")
    quantity = models.PositiveIntegerField()
    tax_category = models.CharField(max_length=10, choices=TaxCategory)
    goods_kind = models.CharField(
        max_length=5, choices=GoodsKind, default=GoodsKind.OTHER
    )
    discount = models.PositiveBigIntegerField(
        default=0, help_text="Off the line as ordered by a voucher, in đồng."
    )
    discount_borne_by_platform = models.PositiveBigIntegerField(
        default=0, help_text="What the platform bears of it; the maker bears the rest."
    )
    # Frozen at sale, in đồng for the whole line; reversed by refunds, never computed anew.
    fee = models.PositiveBigIntegerField(default=0)
    vat_withheld = models.PositiveBigIntegerField(default=0)
    pit_withheld = models.PositiveBigIntegerField(default=0)
    fee_rate = models.ForeignKey(FeeRate, models.PROTECT, null=True, related_name="+")
    vat_rate = models.ForeignKey(TaxRate, models.PROTECT, null=True, related_name="+")
    pit_rate = models.ForeignKey(TaxRate, models.PROTECT, null=True, related_name="+")
    final_quantity = models.PositiveIntegerField(
        null=True, blank=True, help_text="What the maker could make; empty: all of it."
    )
    weight_g = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="Of one, as ordered; only goods sold by weight.",
    )
    final_weight_g = models.PositiveIntegerField(
        null=True, blank=True, help_text="Of all together, on the maker's scale."
    )
    asked_weight_g = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="Weighed, and much more than ordered: waits for a yes.",
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(final_quantity=None) | Q(final_quantity__lte=F("quantity")),
                name="never_more_than_ordered",
            ),
            models.CheckConstraint(
                condition=Q(weight_g=None) | Q(weight_g__gte=1),
                name="weight_is_something",
            ),
            models.CheckConstraint(
                condition=Q(
                    discount__lte=F("unit_price") * F("quantity"),
                    discount_borne_by_platform__lte=F("discount"),
                ),
                name="line_discount_at_most_its_sum",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.product_name}"

    @property
    def sold(self) -> int:
        """How many the buyer gets."""
        return self.quantity if self.final_quantity is None else self.final_quantity

    @property
    def full_price(self) -> Dong:
        """As ordered, before a voucher."""
        return self.unit_price * self.quantity

    @property
    def ordered_total(self) -> Dong:
        return self.full_price - self.discount

    @property
    def total(self) -> Dong:
        """What it costs now: as ordered, as far as it could be made, or by its real weight.

        A voucher is off already, in proportion; refunds and the books follow from this.
        """
        return self.final(self.ordered_total)

    def final(self, frozen: Dong) -> Dong:
        """A sum frozen for the line as ordered, in proportion to what was sold in the end."""
        if self.weight_g and self.final_weight_g is not None and self.sold:
            whole = self.weight_g * self.quantity
            return proportion(frozen, self.final_weight_g, whole)
        return proportion(frozen, self.sold, self.quantity)

    @property
    def asked_total(self) -> Dong:
        """What it would cost at the weight the buyer is asked about."""
        if not self.weight_g or not self.asked_weight_g:
            return self.total
        whole = self.weight_g * self.quantity
        return proportion(self.ordered_total, self.asked_weight_g, whole)

    def paid_for(self, quantity: int, *, after: int = 0) -> Dong:
        """What was paid for `quantity` of the sold packs once `after` were given back, in đồng.

        Whatever the steps, all packs together give the whole sum.
        """
        upto = self.total * (after + quantity) // self.sold
        return upto - self.total * after // self.sold

    @property
    def ordered_weight_g(self) -> int | None:
        return self.weight_g * self.sold if self.weight_g else None

    @property
    def is_weighed(self) -> bool:
        """Nothing to weigh, or weighed and agreed."""
        if not self.weight_g or not self.sold:
            return True
        return self.final_weight_g is not None and self.asked_weight_g is None

    @property
    def code(self) -> str:
        return f"{self.part.code}-{self.pk}"
