"""What orders write into the ledger: sales, refunds, carriers' pay-outs (commerce.md 1)."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from catalog.models import Product
from ledger import rates, selling
from ledger.models import What
from ledger.rates import Frozen, Sold
from ledger.sides import Item
from payments.models import (
    HOLDER_OF,
    Holder,
    Method,
    Payment,
    Refund,
    RefundItem,
    RefundKind,
)
from vietnam.dong import Dong

from .models import OrderLine, ProducerOrder, Settlement, State


def holder(settlement: str) -> Holder:
    """In whose hands the money of this way of settling will be."""
    if settlement == Settlement.COOP:
        return Holder.PLATFORM
    return HOLDER_OF[Method(settlement)]


def frozen(part: ProducerOrder, product: Product, amount: Dong) -> dict[str, Any]:
    """Fee and withheld taxes of a line as of today, for its columns."""
    line = Sold(
        part.producer,
        product.category,
        product.tax_category,
        amount,
        holder(part.settlement),
    )
    return vars(rates.freeze(line, on=timezone.localdate()))


def items_of(part: ProducerOrder) -> list[Item]:
    """What is sold by one maker; the delivery fee goes to whoever sends the parcel: the maker."""
    return [
        *(line_item(part, line) for line in part.lines.all()),
        Item(
            part.producer,
            What.DELIVERY,
            part.code,
            part.shipping_fee,
            promotion=part.shipping_discount_borne_by_platform,
        ),
    ]


def line_item(part: ProducerOrder, line: OrderLine) -> Item:
    kept = Frozen(
        line.final(line.fee),
        line.final(line.vat_withheld),
        line.final(line.pit_withheld),
    )
    return Item(
        part.producer,
        What.GOODS,
        line.code,
        line.total,
        line.tax_category,
        kept,
        line.final(line.discount_borne_by_platform),
    )


@transaction.atomic
def book_sales(payment: Payment) -> None:
    """The money of a payment has come: an entry for each part it pays for."""
    parts = list(_parts(payment).prefetch_related("lines__variant", "order").locked())
    if parts:
        selling.sell(
            payment, {part.code: items_of(part) for part in _paid(parts, payment)}
        )


def _parts(payment: Payment) -> Any:
    return ProducerOrder.objects.filter(
        payment_reference=payment.reference
    ).select_related("producer")


def _paid(parts: list[ProducerOrder], payment: Payment) -> list[ProducerOrder]:
    """What was cancelled before is not paid for, unless the money was meant for it as well."""
    kept = [part for part in parts if part.state != State.CANCELLED]
    due = sum(
        item.amount for part in kept for item in selling.remaining(items_of(part))
    )
    return parts if payment.amount > due else kept


@transaction.atomic
def book_refund(refund: Refund) -> None:
    """The money of a refund has left: an entry for each part it concerns.

    What points at nothing we know is booked as unclear, never dropped.
    """
    parts = {part.code: part for part in _parts(refund.payment).locked()}
    if not (parts and refund.moves_money):
        return
    groups: dict[str, list[Item]] = {}
    for given in refund.items.all():
        part = parts.get(_part_code(given, parts))
        if item := part and _item(part, given):
            groups.setdefault(part.code, []).append(item)
        else:
            selling.unclear(refund, given.reference, given.amount)
    for code, items in groups.items():
        selling.give_back(refund, code, items)


def _part_code(given: RefundItem, parts: dict[str, ProducerOrder]) -> str:
    """A line's code is its part's code and a number."""
    if given.reference in parts:
        return given.reference
    return given.reference.rpartition("-")[0]


def _item(part: ProducerOrder, given: RefundItem) -> Item | None:
    """What a refund's item gives back, or None when there is no such line."""
    if given.kind != RefundKind.LINE:
        delivery = given.kind == RefundKind.DELIVERY
        what = What.DELIVERY if delivery else What.GOODWILL
        return Item(part.producer, what, part.code, given.amount)
    category = (
        part.lines.filter(pk=given.reference.rpartition("-")[2])
        .values_list("tax_category", flat=True)
        .first()
    )
    if category is None:
        return None
    return Item(part.producer, What.GOODS, given.reference, given.amount, category)


def unbook_refund(refund: Refund) -> None:
    """The money came back after it had left."""
    selling.take_back(refund)
