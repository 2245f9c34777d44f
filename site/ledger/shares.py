"""What of an item is in the books already, and a share of the rest: nothing is ever computed anew."""

from dataclasses import replace
from fractions import Fraction

from django.db.models import Sum

from vietnam.dong import Dong

from .chart import Code
from .models import Kind, Posting, What
from .rates import Frozen
from .sides import SOLD, Item

KEPT = (Code.COMMISSION, Code.TAX_WITHHELD, Code.VILLAGE_FUND)


def booked(item: Item, *kinds: Kind) -> Item:
    """What entries of these kinds say of the same reference so far; a sale is positive."""
    told = Posting.objects.filter(reference=item.reference, entry__kind__in=kinds)
    paid = told.on(*SOLD).filter(what=item.what).total()
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
    fund = -sums.get(What.FUND, 0)
    return replace(item, amount=-paid, frozen=frozen, promotion=promotion, fund=fund)


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
        fund=item.fund - other.fund,
    )


def plus(item: Item, other: Item) -> Item:
    return minus(item, negative(other))


def share(item: Item, amount: Dong) -> Item:
    """The item scaled to `amount`; rounded down, so that the last share of a whole takes the rest."""
    if amount >= item.amount:
        return replace(item, amount=amount)
    return replace(portion(item, Fraction(amount, item.amount)), amount=amount)


def portion(item: Item, part: Fraction) -> Item:
    """Every figure of the item times `part`, rounded down."""

    def of(figure: Dong) -> Dong:
        return int(figure * part)

    kept = item.frozen
    frozen = Frozen(of(kept.fee), of(kept.vat_withheld), of(kept.pit_withheld))
    return replace(
        item,
        amount=of(item.amount),
        frozen=frozen,
        promotion=of(item.promotion),
        fund=of(item.fund),
    )


def negative(item: Item) -> Item:
    return minus(replace(item, amount=0, frozen=Frozen(), promotion=0, fund=0), item)
