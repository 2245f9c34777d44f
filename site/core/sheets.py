"""Tables people bring: CSV in any of Excel's dialects, or XLSX; cells come back as the text one sees."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from vietnam.text import fold

LARGEST, MOST_ROWS = 5_000_000, 20_000
XLSX = b"PK"
ENCODINGS = ("utf-8-sig", "utf-16")


class UnreadableSheet(Exception):
    """Why a file is no table we can read, in words for a person."""


@dataclass(frozen=True)
class Row:
    """A row and its number as the person sees it in the file."""

    number: int
    cells: Mapping[str, str]


def read(content: bytes, columns: Mapping[str, Iterable[str]]) -> list[Row]:
    """Rows below the line of headings, by our names.

    `columns` maps our name to the folded headings it may have, all of them needed. Raises
    UnreadableSheet.
    """
    if len(content) > LARGEST:
        raise UnreadableSheet(_("Tệp lớn quá. Hãy chia nhỏ dưới 5 MB."))
    for table in _tables(content):
        for position, cells in enumerate(table):
            found = _headings(cells, columns)
            if found:
                return _rows(table, position, found)
    names = ", ".join(next(iter(names)) for names in columns.values())
    raise UnreadableSheet(
        _("Không thấy dòng tiêu đề có các cột: %(names)s.") % {"names": names}
    )


def _rows(table: list[list[str]], top: int, found: dict[str, int]) -> list[Row]:
    rows = []
    for number, cells in enumerate(table[top + 1 :], start=top + 2):
        row = {name: cells[at] if at < len(cells) else "" for name, at in found.items()}
        if any(row.values()):
            rows.append(Row(number, row))
    return rows


def _headings(
    cells: list[str], columns: Mapping[str, Iterable[str]]
) -> dict[str, int] | None:
    folded = [fold(cell) for cell in cells]
    found = {
        name: folded.index(heading)
        for name, headings in columns.items()
        for heading in headings
        if heading in folded
    }
    return found if len(found) == len(columns) else None


def _tables(content: bytes) -> Iterator[list[list[str]]]:
    """The table, and for CSV as each mark between cells would have it."""
    if content.startswith(XLSX):
        yield list(_xlsx(content))
        return
    text = _decoded(content)
    for mark in ";,\t":
        yield list(_csv(text, mark))


def _csv(text: str, mark: str) -> Iterator[list[str]]:
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text), delimiter=mark)):
            if number > MOST_ROWS:
                raise UnreadableSheet(_("Bảng có quá nhiều dòng."))
            yield [cell.strip() for cell in cells]
    except csv.Error as error:
        raise UnreadableSheet(_("Tệp này không phải bảng CSV.")) from error


def _decoded(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise UnreadableSheet(_("Hãy lưu tệp dạng CSV UTF-8 hoặc XLSX."))


def _xlsx(content: bytes) -> Iterator[list[str]]:
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        for cells in sheet.iter_rows(max_row=MOST_ROWS, values_only=True):
            yield [_text(cell) for cell in cells]
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        IndexError,
    ) as error:
        raise UnreadableSheet(_("Tệp XLSX này hỏng hoặc có mật khẩu.")) from error


def _text(cell: Any) -> str:
    """What one sees: whole numbers without a point, days as Vietnam writes them."""
    if cell is None:
        return ""
    if isinstance(cell, (datetime, date)):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
