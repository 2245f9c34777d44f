"""Cash that carriers collected and pay out, net of their own fees (commerce.md 1, mode B)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from payments.models import Holder
from producers.models import Producer
from vietnam.dong import Dong

from . import journal
from .chart import Code
from .journal import Label, Line, move
from .models import Entry, Kind, What


@dataclass(frozen=True)
class Collected:
    """One parcel of a carrier's list: what it collected and what it keeps of that, in đồng.

    `to` is on whose account it arrives, where that is not whose money it is.
    """

    producer: Producer
    reference: str
    amount: Dong
    carrier_fee: Dong = 0
    to: Producer | None = None

    def label(self, what: What) -> Label:
        return Label(self.producer, what, reference=self.reference)


def book_remittance(
    code: str,
    parcels: Sequence[Collected],
    paid_out: Dong,
    *,
    to: Holder = Holder.PRODUCER,
    at: datetime | None = None,
    by: Any = None,
) -> Entry:
    """A carrier paid out what it collected: key `cod:<code>`, booked once.

    `to` says on whose account it arrived: the maker's own, or ours. What the carrier paid more or
    less than its list says waits on an account of its own until somebody has asked.
    """
    arrived = Code.PRODUCER if to == Holder.PRODUCER else Code.BANK
    lines = [line for parcel in parcels for line in _parcel(parcel, arrived)]
    missing = sum(each.amount - each.carrier_fee for each in parcels) - paid_out
    about = Label(parcels[0].producer, reference=code)
    lines += move(Code.UNCLEAR, arrived, missing, about)
    return journal.post(f"cod:{code}", code, lines, kind=Kind.REMITTANCE, at=at, by=by)


def _parcel(parcel: Collected, arrived: Code) -> list[Line]:
    net = parcel.amount - parcel.carrier_fee
    fee, money = parcel.label(What.DELIVERY), parcel.label(What.MONEY)
    came_to = replace(money, producer=parcel.to or parcel.producer)
    paid_out = [Line(arrived, net, came_to), Line(Code.COD_IN_TRANSIT, -net, money)]
    return [
        *(paid_out if net else []),
        *move(Code.PRODUCER, Code.COD_IN_TRANSIT, parcel.carrier_fee, fee),
    ]
