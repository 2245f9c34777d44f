"""Tables as XLSX: real numbers and dates, and never a formula, whatever somebody's name begins with.

openpyxl makes the workbook and its styles; the rows are written as text into its sheet, because a
year of 50,000 lines takes its own writer, cell by cell, several times as long.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from xml.sax.saxutils import escape

from django.utils import timezone

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils.datetime import to_excel

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET = "xl/worksheets/sheet1.xml"
END = b"</sheetData>"
Rows = Iterable[Sequence[Any]]


@dataclass(frozen=True)
class Shell:
    """An empty workbook, and the numbers of its styles for a moment and for a day."""

    content: bytes
    moment: int
    day: int


def sheet(title: str, headings: Sequence[Any], rows: Rows) -> bytes:
    """A workbook of one sheet, its first row fixed."""
    shell, out = _shell(title, headings), io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(shell.content)) as empty,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book,
    ):
        for name in empty.namelist():
            content = empty.read(name)
            if name == SHEET:
                content = content.replace(END, _written(shell, rows) + END)
            book.writestr(name, content)
    return out.getvalue()


def _shell(title: str, headings: Sequence[Any]) -> Shell:
    book = Workbook()
    table = book.create_sheet(title[:31], 0)
    book.remove(book["Sheet"])
    table.freeze_panes = "A2"
    for column, text in enumerate(headings, start=1):
        table.cell(1, column, str(text)).font = Font(bold=True)
    now = timezone.make_naive(timezone.now())
    styles = [table.cell(2, 1, value).style_id for value in (now, now.date())]
    table.delete_rows(2)
    out = io.BytesIO()
    book.save(out)
    return Shell(out.getvalue(), *styles)


def _written(shell: Shell, rows: Rows) -> bytes:
    return "".join(_row(shell, row) for row in rows).encode()


def _row(shell: Shell, row: Sequence[Any]) -> str:
    return f"<row>{''.join(_cells(shell, row))}</row>"


def _cells(shell: Shell, row: Sequence[Any]) -> Iterator[str]:
    for value in row:
        if value is None:
            yield "<c/>"
        elif isinstance(value, int):
            yield f"<c><v>{value}</v></c>"
        elif isinstance(value, datetime):
            moment = to_excel(timezone.make_naive(value))
            yield f'<c s="{shell.moment}"><v>{moment}</v></c>'
        elif isinstance(value, date):
            yield f'<c s="{shell.day}"><v>{to_excel(value)}</v></c>'
        else:
            yield _text(str(value))


def _text(value: str) -> str:
    """Text stays text: the type of the cell says so, whatever it begins with."""
    clean = escape(ILLEGAL_CHARACTERS_RE.sub("", value))
    return f'<c t="inlineStr"><is><t xml:space="preserve">{clean}</t></is></c>'
