"""What bookings write into the ledger: a tour is a service of its host (vietnam.md 4.1)."""

from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from catalog.models import TaxCategory
from ledger import rates, selling
from ledger.models import What
from ledger.shares import booked, plus
from ledger.sides import Item
from payments.models import Payment, Refund, RefundKind
from vietnam.dong import Dong, proportion

from .models import Booking


def _booking(reference: str) -> Booking | None:
    return (
        Booking.objects.select_related("slot__option__experience__host")
        .locked()
        .filter(code=reference)
        .first()
    )


@transaction.atomic
def book_sale(payment: Payment) -> None:
    """The money of a booking has come; its fee and taxes are those of the day it was made."""
    booking = _booking(payment.reference)
    if booking is None:
        return
    if not selling.is_booked(payment, [booking.code]):
        item = _visit(booking, payment)
        # `sell` takes off what earlier payments paid for: who joined later pays at the village.
        whole = plus(item, selling.sold(item))
        selling.sell(payment, {booking.code: [whole]})


def _visit(booking: Booking, payment: Payment) -> Item:
    """What one payment pays of a visit, with what is kept of that."""
    host, amount = booking.slot.option.experience.host, payment.amount
    sold = rates.Sold(host, None, TaxCategory.SERVICE, amount, payment.held_by)
    kept = rates.freeze(sold, on=timezone.localdate(booking.created_at))
    item = Item(host, What.GOODS, booking.code, amount, TaxCategory.SERVICE, kept)
    return replace(item, fund=_for_the_village(booking, item))


def _for_the_village(booking: Booking, item: Item) -> Dong:
    """Of the share the guest was told, what this payment adds to what is booked, in đồng."""
    told = booked(item, *selling.SETTLED)
    paid = min(told.amount + item.amount, booking.total)
    return proportion(booking.fund_share, paid, booking.total) - told.fund


@transaction.atomic
def book_refund(refund: Refund) -> None:
    """The money of a booking, or a part of it, has gone back."""
    booking = _booking(refund.payment.reference)
    if booking is None or not refund.moves_money or refund.payment.is_returning:
        return
    host = booking.slot.option.experience.host
    items = [
        Item(
            host,
            What.GOODWILL if given.kind == RefundKind.GOODWILL else What.GOODS,
            booking.code,
            given.amount,
            TaxCategory.SERVICE,
        )
        for given in refund.items.all()
    ]
    selling.give_back(refund, booking.code, items)


def unbook_refund(refund: Refund) -> None:
    """The money came back after it had left; a second receiver finds it done."""
    selling.take_back(refund)
