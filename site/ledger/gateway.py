"""What the card gateway keeps, converts and takes back: by payment, not by maker (payments.md 4.5, 4.6)."""

from dataclasses import dataclass
from typing import Any

from payments.models import Payment
from vietnam.dong import Dong

from . import journal
from .chart import Code
from .journal import Label, move
from .models import Entry, Kind, What


@dataclass(frozen=True)
class Settled:
    """A balance transaction of the gateway: gross and fee in the smallest unit of `currency`."""

    gross: int
    fee: int
    currency: str = "VND"


def book_gateway_fee(payment: Payment, settled: Settled) -> None:
    """The gateway's own fee, and the conversion when it keeps our money in another currency."""
    label = Label(what=What.FEE, reference=payment.code, currency=settled.currency)
    if settled.currency != payment.currency:
        _book_exchange(payment, settled)
    if settled.fee:
        journal.post(
            f"psp:{payment.code}",
            payment.reference,
            move(Code.PSP_FEE, Code.GATEWAY, settled.fee, label),
            kind=Kind.GATEWAY_FEE,
            at=payment.paid_at,
        )


def _book_exchange(payment: Payment, settled: Settled) -> None:
    """Four lines over equity:fx: đồng leave the gateway's account, the other currency enters."""
    ours = Label(reference=payment.code, currency=payment.currency)
    theirs = Label(reference=payment.code, currency=settled.currency)
    journal.post(
        f"fx:{payment.code}",
        payment.reference,
        [
            *move(Code.FX, Code.GATEWAY, payment.amount, ours),
            *move(Code.GATEWAY, Code.FX, settled.gross, theirs),
        ],
        kind=Kind.EXCHANGE,
        at=payment.paid_at,
    )


def book_dispute(payment: Payment, external_id: str, amount: Dong, fee: Dong) -> Entry:
    """The gateway withdrew a disputed sum and its fee; until it is decided we bear both."""
    label = Label(reference=payment.code)
    return journal.post(
        f"dispute:{external_id}",
        payment.reference,
        move(Code.CHARGEBACK, Code.GATEWAY, amount + fee, label),
        kind=Kind.DISPUTE,
    )


def unbook_dispute(external_id: str, *, by: Any = None) -> None:
    """Won: the gateway gave the sum back. Nothing happens when none was withdrawn."""
    entry = journal.find(f"dispute:{external_id}")
    if entry:
        journal.reverse(entry, f"dispute-won:{external_id}", kind=Kind.DISPUTE, by=by)
