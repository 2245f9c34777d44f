"""Gom hàng: one parcel instead of several, its fee shared by weight; offered only where it costs no more."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from vietnam.dong import Dong, split

from .delivery import Conditions, arrival
from .models import Consolidator, Delivery
from .shipping import STRICTNESS, CannotShip, province_of, zone

if TYPE_CHECKING:
    from .pricing import Parcel


@dataclass(frozen=True)
class Offer:
    """What one parcel would cost, in đồng, and how the makers' parts share it."""

    consolidator: Consolidator
    fee: Dong
    shares: list[Dong]
    separately: Dong
    arrives: tuple[date | None, date | None]

    @property
    def saved(self) -> Dong:
        return self.separately - self.fee


def fee_shares(fee: Dong, weights: Sequence[int]) -> list[Dong]:
    """`fee` over the parts by weight in grams, by largest remainder; evenly where nothing weighs."""
    return split(fee, weights if any(weights) else [1] * len(weights))


def offer(
    parcels: Sequence["Parcel"], province: str, conditions: Conditions
) -> Offer | None:
    """The cheapest place that all these makers share, or None."""
    if len(parcels) < 2 or any(p.quote.way != Delivery.PARCEL for p in parcels):
        return None
    makers = {parcel.share.producer.pk for parcel in parcels}
    places = Consolidator.objects.working().select_related("producer")
    offers = [
        _offer(place, parcels, province, conditions)
        for place in places.prefetch_related("members")
        if place.serves(makers)
    ]
    good = [one for one in offers if one and one.fee <= one.separately]
    return min(good, key=lambda one: one.fee, default=None)


def _offer(
    place: Consolidator,
    parcels: Sequence["Parcel"],
    province: str,
    conditions: Conditions,
) -> Offer | None:
    policy = max((p.quote.policy for p in parcels), key=STRICTNESS.index)
    weights = [parcel.share.weight_g for parcel in parcels]
    to = zone(province_of(place.producer.commune_code), province)
    try:
        rate = conditions.tariff.rate(policy, to, sum(weights))
    except CannotShip:
        return None
    ready = max(conditions.ready_on(parcel.share.producer) for parcel in parcels)
    return Offer(
        place,
        rate.fee,
        fee_shares(rate.fee, weights),
        sum(parcel.quote.fee for parcel in parcels),
        arrival(ready + timedelta(days=place.round_days), rate),
    )


def together(
    parcels: list["Parcel"], province: str, conditions: Conditions
) -> list["Parcel"]:
    """The parcels as one, each part with its share of the fee; as they were where that cannot be."""
    found = offer(parcels, province, conditions)
    if found is None:
        return parcels
    return [
        replace(
            parcel,
            quote=replace(
                parcel.quote,
                fee=share,
                consolidator=found.consolidator,
                arrives_from=found.arrives[0],
                arrives_to=found.arrives[1],
            ),
        )
        for parcel, share in zip(parcels, found.shares, strict=True)
    ]
