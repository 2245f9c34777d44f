"""What orders write into the ledger: sales, refunds, carriers' pay-outs (commerce.md 1)."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone

from catalog.models import Product
from ledger import rates, selling
from ledger.chart import Code
from ledger.models import Kind, What
from ledger.rates import Frozen, Sold
from ledger.shares import portion
from ledger.sides import Item, Owner
from payments.models import (
    HOLDER_OF,
    Holder,
    Method,
    Payment,
    Refund,
    RefundItem,
    RefundKind,
)
from vietnam.dong import Dong, proportion

from .models import (
    FeeReceiver,
    OrderLine,
    ProducerOrder,
    ReturnLine,
    ReturnState,
    Settlement,
    State,
)

GOING_BACK = Q(back__state__in=[ReturnState.GOODS_BACK, ReturnState.REFUNDED]) | Q(
    back__state=ReturnState.ACCEPTED, back__keeps_goods=True
)


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
        product,
    )
    return vars(rates.freeze(line, on=timezone.localdate()))


def items_of(part: ProducerOrder) -> list[Item]:
    """What is sold by one maker, and the delivery fee, which goes to whoever pays the carrier."""
    return [
        *(line_item(part, line) for line in part.lines.all()),
        *_delivery(part, part.shipping_fee),
    ]


def _delivery(part: ProducerOrder, amount: Dong) -> list[Item]:
    """`amount` of the fee, as its owner's; what the maker took for wrapping a gift stays his."""
    owner = fee_owner(part)
    whole = Item(
        part.producer,
        What.DELIVERY,
        part.code,
        amount,
        promotion=part.shipping_discount_borne_by_platform,
        owner=owner,
    )
    if owner is None or not part.wrap_fee:
        return [whole]
    wrap = proportion(part.wrap_fee, amount, part.shipping_fee)
    wrapped = Item(part.producer, What.DELIVERY, f"{part.code}-goi", wrap)
    return [replace(whole, amount=amount - wrap), wrapped]


def fee_owner(part: ProducerOrder) -> Owner | None:
    """Whose the delivery fee is, frozen when the order was placed; None is the maker."""
    if part.fee_receiver == FeeReceiver.MAKER:
        return None
    place = part.consolidated_by
    sender = place.producer if place else part.seller_of_record
    if sender == part.producer:
        return None
    # Mode D: these are the books of the seller of record, and the fee is its own income.
    if sender is None or sender == part.seller_of_record:
        return Owner(Code.DELIVERY_INCOME)
    return Owner(Code.PRODUCER, sender)


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
    if parts and not selling.is_booked(payment, [part.code for part in parts]):
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
    if not (parts and refund.moves_money) or refund.payment.is_returning:
        return
    groups: dict[str, list[Item]] = {}
    for given in refund.items.all():
        part = parts.get(_part_code(given, parts))
        if found := part and _items(part, given):
            groups.setdefault(part.code, []).extend(found)
        else:
            selling.unclear(refund, given.reference, given.amount)
    for code, items in groups.items():
        selling.give_back(refund, code, items)


def _part_code(given: RefundItem, parts: dict[str, ProducerOrder]) -> str:
    """A line's code is its part's code and a number."""
    if given.reference in parts:
        return given.reference
    return given.reference.rpartition("-")[0]


def _items(part: ProducerOrder, given: RefundItem) -> list[Item]:
    """What a refund's item gives back; nothing when there is no such line."""
    if given.kind == RefundKind.DELIVERY:
        return [item for item in _delivery(part, given.amount) if item.amount]
    if given.kind == RefundKind.GOODWILL:
        return [Item(part.producer, What.GOODWILL, part.code, given.amount)]
    category = (
        part.lines.filter(pk=given.reference.rpartition("-")[2])
        .values_list("tax_category", flat=True)
        .first()
    )
    if category is None:
        return []
    about = given.reference
    return [Item(part.producer, What.GOODS, about, given.amount, category)]


@transaction.atomic
def book_free(part: ProducerOrder) -> None:
    """A part that vouchers paid for wholly reached its buyer: the platform owes what it bears of it."""
    if part.total == 0:
        key = f"sale:{part.code}:voucher"
        held_by = holder(part.settlement)
        selling.settle_free(key, items_of(part), held_by, Kind.SALE)


@transaction.atomic
def take_back_free(part: ProducerOrder, occasion: str) -> None:
    """Lines the buyer paid nothing for were cancelled, made fewer or given back; `occasion` names it once."""
    items = [_kept(part, line) for line in part.lines.all()]
    key = f"refund-free:{part.code}:{occasion}"
    selling.settle_free(key, items, holder(part.settlement), Kind.REFUND)


def _kept(part: ProducerOrder, line: OrderLine) -> Item:
    """What the buyer keeps of a line, as it should stand in the books."""
    back = ReturnLine.objects.filter(GOING_BACK, line=line)
    count = back.aggregate(n=Sum("quantity"))["n"] or 0
    gone = part.state in (State.CANCELLED, State.RETURNED) or not line.sold
    left = Fraction(0) if gone else Fraction(line.sold - count, line.sold)
    return portion(line_item(part, line), left)


def unbook_refund(refund: Refund) -> None:
    """The money came back after it had left."""
    selling.take_back(refund)
