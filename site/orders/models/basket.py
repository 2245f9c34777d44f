"""What a visitor means to buy."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from catalog.models import Variant
from vietnam.dong import Dong

from .codes import new_token

if TYPE_CHECKING:
    from .hampers import OrderHamper


class Basket(models.Model):
    """What a visitor means to buy; known by the token in his cookie, and by who signed in."""

    token = models.CharField(max_length=32, unique=True, default=new_token)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="basket",
    )
    province_code = models.CharField(max_length=2, blank=True)
    voucher_code = models.CharField(max_length=32, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"basket {self.pk}"


class BasketItem(models.Model):
    basket = models.ForeignKey(Basket, models.CASCADE, related_name="items")
    variant = models.ForeignKey(Variant, models.CASCADE, related_name="+")
    quantity = models.PositiveIntegerField()
    price_seen = models.PositiveBigIntegerField(
        help_text="The price when it was put in, in đồng."
    )

    # Set while it is being ordered, where it is a hamper.
    sold_as: "OrderHamper | None" = None

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["basket", "variant"], name="one_item_per_variant"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1), name="item_at_least_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.variant_id}"

    @property
    def unit_price(self) -> Dong:
        return self.variant.price_now

    @property
    def total(self) -> Dong:
        return self.unit_price * self.quantity
