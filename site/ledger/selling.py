"""Sales and refunds as entries, for whatever is sold: goods of an order, places of a tour.

Groups are items by the code of what was contracted (a producer order, a booking). Keys:
`sale:<code>:<payment>` and `refund:<refund>:<code>`; telling the same twice writes it once.
"""

from collections.abc import Iterable, Mapping, Sequence

from payments.models import Holder, Payment, Refund
from vietnam.dong import Dong, split

from . import journal
from .chart import Code
from .journal import Label, Line, move
from .models import Entry, Kind, What
from .shares import booked, minus, negative, share
from .sides import SIDES, Item, postings, refund_side

Groups = Mapping[str, Sequence[Item]]
SETTLED = (Kind.SALE, Kind.REFUND)


def remaining(items: Sequence[Item]) -> list[Item]:
    """What earlier payments have not paid for yet; what a voucher paid for wholly counts until it is booked."""
    rest = [(item, minus(item, sold(item))) for item in items]
    return [left for item, left in rest if left.amount > 0 or _is_owed(item, left)]


def _is_owed(item: Item, left: Item) -> bool:
    return item.amount == 0 and not left.is_nothing


def is_booked(payment: Payment, codes: Iterable[str]) -> bool:
    """Whether an entry of this payment is there for any of what was contracted."""
    keys = [_sale_key(code, payment) for code in codes]
    return Entry.objects.filter(key__in=keys).exists()


def _sale_key(code: str, payment: Payment) -> str:
    return f"sale:{code}:{payment.code}"


def sell(payment: Payment, groups: Groups) -> None:
    """The money of a payment has come: it pays the items in proportion to what is still due of them.

    A deposit so pays a part of everything; money beyond what is due is the buyer's credit.
    """
    if is_booked(payment, groups):
        return
    due = {code: remaining(items) for code, items in groups.items()}
    amounts = [item.amount for items in due.values() for item in items]
    paid = min(payment.amount, sum(amounts))
    shares = iter(split(paid, amounts) if paid else [0] * len(amounts))
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
        journal.post(
            _sale_key(code, payment),
            payment.reference,
            lines,
            kind=Kind.SALE,
            at=payment.paid_at,
            payment=payment,
        )


def settle_free(key: str, items: Sequence[Item], held_by: Holder, kind: Kind) -> None:
    """Bring the books of what the buyer pays nothing for to `items`: a voucher paid for it wholly.

    The platform owes the maker what it bears; what is kept of that is taken as if the buyer's money
    were held by `held_by`. `kind` is a sale the first time, later a refund that takes back.
    """
    side = SIDES[held_by]
    told = items if kind == Kind.SALE else [one for one in items if _was_free(one)]
    lines = [
        line
        for item in told
        for line in postings(minus(item, booked(item, *SETTLED)), side)
    ]
    if lines:
        journal.post(key, key.split(":")[1], lines, kind=kind)


def _was_free(item: Item) -> bool:
    before = sold(item)
    return before.amount == 0 and not before.is_nothing


def sold(item: Item) -> Item:
    return booked(item, Kind.SALE)


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
    before = negative(booked(item, Kind.REFUND))
    after = share(sold(item), before.amount + item.amount)
    return minus(after, before)


def keep_for_buyer(payment: Payment) -> None:
    """Money that bought nothing is the buyer's until it has gone back: key `sale:<reference>:<payment>`."""
    label = Label(what=What.MONEY, reference=payment.code)
    side = SIDES[Holder(payment.held_by)]
    lines = move(side.money, Code.BUYER_CREDIT, payment.amount, label)
    key = _sale_key(payment.reference, payment)
    reason = payment.review_reason
    journal.post(key, reason, lines, kind=Kind.SALE, payment=payment)


def give_buyer_back(refund: Refund) -> None:
    """It has gone back; key `refund:<refund>:<reference>`, so that `take_back` finds it."""
    label = Label(what=What.MONEY, reference=refund.payment.code)
    lines = move(Code.BUYER_CREDIT, refund_side(refund).refunds, refund.amount, label)
    key = f"refund:{refund.code}:{refund.payment.reference}"
    journal.post(
        key,
        refund.reason,
        lines,
        kind=Kind.REFUND,
        at=refund.done_at,
        by=refund.approved_by,
    )


def unclear(refund: Refund, code: str, amount: Dong) -> None:
    """Money that left for something we do not know waits on an account of its own."""
    label = Label(what=What.MONEY, reference=code)
    lines = move(Code.UNCLEAR, refund_side(refund).refunds, amount, label)
    key = f"refund:{refund.code}:?{code}"[:80]
    journal.post(key, refund.reason, lines, kind=Kind.REFUND, at=refund.done_at)


def take_back(refund: Refund) -> None:
    """The money of a refund came back after it had left: its entries are reversed."""
    codes = {"?", refund.payment.reference}
    for item in refund.items.all():
        line = item.reference
        codes |= {line, line.rpartition("-")[0], f"?{line}"}
    keys = [f"refund:{refund.code}:{code}"[:80] for code in codes]
    for entry in Entry.objects.filter(key__in=keys):
        key = entry.key.replace("refund:", "refund-failed:", 1)
        journal.reverse(entry, key, kind=Kind.REFUND)
