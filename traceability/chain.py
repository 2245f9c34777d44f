"""The value chain as a graph: from what a lot was made, and what was made from it.

One step is one or two questions to the database however many lots it has; circles end by
themselves, and no walk goes deeper than DEPTH.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from .models import Event, EventItem, Lot, Part

DEPTH = 12
MADE = (Part.OUTPUT, Part.PARENT)
TAKEN = (Part.INPUT, Part.CHILD)


@dataclass(frozen=True)
class Link:
    """`lot` stands `depth` steps from where the walk began; `of` is its neighbour on the way there."""

    lot: Lot
    of: Lot
    depth: int
    event: Event
    share: str = ""


def upstream(lots: Lot | Iterable[Lot]) -> list[Link]:
    """What went into these lots, nearest first: one step back, and on."""
    return _walk(lots, MADE, TAKEN)


def downstream(lots: Lot | Iterable[Lot]) -> list[Link]:
    """What was made from these lots, nearest first: whom a recall reaches."""
    return _walk(lots, TAKEN, MADE)


def _walk(
    lots: Lot | Iterable[Lot], near: tuple[Part, ...], far: tuple[Part, ...]
) -> list[Link]:
    frontier = {lots} if isinstance(lots, Lot) else set(lots)
    seen, links = set(frontier), []
    for depth in range(1, DEPTH + 1):
        step = _step(frontier, near, far, depth)
        links += step
        frontier = {link.lot for link in step} - seen
        seen |= frontier
        if not frontier:
            break
    return links


def _step(
    frontier: set[Lot], near: tuple[Part, ...], far: tuple[Part, ...], depth: int
) -> list[Link]:
    here = EventItem.objects.filter(lot__in=frontier, part__in=near)
    events = Event.objects.standing().filter(pk__in=here.values("event"))
    items = EventItem.objects.filter(event__in=events).exclude(lot=None)
    by_event: dict[int, list[EventItem]] = {}
    for item in items.select_related(
        "event", "lot__location__producer", "lot__variant__product"
    ).order_by("event__event_time", "pk"):
        by_event.setdefault(item.event_id, []).append(item)
    return [
        Link(other.lot, mine.lot, depth, other.event, other.amount)
        for told in by_event.values()
        for mine in told
        if mine.part in near and mine.lot in frontier
        for other in told
        if other.part in far and other.lot
    ]
