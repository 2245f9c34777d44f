"""Sheets and rolls of labels sold in Vietnam, in millimetres.

The A4 grids are the common ones of 65, 40, 24 and 21 labels; “65 tem 38 × 21 mm” is what shops here
call Tomy 145. Other Tomy numbers mean different grids in different shops, so we name sizes. Makers
differ by up to a millimetre: who prints can shift the grid.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

A4 = (210.0, 297.0)


@dataclass(frozen=True)
class Sheet:
    """One page: labels of `label` (wide, high) mm, the first at `corner` from the top left, `pitch` apart."""

    slug: str
    name: Promise
    page: tuple[float, float]
    label: tuple[float, float]
    grid: tuple[int, int] = (1, 1)
    corner: tuple[float, float] = (0.0, 0.0)
    pitch: tuple[float, float] = (0.0, 0.0)

    @property
    def per_page(self) -> int:
        return self.grid[0] * self.grid[1]

    def place(self, number: int) -> tuple[float, float]:
        """The top left corner in mm of label `number` (from 0) of a page, row by row."""
        row, column = divmod(number, self.grid[0])
        return (
            self.corner[0] + column * self.pitch[0],
            self.corner[1] + row * self.pitch[1],
        )


SHEETS = [
    Sheet(
        "a4-65",
        _("Giấy A4, 65 tem 38 × 21 mm (Tomy 145)"),
        A4,
        (38.1, 21.2),
        (5, 13),
        (4.75, 10.7),
        (40.6, 21.2),
    ),
    Sheet(
        "a4-40",
        _("Giấy A4, 40 tem 52 × 30 mm"),
        A4,
        (52.5, 29.7),
        (4, 10),
        (0, 0),
        (52.5, 29.7),
    ),
    Sheet(
        "a4-24",
        _("Giấy A4, 24 tem 70 × 37 mm"),
        A4,
        (70, 37),
        (3, 8),
        (0, 0.5),
        (70, 37),
    ),
    Sheet(
        "a4-21",
        _("Giấy A4, 21 tem 63 × 38 mm"),
        A4,
        (63.5, 38.1),
        (3, 7),
        (7.25, 15.15),
        (66, 38.1),
    ),
    Sheet("cuon-50x30", _("Cuộn tem 50 × 30 mm"), (50, 30), (50, 30)),
    Sheet("cuon-40x60", _("Cuộn tem 40 × 60 mm"), (40, 60), (40, 60)),
]
BY_SLUG = {sheet.slug: sheet for sheet in SHEETS}
