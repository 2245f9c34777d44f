"""What a refund takes back of a sale: always of the frozen figures, never computed anew."""

from dataclasses import replace

from django.db.models import Sum

from vietnam.dong import Dong

from .chart import Code
from .models import Kind, Posting, PostingQuerySet, What
from .rates import Frozen, part_reversed
from .sides import OWED, Item


def given_back(item: Item, amount: Dong) -> Item:
    """The negative item for refunding `amount` of what was sold; fee and taxes in proportion.

    All refunds of an item together reverse exactly what was frozen: the last one takes the rest.
    The caller holds the lock of the order or booking.
    """
    before = _given_back_before(item.reference)
    share = _Share(before, min(before.get(What.GOODS, 0) + amount, item.amount), item)
    frozen = Frozen(
        fee=-share.of(What.FEE, item.frozen.fee),
        vat_withheld=-share.of(What.VAT, item.frozen.vat_withheld),
        pit_withheld=-share.of(What.PIT, item.frozen.pit_withheld),
    )
    return replace(item, amount=-amount, frozen=frozen)


class _Share:
    """What of each frozen figure is still to be reversed once so much went back in all."""

    def __init__(self, before: dict[str, Dong], refunded: Dong, item: Item) -> None:
        self.before, self.refunded, self.total = before, refunded, item.amount

    def of(self, what: What, frozen: Dong) -> Dong:
        return part_reversed(frozen, self.refunded, self.total) - self.before.get(
            what, 0
        )


def _given_back_before(reference: str) -> dict[str, Dong]:
    """What earlier refunds of a line took back, by kind, in đồng."""
    refunds = Posting.objects.filter(reference=reference, entry__kind=Kind.REFUND)
    goods = refunds.on(*OWED).filter(what=What.GOODS)
    kept = refunds.on(Code.COMMISSION, Code.TAX_WITHHELD)
    return {**_by_what(goods), **_by_what(kept)}


def _by_what(postings: PostingQuerySet) -> dict[str, Dong]:
    rows = postings.order_by().values("what").annotate(sum=Sum("amount"))
    return {row["what"]: row["sum"] for row in rows}
