"""A hamper in the basket, opened into honest pieces: one maker, his packs, his part of the price."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from catalog.models import HamperPart, NotEnoughStock, Variant
from vietnam.dong import Dong, split

from .models import Basket, BasketItem, Order, OrderHamper

# Pieces stand beside items where both are known by pk; a negative one is never an item's.
MOST_PIECES = 1000
PARTS = Prefetch("variant__hamper_parts", HamperPart.objects.with_faces())


@dataclass(frozen=True)
class Piece:
    """One maker's packs in a hamper of the basket, shaped like a basket item. Prices in đồng."""

    pk: int
    hamper: BasketItem
    variant: Variant
    quantity: int
    unit_price: Dong

    @property
    def total(self) -> Dong:
        return self.unit_price * self.quantity


Sold = BasketItem | Piece


def shared_price(
    price: Dong, parts: Sequence[HamperPart]
) -> list[tuple[HamperPart, int, Dong]]:
    """The price of one hamper over its packs by their own prices, by largest remainder.

    Rows of (part, packs, đồng a pack) that sum exactly to `price`; a part comes twice where its
    packs differ by one đồng.
    """
    packs = [index for index, row in enumerate(parts) for _ in range(row.quantity)]
    amounts = split(price, [parts[index].part.price for index in packs])
    counted = Counter(zip(packs, amounts, strict=True))
    return [(parts[index], n, amount) for (index, amount), n in counted.items()]


def pieces(item: BasketItem) -> list[Piece]:
    parts = list(item.variant.hamper_parts.all())
    rows = shared_price(item.unit_price, parts) if parts else []
    return [
        Piece(
            -(item.pk * MOST_PIECES + number),
            item,
            row.part,
            packs * item.quantity,
            amount,
        )
        for number, (row, packs, amount) in enumerate(rows)
    ]


def opened(items: Iterable[BasketItem]) -> Iterator[Sold]:
    """Items as their makers will see them: every hamper replaced by its pieces."""
    for item in items:
        if item.variant.product.is_hamper:
            yield from pieces(item)
        else:
            yield item


def packs_of(basket: Basket) -> set[int]:
    """The pks of all packs this basket would take from a shelf, parts of hampers included."""
    own = set(basket.items.values_list("variant_id", flat=True))
    parts = HamperPart.objects.filter(hamper__in=own).values_list("part_id", flat=True)
    return own | set(parts)


def check_together(items: Sequence[BasketItem]) -> None:
    """Let the same pack be the same object wherever it is used, and see that all of it is there.

    The rows are locked. Raises NotEnoughStock when jars and hampers together want too many.
    """
    packs: dict[int, Variant] = {}
    for item in items:
        item.variant = packs.setdefault(item.variant_id, item.variant)
        for row in item.variant.hamper_parts.all():
            row.part = packs.setdefault(row.part_id, row.part)
    wanted: Counter[int] = Counter()
    for sold in opened(items):
        wanted[sold.variant.pk] += sold.quantity
    for pk, quantity in wanted.items():
        if quantity > packs[pk].stock:
            raise NotEnoughStock(packs[pk], packs[pk].stock)


def write_down(order: Order, items: Iterable[BasketItem], pack_by: date) -> None:
    """Keep what is sold as one, so that lines can point at it; `pack_by` tells makers the day."""
    for item in items:
        if item.variant.product.is_hamper:
            item.sold_as = OrderHamper.objects.create(
                order=order,
                variant=item.variant,
                name=item.variant.product.name,
                variant_name=item.variant.name,
                unit_price=item.unit_price,
                quantity=item.quantity,
                pack_by=pack_by,
            )


def sold_as(sold: Sold) -> OrderHamper | None:
    return sold.hamper.sold_as if isinstance(sold, Piece) else None
