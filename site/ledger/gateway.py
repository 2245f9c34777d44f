"""What the card gateway keeps, converts and takes back: by payment, not by maker (payments.md 4.5, 4.6)."""

from dataclasses import dataclass

from payments.models import BalanceMovement, Payment, Refund
from vietnam.dong import Dong

from . import journal
from .chart import Code
from .journal import Label, move
from .models import Kind, What


@dataclass(frozen=True)
class Settled:
    """A balance transaction of the gateway: gross and fee in the smallest unit of `currency`."""

    gross: int
    fee: int
    currency: str = "VND"


def book_gateway_fee(
    payment: Payment, settled: Settled, refund: Refund | None = None
) -> None:
    """The gateway's own fee, and the conversion when it keeps our money in another currency.

    Of a refund: what it keeps for giving back, or what it gives back of its first fee (below 0).
    """
    code, amount, at = payment.code, payment.amount, payment.paid_at
    if refund:
        code, amount, at = refund.code, -refund.amount, refund.done_at
    label = Label(what=What.FEE, reference=payment.code, currency=settled.currency)
    if settled.currency != payment.currency:
        _book_exchange(payment, code, amount, settled)
    if settled.fee:
        journal.post(
            f"psp:{code}",
            payment.reference,
            move(Code.PSP_FEE, Code.GATEWAY, settled.fee, label),
            kind=Kind.GATEWAY_FEE,
            at=at,
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
    if dispute:
        _book_disputed(payment, dispute.external_id, settled)
    else:
        book_gateway_fee(payment, settled, refund)


def _book_disputed(payment: Payment, external_id: str, settled: Settled) -> None:
    """Withdrawn, or given back when we won: what really moved, fee and all; until then we bear it."""
    net = settled.gross - settled.fee
    happened = "dispute" if net < 0 else "dispute-won"
    label = Label(reference=payment.code, currency=settled.currency)
    journal.post(
        f"{happened}:{external_id}",
        payment.reference,
        move(Code.GATEWAY, Code.CHARGEBACK, net, label),
        kind=Kind.DISPUTE,
    )
