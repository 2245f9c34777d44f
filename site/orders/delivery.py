"""The ways one maker's goods can reach the buyer, each with its fee and its day."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from catalog.models import ShipPolicy
from producers.models import Producer
from vietnam.dong import Dong

from .basket import Share
from .models import (
    Consolidator,
    Delivery,
    PickupPoint,
    SellingTerms,
    ShippingRate,
    Zone,
)
from .shipping import CannotShip, Tariff, policy_of, province_of, zone
from .wishes import DeliveryWish

# The goods that may always be fetched from the maker, even where he has no pick-up point with hours.
FETCHED = (ShipPolicy.SAME_DAY, ShipPolicy.FREIGHT, ShipPolicy.PICKUP)


@dataclass(frozen=True)
class Quote:
    """One way to get a parcel: what it costs and when it comes. Fee in đồng."""

    policy: ShipPolicy
    fee: Dong
    way: Delivery = Delivery.PARCEL
    point: PickupPoint | None = None
    pickup_on: date | None = None
    arrives_from: date | None = None
    arrives_to: date | None = None
    consolidator: Consolidator | None = None

    @property
    def is_pickup(self) -> bool:
        return self.way == Delivery.PICKUP

    @property
    def in_person(self) -> bool:
        """The maker hands the goods over himself, so that cash stays with him."""
        return self.way in (Delivery.PICKUP, Delivery.FREIGHT)

    @property
    def key(self) -> str:
        return f"{self.way}-{self.point.pk}" if self.point else str(self.way)


@dataclass(frozen=True)
class Conditions:
    """Terms, pick-up points and tariff of some makers on a day: few queries however many makers."""

    on: date
    tariff: Tariff
    terms: dict[int, SellingTerms]
    points: dict[int, list[PickupPoint]]

    @classmethod
    def of(cls, producers: Iterable[Producer], on: date) -> "Conditions":
        makers = list(producers)
        pks = {maker.pk for maker in makers}
        terms = SellingTerms.objects.in_force(on).filter(producer__in=pks)
        return cls(
            on,
            Tariff.on(on),
            {row.producer_id: row for row in terms},
            _points_of(makers),
        )

    def ready_on(self, producer: Producer) -> date:
        terms = self.terms.get(producer.pk)
        return self.on + timedelta(days=terms.preparation_days if terms else 1)

    def minimum(self, producer: Producer) -> Dong:
        terms = self.terms.get(producer.pk)
        return terms.minimum_order if terms else 0

    def wrap_fee(self, producer: Producer) -> Dong | None:
        """đồng, or None when this maker wraps no gifts."""
        terms = self.terms.get(producer.pk)
        return terms.wrap_fee if terms else None


def _points_of(makers: Sequence[Producer]) -> dict[int, list[PickupPoint]]:
    """A maker's own points and those of the co-operative that sells for him."""
    owners = {maker.pk: {maker.pk, maker.sells_through_id} for maker in makers}
    points = PickupPoint.objects.filter(
        is_active=True, producer__in=set().union(*owners.values()) - {None}
    ).prefetch_related("hours", "closed_days")
    found: dict[int, list[PickupPoint]] = defaultdict(list)
    for point in points:
        for maker_pk, owned_by in owners.items():
            if point.producer_id in owned_by:
                found[maker_pk].append(point)
    return dict(found)


def ways(share: Share, province: str, conditions: Conditions) -> list[Quote]:
    """Every way these goods can go to a province, the usual one first; raises CannotShip."""
    policy = policy_of(share)
    found: list[Quote] = []
    if policy in (ShipPolicy.SHIP, ShipPolicy.FRAGILE, ShipPolicy.SAME_DAY):
        found += _sent(share, policy, province, conditions)
    if policy == ShipPolicy.FREIGHT:
        found.append(Quote(policy, 0, Delivery.FREIGHT))
    points = conditions.points.get(share.producer.pk, [])
    found += [Quote(policy, 0, Delivery.PICKUP, point=point) for point in points]
    if not points and policy in FETCHED:
        found.append(Quote(policy, 0, Delivery.PICKUP))
    return found


def _sent(
    share: Share, policy: ShipPolicy, province: str, conditions: Conditions
) -> list[Quote]:
    to = zone(province_of(share.producer.commune_code), province)
    if policy == ShipPolicy.SAME_DAY:
        if to != Zone.SAME_PROVINCE:
            return []
        way = Delivery.SAME_DAY
    else:
        way = Delivery.PARCEL
    rate = conditions.tariff.rate(policy, to, share.weight_g)
    arrives = arrival(conditions.ready_on(share.producer), rate)
    return [
        Quote(policy, rate.fee, way, arrives_from=arrives[0], arrives_to=arrives[1])
    ]


def arrival(ready: date, rate: ShippingRate) -> tuple[date | None, date | None]:
    """First and last day; nothing is promised where the tariff says no days."""
    if rate.days_to is None:
        return None, None
    first = rate.days_from if rate.days_from is not None else rate.days_to
    return ready + timedelta(days=first), ready + timedelta(days=rate.days_to)


def fee_from(share: Share, conditions: Conditions) -> Dong | None:
    """The lowest fee these goods can cost anywhere, shown before a province is known."""
    fees = []
    for to in Zone:
        try:
            rate = conditions.tariff.rate(policy_of(share), to, share.weight_g)
            fees.append(rate.fee)
        except CannotShip:
            continue
    return min(fees, default=None)


def chosen(
    share: Share, province: str, conditions: Conditions, wish: DeliveryWish | None
) -> Quote:
    """The way the buyer asked for, or the usual one; raises CannotShip when it cannot be."""
    offered = ways(share, province, conditions)
    key = wish.key if wish else ""
    quote = next((way for way in offered if way.key == key), None)
    if quote is None:
        if policy_of(share) == ShipPolicy.SAME_DAY and offered[0].is_pickup:
            raise CannotShip(_stays_in_province(share.producer))
        quote = offered[0]
    if quote.point:
        day = (wish and wish.pickup_on) or None
        return replace(quote, pickup_on=_open_day(quote.point, share, conditions, day))
    return quote


def _stays_in_province(producer: Producer) -> str:
    return _(
        "Hàng tươi của %(maker)s chỉ giao trong tỉnh. Bạn có thể chọn đến lấy, bỏ món này hoặc chọn địa chỉ khác."
    ) % {"maker": producer.name}


def _open_day(
    point: PickupPoint, share: Share, conditions: Conditions, wanted: date | None
) -> date | None:
    """The wanted day if somebody is there, else the first; raises CannotShip with what to do."""
    days = [day for day, _hours in point.open_days(conditions.ready_on(share.producer))]
    if wanted is None:
        return days[0] if days else None
    if wanted not in days:
        raise CannotShip(
            _("%(point)s không mở cửa ngày %(day)s. Hãy chọn ngày khác để đến lấy.")
            % {"point": point.name, "day": f"{wanted:%d/%m/%Y}"}
        )
    return wanted
