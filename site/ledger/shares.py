"""What of an item is in the books already, and a share of the rest: nothing is ever computed anew."""

from dataclasses import replace

from django.db.models import Sum

from vietnam.dong import Dong

from .chart import Code
from .models import Kind, Posting, What
from .rates import Frozen
from .sides import OWED, Item

KEPT = (Code.COMMISSION, Code.TAX_WITHHELD)


def booked(item: Item, *kinds: Kind) -> Item:
    """What entries of these kinds say of the same reference so far; a sale is positive."""
    told = Posting.objects.filter(reference=item.reference, entry__kind__in=kinds)
    paid = told.on(*OWED).filter(what=item.what).total()
    rows = (
        told.on(*KEPT, Code.PROMOTION)
        .order_by()
        .values("what")
        .annotate(sum=Sum("amount"))
    )
    sums: dict[str, Dong] = {row["what"]: row["sum"] for row in rows}
    if item.what == What.GOODWILL:
        sums = {}
    frozen = Frozen(
        fee=-sums.get(What.FEE, 0),
        vat_withheld=-sums.get(What.VAT, 0),
        pit_withheld=-sums.get(What.PIT, 0),
    )
    promotion = sums.get(What.PROMOTION, 0)
    return replace(item, amount=-paid, frozen=frozen, promotion=promotion)


def minus(item: Item, other: Item) -> Item:
    """The difference, figure by figure."""
    one, two = item.frozen, other.frozen
    frozen = Frozen(
        one.fee - two.fee,
        one.vat_withheld - two.vat_withheld,
        one.pit_withheld - two.pit_withheld,
    )
    return replace(
        item,
        amount=item.amount - other.amount,
        frozen=frozen,
        promotion=item.promotion - other.promotion,
    )


def share(item: Item, amount: Dong) -> Item:
    """The item scaled to `amount`; rounded down, so that the last share of a whole takes the rest."""
    if amount >= item.amount:
        return replace(item, amount=amount)

    def part(figure: Dong) -> Dong:
        return figure * amount // item.amount

    kept = item.frozen
    frozen = Frozen(part(kept.fee), part(kept.vat_withheld), part(kept.pit_withheld))
    return replace(item, amount=amount, frozen=frozen, promotion=part(item.promotion))


def negative(item: Item) -> Item:
    return minus(replace(item, amount=0, frozen=Frozen(), promotion=0), item)
