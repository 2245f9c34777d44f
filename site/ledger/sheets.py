"""Tables as XLSX: real numbers and dates, and never a formula, whatever somebody's name begins with."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Rows = Iterable[Sequence[Any]]


def sheet(title: str, headings: Sequence[Any], rows: Rows) -> bytes:
    """A workbook of one sheet, its first row fixed."""
    book = Workbook(write_only=True)
    table = book.create_sheet(title[:31])
    table.freeze_panes = "A2"
    table.append([_heading(table, str(text)) for text in headings])
    for row in rows:
        table.append([_cell(table, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _heading(table: Any, text: str) -> Any:
    cell = WriteOnlyCell(table, text)
    cell.font = Font(bold=True)
    return cell


def _cell(table: Any, value: Any) -> Any:
    if isinstance(value, datetime):
        return timezone.make_naive(value)
    if value is None or isinstance(value, (int, date)):
        return value
    text = str(value)
    if not text.startswith("="):
        return text
    cell = WriteOnlyCell(table, text)
    cell.data_type = "s"
    return cell
