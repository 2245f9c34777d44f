"""Sales and refunds as entries, for whatever is sold: goods of an order, places of a tour.

Groups are items by the code of what was contracted (a producer order, a booking). Keys:
`sale:<code>:<payment>` and `refund:<refund>:<code>`; telling the same twice writes it once.
"""

from collections.abc import Mapping, Sequence

from payments.models import Holder, Payment, Refund
from vietnam.dong import Dong, split

from . import journal
from .chart import Code
from .journal import Label, Line, move
from .models import Entry, Kind, What
from .shares import booked, minus, negative, share
from .sides import SIDES, Item, postings, refund_side

Groups = Mapping[str, Sequence[Item]]


def remaining(items: Sequence[Item]) -> list[Item]:
    """What earlier payments have not paid for yet."""
    rest = [minus(item, booked(item, Kind.SALE)) for item in items]
    return [item for item in rest if item.amount > 0]


def sell(payment: Payment, groups: Groups) -> None:
    """The money of a payment has come: it pays the items in proportion to what is still due of them.

    A deposit so pays a part of everything; money beyond what is due is the buyer's credit.
    """
    if Entry.objects.filter(key__endswith=f":{payment.code}", kind=Kind.SALE).exists():
        return
    due = {code: remaining(items) for code, items in groups.items()}
    amounts = [item.amount for items in due.values() for item in items]
    paid = min(payment.amount, sum(amounts))
    shares = iter(split(paid, amounts) if paid else [])
    lines = {
        code: [line for item in items for line in _sold(payment, item, next(shares))]
        for code, items in due.items()
    }
    first = next(iter(groups))
    lines[first] += _credit(payment, payment.amount - paid, groups[first])
    for code, written in lines.items():
        _post_sale(payment, code, written)


def _sold(payment: Payment, item: Item, amount: Dong) -> list[Line]:
    return postings(share(item, amount), SIDES[Holder(payment.held_by)])


def _credit(payment: Payment, amount: Dong, items: Sequence[Item]) -> list[Line]:
    label = Label(items[0].producer, What.MONEY, reference=payment.reference)
    side = SIDES[Holder(payment.held_by)]
    return move(side.money, Code.BUYER_CREDIT, amount, label)


def _post_sale(payment: Payment, code: str, lines: list[Line]) -> None:
    if lines:
        key = f"sale:{code}:{payment.code}"
        journal.post(key, payment.reference, lines, kind=Kind.SALE, at=payment.paid_at)


def give_back(refund: Refund, code: str, items: Sequence[Item]) -> None:
    """The money of a refund has left. `items` say what for, with positive amounts.

    Fees and taxes are taken back in proportion to what the books say was sold; all refunds of an
    item together take back exactly that. The caller holds the lock of what was contracted.
    """
    key = f"refund:{refund.code}:{code or '?'}"
    if journal.find(key) is None:
        journal.post(
            key,
            refund.reason,
            [line for item in items for line in _taken_back(refund, item)],
            kind=Kind.REFUND,
            at=refund.done_at,
            by=refund.approved_by,
        )


def _taken_back(refund: Refund, item: Item) -> list[Line]:
    side = refund_side(refund)
    ours = side.refunds in (Code.BANK, Code.GATEWAY)
    if item.what == What.GOODWILL and ours:
        # A gesture is borne by whoever pays it.
        return move(Code.REFUND_LOSS, side.refunds, item.amount, item.label(item.what))
    return postings(negative(_back(item)), side)


def _back(item: Item) -> Item:
    """Of the item's figures in the books, what this refund takes back."""
    sold = booked(item, Kind.SALE)
    before = negative(booked(item, Kind.REFUND))
    after = share(sold, before.amount + item.amount)
    return minus(after, before)


def unclear(refund: Refund, code: str, amount: Dong) -> None:
    """Money that left for something we do not know waits on an account of its own."""
    label = Label(what=What.MONEY, reference=code)
    lines = move(Code.UNCLEAR, refund_side(refund).refunds, amount, label)
    key = f"refund:{refund.code}:?{code}"[:80]
    journal.post(key, refund.reason, lines, kind=Kind.REFUND, at=refund.done_at)


def take_back(refund: Refund) -> None:
    """The money of a refund came back after it had left: its entries are reversed."""
    for entry in Entry.objects.filter(key__startswith=f"refund:{refund.code}:"):
        key = entry.key.replace("refund:", "refund-failed:", 1)
        journal.reverse(entry, key, kind=Kind.REFUND)
