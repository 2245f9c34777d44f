"""Packs kept for somebody who has not paid yet."""

from django.db import models

from catalog.models import Variant

from .line import OrderLine


class StockReservation(models.Model):
    """Packs taken out of stock for a line until they are sold or the time is up."""

    line = models.OneToOneField(OrderLine, models.CASCADE, related_name="reservation")
    variant = models.ForeignKey(Variant, models.PROTECT, related_name="reservations")
    quantity = models.PositiveIntegerField()
    expires_at = models.DateTimeField(
        null=True, blank=True, help_text="Empty: bound until cancelled."
    )
    released_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.quantity} × {self.variant_id}"
