"""What it costs to send one producer's parcel; dated tariff rows, never constants."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from catalog.models import ShipPolicy
from vietnam import places
from vietnam.dong import Dong

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


class CannotShip(Exception):
    """Why these goods do not go there, in words for the buyer."""


@dataclass(frozen=True)
class Quote:
    policy: ShipPolicy
    fee: Dong

    @property
    def is_pickup(self) -> bool:
        return self.policy in (ShipPolicy.PICKUP, ShipPolicy.FREIGHT)


def policy_of(share: Share) -> ShipPolicy:
    wishes = [ShipPolicy(item.variant.product.ship_policy) for item in share.items]
    return max(wishes, key=STRICTNESS.index)


def zone(producer_commune: str, buyer_commune: str) -> Zone:
    here = places.commune(producer_commune).province_code
    there = places.commune(buyer_commune).province_code
    return Zone.SAME_PROVINCE if here == there else Zone.OTHER


def quote(share: Share, commune_code: str, *, on: date) -> Quote:
    """The fee of one parcel to a commune on a day; raises CannotShip."""
    policy = policy_of(share)
    if policy in (ShipPolicy.PICKUP, ShipPolicy.FREIGHT):
        return Quote(policy, 0)
    to = zone(share.producer.commune_code, commune_code)
    if policy == ShipPolicy.SAME_DAY and to == Zone.OTHER:
        raise CannotShip(
            _(
                "Hàng tươi của %(maker)s chỉ giao trong tỉnh. Bạn có thể bỏ món này hoặc chọn địa chỉ khác."
            )
            % {"maker": share.producer.name}
        )
    return Quote(policy, _rate(policy, to, share.weight_g, on).fee)


def _rate(policy: ShipPolicy, to: Zone, weight_g: int, on: date) -> ShippingRate:
    rates = ShippingRate.objects.filter(
        Q(effective_to=None) | Q(effective_to__gte=on),
        ship_policy=policy,
        zone=to,
        up_to_g__gte=weight_g,
        effective_from__lte=on,
    )
    rate = rates.order_by("up_to_g", "-effective_from").first()
    if rate is None:
        raise CannotShip(
            _(
                "Gói hàng nặng %(kg)s kg, quá mức đơn vị giao nhận. Hãy chia thành nhiều đơn."
            )
            % {"kg": -(-weight_g // 1000)}
        )
    return rate
