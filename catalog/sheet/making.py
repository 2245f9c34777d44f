"""The table as a file: empty with an example, or with what a maker has. Text in it is never a formula."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from django.utils.translation import override

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from catalog.models import Category
from producers.models import Producer

from .cells import FORMULAS, ship_policies
from .columns import COLUMNS, MOST_ROWS
from .shelf import shelf_of, shown

GOODS, LISTS, EXPLAINED = "Hàng", "Danh sách", "Cách điền"
NUMBERS = ("price", "stock", "shown")
CSV, XLSX = (
    "text/csv; charset=utf-8",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)
KINDS = {"xlsx": XLSX, "csv": CSV}
Cells = dict[str, str]


def example() -> list[Cells]:
    """One row that could be real, in a group and a way of delivery there are."""
    kind: Any = Category.objects.first()
    row = {name: column.example for name, column in COLUMNS.items()}
    row["category"] = (kind and kind.name_vi) or ""
    row["ship_policy"] = next(iter(ship_policies()))
    return [row]


def own_goods(producer: Producer) -> list[Cells]:
    """A row for each pack on sale, the packs of one product together."""
    packs = shelf_of(producer).packs_of.values()
    return [shown(pack) for some in packs for pack in some if pack.is_active]


def file_of(rows: Iterable[Cells], kind: str) -> bytes:
    return {"xlsx": as_xlsx, "csv": as_csv}[kind](rows)


def as_csv(rows: Iterable[Cells]) -> bytes:
    """With the mark by which Excel knows UTF-8, and semicolons as a Vietnamese Excel wants them."""
    out = io.StringIO()
    table = csv.writer(out, delimiter=";")
    table.writerow([column.heading for column in COLUMNS.values()])
    for row in rows:
        table.writerow([_guarded(row[name]) for name in COLUMNS])
    return out.getvalue().encode("utf-8-sig")


def _guarded(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULAS) else text


def as_xlsx(rows: Iterable[Cells]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    table = book.worksheets[0]
    table.title = GOODS
    _write(table, 1, [column.heading for column in COLUMNS.values()], bold=True)
    for line, row in enumerate(rows, start=2):
        _write(table, line, [_typed(name, row[name]) for name in COLUMNS])
    table.freeze_panes = "C2"
    for place, name in enumerate(COLUMNS, start=1):
        wide = 28 if name.endswith("_vi") else 18
        table.column_dimensions[get_column_letter(place)].width = wide
    _explain(book)
    _choices(book, table)
    book.save(out)
    return out.getvalue()


def _typed(name: str, text: str) -> str | int:
    return int(text) if name in NUMBERS and text.isdecimal() else text


def _write(table: Any, line: int, values: list[Any], *, bold: bool = False) -> None:
    for place, value in enumerate(values, start=1):
        if value == "":
            continue
        clean = (
            ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
        )
        cell = table.cell(line, place, clean)
        if isinstance(value, str):
            cell.data_type = "s"
        if bold:
            cell.font = Font(bold=True)


def _explain(book: Any) -> None:
    page = book.create_sheet(EXPLAINED)
    _write(page, 1, ["Cột", "Điền gì"], bold=True)
    for line, column in enumerate(COLUMNS.values(), start=2):
        _write(page, line, [column.heading, column.says])
        page.cell(line, 2).alignment = Alignment(wrap_text=True, vertical="top")
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 24, 80


def _choices(book: Any, table: Any) -> None:
    """Groups and ways of delivery on a page of their own, offered in the cells of the first."""
    page = book.create_sheet(LISTS)
    with override("vi"):
        kinds = [one.name for one in Category.objects.all()]
    lists = {"category": kinds, "ship_policy": [*ship_policies()]}
    for place, (name, values) in enumerate(lists.items(), start=1):
        letter = get_column_letter(place)
        page.column_dimensions[letter].width = 40
        _write_down(page, place, [COLUMNS[name].heading, *values])
        if values:
            span = f"'{LISTS}'!${letter}$2:${letter}${len(values) + 1}"
            rule = DataValidation(type="list", formula1=span, allow_blank=True)
            rule.showErrorMessage = False
            at = get_column_letter([*COLUMNS].index(name) + 1)
            rule.add(f"{at}2:{at}{MOST_ROWS + 1}")
            table.add_data_validation(rule)


def _write_down(page: Any, place: int, values: list[str]) -> None:
    for line, value in enumerate(values, start=1):
        page.cell(line, place, value).data_type = "s"
