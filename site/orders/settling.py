"""How each part of an order is paid. Who holds the money is data (reference: commerce.md 1).

| Mode | `settlement` | `payment_reference` | held by |
|---|---|---|---|
| A | vietqr | the part's own code | the producer |
| B | cod | the part's own code | the carrier |
| C | cash | the part's own code | the producer |
| D | coop | `<order number>-H<k>`, one for all its makers | the co-operative, as seller of record |
| E | card | the order's number | the gateway |
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from payments.collect import Due, open_payment
from payments.gateways.stripe import LIFETIME as CARD_LIFETIME
from payments.models import Holder, Method
from producers.models import Producer

from .models import (
    Delivery,
    FeeReceiver,
    Order,
    ProducerOrder,
    Settlement,
)
from .pricing import Parcel

TRANSFER_LIFETIME = timedelta(hours=24)
TRANSFERS = (Settlement.VIETQR, Settlement.COOP)
METHOD_OF = {
    Settlement.VIETQR: Method.VIETQR,
    Settlement.COOP: Method.VIETQR,
    Settlement.COD: Method.COD,
    Settlement.CASH: Method.CASH,
    Settlement.CARD: Method.CARD,
}


def ways_to_pay(producer: Producer, *, in_person: bool) -> list[Settlement]:
    """What a buyer may choose for one maker; a card pays the whole order and is asked for once."""
    ways = [Settlement.CASH if in_person else Settlement.COD]
    if producer.cooperative:
        ways.append(Settlement.COOP)
    elif producer.takes_transfers:
        ways.append(Settlement.VIETQR)
    return ways


def settled_as(wanted: Settlement | None, parcel: Parcel) -> Settlement:
    """The wish if it is possible, else cash in the way the goods change hands."""
    may_be_card = parcel.total and parcel.quote.way != Delivery.FREIGHT
    if wanted == Settlement.CARD and may_be_card:
        return wanted
    ways = ways_to_pay(parcel.share.producer, in_person=parcel.quote.in_person)
    return wanted if wanted in ways and parcel.total else ways[0]


def fee_receiver(settlement: Settlement, *, gathered: bool = False) -> FeeReceiver:
    """The fee belongs to who pays the carrier: the seller, or the place that gathers several parcels.

    Our carriers bill the sender.
    """
    by_coop = gathered or settlement == Settlement.COOP
    return FeeReceiver.COOP if by_coop else FeeReceiver.MAKER


class References:
    """Which reference pays for a part; the makers of one co-operative share theirs.

    Bulky goods are paid once their freight is agreed, so they never share.
    """

    def __init__(self, number: str) -> None:
        self.number = number
        self._groups: list[str] = []

    def of(self, code: str, settlement: Settlement, parcel: Parcel) -> str:
        cooperative = parcel.share.producer.cooperative
        if settlement == Settlement.CARD:
            return self.number
        if settlement == Settlement.COOP and cooperative:
            waits = parcel.quote.way == Delivery.FREIGHT
            return f"{self.number}-H{self._place(code if waits else cooperative.slug)}"
        return code

    def _place(self, group: str) -> int:
        if group not in self._groups:
            self._groups.append(group)
        return self._groups.index(group) + 1


def reserved_until(settlement: str, since: datetime) -> datetime | None:
    """Cash binds at once; a transfer and a card give the buyer time to pay."""
    if settlement == Settlement.CARD:
        return since + CARD_LIFETIME
    return since + TRANSFER_LIFETIME if settlement in TRANSFERS else None


def kept_until(part: ProducerOrder, since: datetime) -> datetime | None:
    """Until when a new part's packs wait for money; without end while nothing is asked for."""
    if part.waits_for_freight or not part.total:
        return None
    return reserved_until(part.settlement, since)


def collect(order: Order) -> None:
    """Open one payment for each reference of a new order's parts; freight is agreed first."""
    groups: dict[str, list[ProducerOrder]] = {}
    for part in order.parts.select_related("producer", "seller_of_record"):
        if not part.waits_for_freight:
            groups.setdefault(part.payment_reference, []).append(part)
    for parts in groups.values():
        collect_for(parts, order.placed_at)


def collect_for(parts: Sequence[ProducerOrder], since: datetime) -> None:
    """Open the payment that covers these parts, which share a reference; none when nothing is due."""
    first, total = parts[0], sum(part.total for part in parts)
    if not total:
        return
    settlement = Settlement(first.settlement)
    due = Due(first.payment_reference, total, reserved_until(settlement, since))
    is_card, is_coop = settlement == Settlement.CARD, settlement == Settlement.COOP
    open_payment(
        due,
        METHOD_OF[settlement],
        payee=None if is_card else first.seller,
        held_by=Holder.PLATFORM if is_coop else None,
    )
