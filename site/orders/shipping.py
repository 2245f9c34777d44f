"""What it costs to send one producer's parcel; dated tariff rows, never constants."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from catalog.models import ShipPolicy
from vietnam import places

from .basket import Share
from .models import ShippingRate, Zone

# The strictest wish of any item rules the parcel.
STRICTNESS = [
    ShipPolicy.SHIP,
    ShipPolicy.FRAGILE,
    ShipPolicy.SAME_DAY,
    ShipPolicy.FREIGHT,
    ShipPolicy.PICKUP,
]


# The provinces of the Red River delta and the northern midlands and mountains, as of 01/07/2025.
NORTH = frozenset(
    (
        "01",
        "04",
        "08",
        "11",
        "12",
        "14",
        "15",
        "19",
        "20",
        "22",
        "24",
        "25",
        "31",
        "33",
        "37",
    )
)


class CannotShip(Exception):
    """Why these goods do not go there, in words for the buyer."""


def policy_of(share: Share) -> ShipPolicy:
    wishes = [ShipPolicy(item.variant.product.ship_policy) for item in share.items]
    return max(wishes, key=STRICTNESS.index)


def province_of(commune_code: str) -> str:
    return places.commune(commune_code).province_code


def zone(from_province: str, to_province: str) -> Zone:
    """In the province, within the north, or anywhere else."""
    if from_province == to_province:
        return Zone.SAME_PROVINCE
    return Zone.NORTH if {from_province, to_province} <= NORTH else Zone.OTHER


@dataclass(frozen=True)
class Tariff:
    """The rows in force on a day, read once for all parcels."""

    rates: list[ShippingRate]

    @classmethod
    def on(cls, day: date) -> "Tariff":
        rates = ShippingRate.objects.filter(
            Q(effective_to=None) | Q(effective_to__gte=day), effective_from__lte=day
        )
        # Of two rows for one weight the later one counts: it comes first.
        return cls(list(rates.order_by("up_to_g", "-effective_from", "-pk")))

    def rate(self, policy: ShipPolicy, to: Zone, weight_g: int) -> ShippingRate:
        """The row for one parcel; raises CannotShip when it is too heavy.

        A tariff without rows for the north counts it among the others.
        """
        rows = [row for row in self.rates if row.ship_policy == policy]
        if to == Zone.NORTH and not any(row.zone == to for row in rows):
            to = Zone.OTHER
        for row in rows:
            if row.zone == to and row.up_to_g >= weight_g:
                return row
        raise CannotShip(
            _(
                "Gói hàng nặng %(kg)s kg, quá mức đơn vị giao nhận. Hãy chia thành nhiều đơn."
            )
            % {"kg": -(-weight_g // 1000)}
        )
