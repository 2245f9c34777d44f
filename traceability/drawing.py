"""The value chain as a picture: a row per step, raw materials on top. A list beside it says the same."""

from dataclasses import dataclass

from .chain import Link
from .models import Lot

WIDTH, HEIGHT, GAP_X, GAP_Y = 176, 60, 12, 36
LETTERS = 18


@dataclass(frozen=True)
class Box:
    lot: Lot
    x: int
    y: int
    is_here: bool
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def title(self) -> str:
        return shortened(self.lot.what)

    @property
    def maker(self) -> str:
        return shortened(str(self.lot.maker or self.lot.location))


@dataclass(frozen=True)
class Arrow:
    x1: int
    y1: int
    x2: int
    y2: int


@dataclass(frozen=True)
class Drawing:
    boxes: list[Box]
    arrows: list[Arrow]
    width: int
    height: int


def shortened(text: str) -> str:
    return text if len(text) <= LETTERS else f"{text[: LETTERS - 1].rstrip()}…"


def draw(here: Lot, up: list[Link], down: list[Link]) -> Drawing:
    rows: dict[int, list[Lot]] = {0: [here]}
    placed = {here}
    for sign, links in ((-1, up), (1, down)):
        for link in links:
            if link.lot not in placed:
                rows.setdefault(sign * link.depth, []).append(link.lot)
                placed.add(link.lot)
    boxes = _boxes(rows, here)
    pairs = [(one.lot, one.of) for one in up] + [(one.of, one.lot) for one in down]
    arrows = [_arrow(boxes[a], boxes[b]) for a, b in dict.fromkeys(pairs)]
    widest = max(len(lots) for lots in rows.values())
    height = len(rows) * (HEIGHT + GAP_Y) - GAP_Y + 2
    return Drawing([*boxes.values()], arrows, _width(widest) + 2, height)


def _width(boxes: int) -> int:
    return boxes * (WIDTH + GAP_X) - GAP_X


def _boxes(rows: dict[int, list[Lot]], here: Lot) -> dict[Lot, Box]:
    top, whole = min(rows), _width(max(len(lots) for lots in rows.values()))
    return {
        lot: Box(
            lot,
            (whole - _width(len(lots))) // 2 + number * (WIDTH + GAP_X) + 1,
            (row - top) * (HEIGHT + GAP_Y) + 1,
            lot == here,
        )
        for row, lots in rows.items()
        for number, lot in enumerate(lots)
    }


def _arrow(start: Box, end: Box) -> Arrow:
    middle = WIDTH // 2
    return Arrow(start.x + middle, start.y + HEIGHT, end.x + middle, end.y - 3)
