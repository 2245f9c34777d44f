"""Whose hands the money is in decides which accounts a sale touches (commerce.md 1, modes A to E)."""

from dataclasses import dataclass

from payments.models import Holder
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


@dataclass(frozen=True)
class Item:
    """Something sold or given back of one maker: đồng, with the fee and taxes frozen for it."""

    producer: Producer
    what: What
    reference: str
    amount: Dong
    category: str = ""
    frozen: Frozen = Frozen()

    def label(self, what: What) -> Label:
        return Label(self.producer, what, self.category, self.reference)


def sold(item: Item, side: Side) -> list[Line]:
    """The postings of a sale; of the negative item, those of its return."""
    frozen = item.frozen
    return [
        *move(side.money, side.owed, item.amount, item.label(item.what)),
        *move(side.dues, Code.COMMISSION, frozen.fee, item.label(What.FEE)),
        *move(side.dues, Code.TAX_WITHHELD, frozen.vat_withheld, item.label(What.VAT)),
        *move(side.dues, Code.TAX_WITHHELD, frozen.pit_withheld, item.label(What.PIT)),
    ]
