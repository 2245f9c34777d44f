"""Which lots lie in a parcel: what its buyer can look up, and whom a recall reaches."""

from django.db import models
from django.db.models import Q

from traceability.models import Lot

from .shipping import ShipmentLine


class ParcelLot(models.Model):
    """So many packs of a lot in one row of a parcel."""

    row = models.ForeignKey(ShipmentLine, models.CASCADE, related_name="lots")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="parcels")
    quantity = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["row", "lot"], name="one_row_per_lot_in_a_parcel"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1), name="parcel_lot_holds_at_least_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.lot_id}"
