"""Statements as PDF: a few lines about them and a table of words and đồng."""

from collections.abc import Sequence
from typing import Any

from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, Spacer, Table, TableStyle

from core import papers
from core.papers import STRONG, TEXT, WIDTH, words
from vietnam.dong import format_vnd

LINE = TableStyle(
    [
        ("LINEBELOW", (0, 0), (-1, -1), 0.3, "#9a9a9a"),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ]
)


def pdf(title: str, about: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """A page or more: title, a few lines about it, a table of words and đồng.

    A number in a row is money; a row of one word is a heading within the table.
    """
    lines = [words(line) for line in about]
    return papers.pdf(title, [*lines, Spacer(0, 6 * mm), _table(rows)])


def _table(rows: Sequence[Sequence[Any]]) -> Table:
    columns = max(len(row) for row in rows)
    money = 34 * mm
    widths = [WIDTH - money * (columns - 1), *[money] * (columns - 1)]
    return Table([_row(row, columns) for row in rows], widths, style=LINE, repeatRows=0)


def _row(row: Sequence[Any], columns: int) -> list[Any]:
    font = STRONG if len(row) < columns else TEXT
    cells = [_cell(value, font) for value in row]
    return cells + [""] * (columns - len(cells))


def _cell(value: Any, font: str) -> Paragraph:
    if isinstance(value, int):
        return words(format_vnd(value, "vi"), alignment=TA_RIGHT)
    return words(value, font)
