"""Tables people bring: CSV in any of Excel's dialects, or XLSX; cells come back as the text one sees."""

import csv
import io
import unicodedata
import zipfile
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from vietnam.text import fold

LARGEST, MOST_ROWS = 5_000_000, 20_000
UNPACKED, PARTS, MOST_COLUMNS = 80_000_000, 500, 100
XLSX, OLD_EXCEL = b"PK", b"\xd0\xcf\x11\xe0"
MACROS = "vbaProject.bin"
UTF_16 = (BOM_UTF16_LE, BOM_UTF16_BE)


class UnreadableSheet(Exception):
    """Why a file is no table we can read, in words for a person."""


class Fraction(str):
    """The text of a number that is not whole: for a sheet 60.5 is no “60.500”."""


@dataclass(frozen=True)
class Row:
    """A row and its number as the person sees it in the file."""

    number: int
    cells: Mapping[str, str]

    @property
    def fractions(self) -> list[str]:
        """The columns in which a number stands that is not whole."""
        return [name for name, cell in self.cells.items() if isinstance(cell, Fraction)]


@dataclass(frozen=True)
class Table:
    """Rows by our names, and the headings that no name was found for."""

    rows: list[Row]
    unknown: list[str]


def read(content: bytes, columns: Mapping[str, Iterable[str]]) -> list[Row]:
    """Rows below the line of headings, by our names.

    `columns` maps our name to the folded headings it may have, all of them needed. Raises
    UnreadableSheet.
    """
    return table(content, columns, needed=columns.keys()).rows


def table(
    content: bytes,
    columns: Mapping[str, Iterable[str]],
    *,
    needed: Collection[str],
    most: int = MOST_ROWS,
) -> Table:
    """As `read`, but only the `needed` columns have to be there, and at most so many rows."""
    if len(content) > LARGEST:
        raise UnreadableSheet(_("Tệp lớn quá. Hãy chia nhỏ dưới 5 MB."))
    for lines in _tables(content):
        for position, cells in enumerate(lines):
            found = _headings(cells, columns)
            if found.keys() >= set(needed):
                rest = set(range(len(cells))) - set(found.values())
                unknown = [cells[at] for at in sorted(rest) if cells[at]]
                rows = _rows(lines, position, found)
                if len(rows) > most:
                    raise _too_many(most)
                return Table(rows, unknown)
    names = ", ".join(next(iter(columns[name])) for name in needed)
    raise UnreadableSheet(
        _("Không thấy dòng tiêu đề có các cột: %(names)s.") % {"names": names}
    )


def _rows(lines: list[list[str]], top: int, found: dict[str, int]) -> list[Row]:
    rows = []
    for number, cells in enumerate(lines[top + 1 :], start=top + 2):
        row = {name: cells[at] if at < len(cells) else "" for name, at in found.items()}
        if any(row.values()):
            rows.append(Row(number, row))
    return rows


def _headings(cells: list[str], columns: Mapping[str, Iterable[str]]) -> dict[str, int]:
    folded = [fold(cell) for cell in cells]
    return {
        name: folded.index(heading)
        for name, headings in columns.items()
        for heading in headings
        if heading in folded
    }


def _tables(content: bytes) -> Iterator[list[list[str]]]:
    """The table, and for CSV as each way of writing and each mark between cells would have it."""
    if content.startswith(OLD_EXCEL):
        raise UnreadableSheet(
            _(
                "Tệp Excel đời cũ hoặc có mật khẩu. Hãy lưu lại dạng XLSX, không mật khẩu."
            )
        )
    if content.startswith(XLSX):
        yield _xlsx(content)
        return
    for text in _decoded(content):
        for mark in ";,\t":
            yield _csv(text, mark)


def _too_many(most: int) -> UnreadableSheet:
    return UnreadableSheet(
        _("Bảng có quá nhiều dòng. Mỗi lần nhiều nhất %(most)s dòng.") % {"most": most}
    )


def _csv(text: str, mark: str) -> list[list[str]]:
    lines = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=mark):
            lines.append([cell.strip() for cell in cells])
            if len(lines) > MOST_ROWS:
                raise _too_many(MOST_ROWS)
    except csv.Error as error:
        raise UnreadableSheet(_("Tệp này không phải bảng CSV.")) from error
    return lines


def _decoded(content: bytes) -> Iterator[str]:
    """As Excel may have saved it; of the old Vietnamese page every byte reads, so the headings decide."""
    unicode = "utf-16" if content.startswith(UTF_16) else "utf-8-sig"
    for encoding in (unicode, "cp1258"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            yield unicodedata.normalize("NFC", text)
            return
    raise UnreadableSheet(_("Hãy lưu tệp dạng CSV UTF-8 hoặc XLSX."))


def _xlsx(content: bytes) -> list[list[str]]:
    lines = []
    try:
        _must_be_modest(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for cells in book.worksheets[0].iter_rows(
            max_col=MOST_COLUMNS, values_only=True
        ):
            lines.append([_text(cell) for cell in cells])
            if len(lines) > MOST_ROWS:
                raise _too_many(MOST_ROWS)
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        RuntimeError,
        SyntaxError,
        OSError,
        LookupError,
        ValueError,
        TypeError,
        AttributeError,
    ) as error:
        raise UnreadableSheet(_("Tệp XLSX này hỏng hoặc có mật khẩu.")) from error
    return lines


def _must_be_modest(content: bytes) -> None:
    """What a few kilobytes unfold into is told by their list; zipfile reads no more than it says."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        parts = book.infolist()
    if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
        raise UnreadableSheet(_("Tệp này bung ra lớn quá. Hãy chia nhỏ rồi gửi lại."))
    if any(part.filename.endswith(MACROS) for part in parts):
        raise UnreadableSheet(
            _(
                "Tệp này có chương trình (macro) bên trong. Hãy lưu lại dạng XLSX thường."
            )
        )


def _text(cell: Any) -> str:
    """What one sees: whole numbers without a point, days as Vietnam writes them."""
    if cell is None:
        return ""
    if isinstance(cell, (datetime, date)):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, float):
        return Fraction(cell)
    return unicodedata.normalize("NFC", str(cell)).strip()
