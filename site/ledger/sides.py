"""Whose hands the money is in decides which accounts a sale touches (commerce.md 1, modes A to E)."""

from dataclasses import dataclass, replace

from payments.models import Holder, Refund, RefundMethod
from producers.models import Producer
from vietnam.dong import Dong

from .chart import Code
from .journal import Label, Line, move
from .models import What
from .rates import Frozen


@dataclass(frozen=True)
class Side:
    """Where the buyer's money is, whom it is owed to, what fees are taken from, who pays refunds."""

    money: Code
    owed: Code
    dues: Code
    refunds: Code


SIDES = {
    # A and C: the goods' money never passes through our hands; the fee is a debt of the maker.
    Holder.PRODUCER: Side(
        Code.HELD_BY_PRODUCER,
        Code.PRODUCER_SALES,
        Code.RECEIVABLE,
        Code.HELD_BY_PRODUCER,
    ),
    # B: the carrier owes what it collected; who refunds afterwards is the maker.
    Holder.CARRIER: Side(
        Code.COD_IN_TRANSIT, Code.PRODUCER, Code.PRODUCER, Code.PRODUCER
    ),
    # D: the co-operative sells in its own name and owes its member the goods.
    Holder.PLATFORM: Side(Code.BANK, Code.PRODUCER, Code.PRODUCER, Code.BANK),
    # E: the gateway owes us, we owe the maker.
    Holder.GATEWAY: Side(Code.GATEWAY, Code.PRODUCER, Code.PRODUCER, Code.GATEWAY),
}
OWED = (Code.PRODUCER, Code.PRODUCER_SALES)


def refund_side(refund: Refund) -> Side:
    """Card money goes back through the gateway; another way out of the same sale is paid by us."""
    side = SIDES[Holder(refund.payment.held_by)]
    if side.refunds == Code.GATEWAY and refund.method != RefundMethod.CARD:
        side = replace(side, refunds=Code.BANK)
    return replace(side, money=side.refunds)


@dataclass(frozen=True)
class Item:
    """Something sold of one maker, in đồng as the buyer pays it; negative when given back.

    `promotion` is what the platform adds for the maker where it bears a discount.
    """

    producer: Producer
    what: What
    reference: str
    amount: Dong
    category: str = ""
    frozen: Frozen = Frozen()
    promotion: Dong = 0

    def label(self, what: What) -> Label:
        return Label(self.producer, what, self.category, self.reference)


def postings(item: Item, side: Side) -> list[Line]:
    """What an item writes: the buyer's money, and what is kept of it."""
    frozen, tax = item.frozen, Code.TAX_WITHHELD
    return [
        *_paid(item, side),
        *move(
            Code.PROMOTION, Code.PRODUCER, item.promotion, item.label(What.PROMOTION)
        ),
        *move(side.dues, Code.COMMISSION, frozen.fee, item.label(What.FEE)),
        *move(side.dues, tax, frozen.vat_withheld, item.label(What.VAT)),
        *move(side.dues, tax, frozen.pit_withheld, item.label(What.PIT)),
    ]


def _paid(item: Item, side: Side) -> list[Line]:
    """The buyer's money on one side, what it was for on the other."""
    if not item.amount:
        return []
    return [
        Line(side.money, item.amount, item.label(What.MONEY)),
        Line(side.owed, -item.amount, item.label(item.what)),
    ]
