"""What a visitor means to buy."""

from django.db import models
from django.db.models import Q

from catalog.models import Variant
from vietnam.dong import Dong

from .codes import new_token


class Basket(models.Model):
    """What a visitor means to buy; known only by the token in his cookie."""

    token = models.CharField(max_length=32, unique=True, default=new_token)
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
    def total(self) -> Dong:
        return self.variant.price * self.quantity
