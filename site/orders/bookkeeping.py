"""What orders write into the ledger: sales, refunds, carriers' pay-outs (commerce.md 1).

Keys: `sale:<part code>`, `refund:<refund code>:<part code>`, `cod:<remittance>`; whoever tells the
same thing twice writes it once.
"""

from typing import Any

from django.utils import timezone

from catalog.models import Product
from ledger import journal, rates
from ledger.journal import Line
from ledger.models import Kind, What
from ledger.rates import Frozen, Sold
from ledger.sides import SIDES, Item, Side, sold
from payments.models import HOLDER_OF, Holder, Method, Payment
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


def parts_sold(payment: Payment) -> list[ProducerOrder]:
    """The parts a payment pays for: all with its reference, or those that were not cancelled before."""
    parts = list(
        ProducerOrder.objects.filter(payment_reference=payment.reference)
        .select_related("producer")
        .prefetch_related("lines")
    )
    if sum(part.total for part in parts) == payment.amount:
        return parts
    return [part for part in parts if part.state != State.CANCELLED]


def book_sales(payment: Payment) -> None:
    """The money of a payment has come: an entry for each part it pays for."""
    for part in parts_sold(payment):
        lines = _sale(part, SIDES[Holder(payment.held_by)])
        if lines:
            journal.post(
                f"sale:{part.code}",
                str(part.order.number),
                lines,
                kind=Kind.SALE,
                at=payment.paid_at,
            )


def _sale(part: ProducerOrder, side: Side) -> list[Line]:
    items = [line_item(part, line) for line in part.lines.all()]
    items.append(delivery_item(part))
    return [posting for item in items for posting in sold(item, side)]


def line_item(part: ProducerOrder, line: OrderLine) -> Item:
    kept = Frozen(line.fee, line.vat_withheld, line.pit_withheld)
    return Item(
        part.producer, What.GOODS, line.code, line.total, line.tax_category, kept
    )


def delivery_item(part: ProducerOrder) -> Item:
    """The fee goes to whoever sends the parcel: the maker."""
    return Item(part.producer, What.DELIVERY, part.code, part.shipping_fee)
