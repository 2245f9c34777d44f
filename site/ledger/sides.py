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
# Every account on which `_paid` says what the buyer's money was for; added up, all ways of booking agree.
SOLD = (*OWED, Code.RECEIVABLE, Code.DELIVERY_INCOME)


def refund_side(refund: Refund) -> Side:
    """Card money goes back through the gateway; another way out of the same sale is paid by us."""
    side = SIDES[Holder(refund.payment.held_by)]
    if side.refunds == Code.GATEWAY and refund.method != RefundMethod.CARD:
        side = replace(side, refunds=Code.BANK)
    return replace(side, money=side.refunds)


@dataclass(frozen=True)
class Owner:
    """Whose money something is that is sold with a maker's goods but is not his: a delivery fee.

    Another producer (a co-operative that sends the parcel), or `income:delivery` (the seller of record,
    who keeps these books).
    """

    account: Code
    producer: Producer | None = None


@dataclass(frozen=True)
class Item:
    """Something sold of one maker, in đồng as the buyer pays it; negative when given back.

    `promotion` is what the platform adds for the maker where it bears a discount; `fund` what he gives
    of it to his village; `owner` is None for what is the maker's own.
    """

    producer: Producer
    what: What
    reference: str
    amount: Dong
    category: str = ""
    frozen: Frozen = Frozen()
    promotion: Dong = 0
    owner: Owner | None = None
    fund: Dong = 0

    def label(self, what: What) -> Label:
        return Label(self.producer, what, self.category, self.reference)

    @property
    def is_nothing(self) -> bool:
        """Neither the buyer nor the platform gives anything for it, and nothing is kept."""
        return not (self.amount or self.promotion or self.frozen.fee or self.frozen.tax)

    @property
    def payee(self) -> Owner:
        """Who is owed what the buyer paid."""
        return self.owner or Owner(Code.PRODUCER, self.producer)

    def payee_label(self, what: What) -> Label:
        return replace(self.label(what), producer=self.payee.producer)


def postings(item: Item, side: Side) -> list[Line]:
    """What an item writes: the buyer's money, and what is kept of it."""
    frozen, tax = item.frozen, Code.TAX_WITHHELD
    about = item.payee_label(What.PROMOTION)
    return [
        *_paid(item, side),
        *move(Code.PROMOTION, item.payee.account, item.promotion, about),
        *move(side.dues, Code.COMMISSION, frozen.fee, item.label(What.FEE)),
        *move(side.dues, tax, frozen.vat_withheld, item.label(What.VAT)),
        *move(side.dues, tax, frozen.pit_withheld, item.label(What.PIT)),
        *move(side.dues, Code.VILLAGE_FUND, item.fund, item.label(What.FUND)),
    ]


def _paid(item: Item, side: Side) -> list[Line]:
    """The buyer's money on one side, what it was for on the other."""
    if not item.amount:
        return []
    if item.owner:
        return _paid_for_another(item, item.owner, side)
    return [
        Line(side.money, item.amount, item.label(What.MONEY)),
        Line(side.owed, -item.amount, item.label(item.what)),
    ]


def _paid_for_another(item: Item, owner: Owner, side: Side) -> list[Line]:
    """A maker who took the money in himself owes it on; else it is owed to its owner at once."""
    owed = Line(owner.account, -item.amount, item.payee_label(item.what))
    if side.owed == Code.PRODUCER_SALES:
        return [
            *_paid(replace(item, owner=None), side),
            Line(Code.RECEIVABLE, item.amount, item.label(item.what)),
            owed,
        ]
    waits = side.money == Code.COD_IN_TRANSIT
    label = item.payee_label if waits else item.label
    return [Line(side.money, item.amount, label(What.MONEY)), owed]
