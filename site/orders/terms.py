"""Until when goods may be returned, and what counts as fresh."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from catalog.models import Product, ShipPolicy

from .models import GoodsKind, OrderLine, ProducerOrder, ReturnTerm, State

FRESH_DAYS = 7


def kind_of(product: Product) -> GoodsKind:
    """Fresh: brought on the day it is made, or eaten within a week."""
    short = 0 < product.shelf_life_days <= FRESH_DAYS
    fresh = product.ship_policy == ShipPolicy.SAME_DAY or short
    return GoodsKind.FRESH if fresh else GoodsKind.OTHER


def return_until(line: OrderLine) -> datetime | None:
    """The end of the buyer's time to return a line; None before delivery or without a rule."""
    delivered = line.part.happened_at(State.DELIVERED)
    bought = timezone.localdate(line.part.order.placed_at)
    window = ReturnTerm.objects.window(line.goods_kind, bought)
    return delivered + window if delivered and window else None


def last_return(part: ProducerOrder) -> datetime | None:
    """When the last line of a delivered part can no longer be returned; None without a rule."""
    ends = [return_until(line) for line in part.lines.all()]
    known = [end for end in ends if end]
    return max(known) if ends and len(known) == len(ends) else None


def first_return(lines: Iterable[OrderLine]) -> datetime | None:
    """The nearest end of the time to return any of these lines; None before delivery."""
    ends = [end for line in lines if (end := return_until(line))]
    return min(ends, default=None)
