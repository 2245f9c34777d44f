"""What bookings write into the ledger: a tour is a service of its host (vietnam.md 4.1)."""

from django.db import transaction
from django.utils import timezone

from catalog.models import TaxCategory
from ledger import rates, selling
from ledger.models import What
from ledger.sides import Item
from payments.models import Payment, Refund, RefundKind

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
    host = booking.slot.option.experience.host
    sold = rates.Sold(host, None, TaxCategory.SERVICE, booking.total, payment.held_by)
    kept = rates.freeze(sold, on=timezone.localdate(booking.created_at))
    item = Item(
        host, What.GOODS, booking.code, booking.total, TaxCategory.SERVICE, kept
    )
    selling.sell(payment, {booking.code: [item]})


@transaction.atomic
def book_refund(refund: Refund) -> None:
    """The money of a booking, or a part of it, has gone back."""
    booking = _booking(refund.payment.reference)
    if booking is None or not refund.moves_money:
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
