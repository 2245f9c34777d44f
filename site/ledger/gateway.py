"""What the card gateway keeps, converts and takes back: by payment, not by maker (payments.md 4.5, 4.6)."""

from dataclasses import dataclass
from typing import Any

from payments.models import BalanceMovement, Payment
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
        _book_exchange(payment, payment.code, payment.amount, settled)
    if settled.fee:
        journal.post(
            f"psp:{payment.code}",
            payment.reference,
            move(Code.PSP_FEE, Code.GATEWAY, settled.fee, label),
            kind=Kind.GATEWAY_FEE,
            at=payment.paid_at,
        )


def _book_exchange(payment: Payment, code: str, amount: Dong, settled: Settled) -> None:
    """Four lines over equity:fx: đồng leave the gateway's account, the other currency enters.

    Of a refund both amounts are negative, and the lines run the other way.
    """
    ours = Label(reference=payment.code, currency=payment.currency)
    theirs = Label(reference=payment.code, currency=settled.currency)
    journal.post(
        f"fx:{code}",
        payment.reference,
        [
            *move(Code.FX, Code.GATEWAY, amount, ours),
            *move(Code.GATEWAY, Code.FX, settled.gross, theirs),
        ],
        kind=Kind.EXCHANGE,
        at=payment.paid_at if amount > 0 else None,
    )


def book_movement(movement: BalanceMovement) -> None:
    """A line of the gateway's account, once: with these our account of it equals its own.

    The đồng of a sale and of a refund are booked with the sale and the refund.
    """
    settled = Settled(movement.amount, movement.fee, movement.currency)
    payment, refund, dispute = movement.payment, movement.refund, movement.dispute
    if dispute and movement.amount < 0:
        book_dispute(
            payment,
            dispute.external_id,
            -movement.amount,
            movement.fee,
            movement.currency,
        )
    elif dispute:
        unbook_dispute(dispute.external_id)
    elif refund and movement.currency != payment.currency:
        _book_exchange(payment, refund.code, -refund.amount, settled)
    elif refund is None:
        book_gateway_fee(payment, settled)


def book_dispute(
    payment: Payment, external_id: str, amount: int, fee: int, currency: str = "VND"
) -> Entry:
    """The gateway withdrew a disputed sum and its fee; until it is decided we bear both.

    Both in the smallest unit of `currency`, in which the gateway settles.
    """
    label = Label(reference=payment.code, currency=currency)
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
