"""Read a bank's statement, CSV or XLSX, whatever the bank calls its columns.

Amounts come as text ("450.000", "450,000.00") or as Excel's numbers; text goes through parse_vnd.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from zipfile import BadZipFile

from django.utils import timezone
from django.utils.translation import gettext as _

from openpyxl import load_workbook

from vietnam.dong import Dong, NotAnAmount, parse_vnd
from vietnam.text import fold

MOST_ROWS = 5000
HEADING_WITHIN = 40
COLUMNS = {
    "at": "ngay giao dich|ngay|ngay gd|thoi gian|thoi gian giao dich|ngay hieu luc|ngay hach toan|"
    "transaction date|date|posting date|tnx date|effective date",
    "credit": "ghi co|so tien ghi co|phat sinh co|ps co|co|credit|credit amount|tien vao|so tien vao|"
    "so tien co|co credit|credit co",
    "debit": "ghi no|so tien ghi no|phat sinh no|ps no|no|debit|debit amount|tien ra|so tien ra|"
    "so tien no|no debit|debit no",
    "amount": "so tien|so tien giao dich|amount|transaction amount|gia tri",
    "content": "noi dung|noi dung giao dich|noi dung chi tiet|dien giai|dien giai giao dich|mo ta|"
    "mo ta giao dich|chi tiet giao dich|description|transaction detail|details|remark|remarks|noi dung ck",
    "reference": "so tham chieu|ma tham chieu|ma giao dich|so giao dich|so gd|ma gd|so but toan|so ct|"
    "so chung tu|reference|reference no|ref no|ref|transaction id|transaction no|doc no|so seri",
    "counterparty": "nguoi chuyen|ten nguoi chuyen|don vi chuyen|ten doi ung|tai khoan doi ung|"
    "ten tai khoan doi ung|nguoi chuyen tien|sender|counterparty|correspondent name",
}
_NAMES = {name: key for key, names in COLUMNS.items() for name in names.split("|")}
_DATES = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d", "%d/%m/%y")
_HOURS = ("", " %H:%M:%S", " %H:%M")
_CENTS = re.compile(
    r"([+-]?\d{1,3}(?:,\d{3})+)\.0{1,2}|([+-]?\d{1,3}(?:\.\d{3})+),0{1,2}|([+-]?\d{4,})[.,]0{1,2}"
)


class Unreadable(ValueError):
    """Why the file as a whole cannot be read, in words for the person who brought it."""


def read_rows(name: str, data: bytes) -> list[dict[str, Any]]:
    """The incoming rows of a statement as plain values, each with what is wrong in it.

    Keys: line, at (ISO), amount (đồng), content, reference, counterparty, error. Raises Unreadable.
    """
    table = _xlsx(data) if data[:2] == b"PK" else _csv(data)
    start, columns = _heading(table)
    body = enumerate(table[start + 1 :], start=start + 2)
    rows = [_row(line, _named(cells, columns)) for line, cells in body if any(cells)]
    found = [row for row in rows if row]
    if len(found) > MOST_ROWS:
        raise Unreadable(_("Tệp có quá nhiều dòng. Hãy chia theo tháng."))
    if not found:
        raise Unreadable(_("Tệp không có dòng tiền vào nào."))
    return _with_references(found)


def _xlsx(data: bytes) -> list[Sequence[Any]]:
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(
            max_row=MOST_ROWS + HEADING_WITHIN, max_col=40, values_only=True
        )
        return [["" if cell is None else cell for cell in row] for row in rows]
    except (BadZipFile, KeyError, ValueError, IndexError, OSError, TypeError) as error:
        raise Unreadable(
            _("Không mở được tệp Excel này. Hãy tải lại từ ngân hàng.")
        ) from error


def _csv(data: bytes) -> list[Sequence[Any]]:
    text = _decoded(data)
    heading = next(
        (line for line in text.splitlines() if _looks_like_heading(line)), ""
    )
    delimiter = max(",;\t", key=heading.count)
    try:
        return [list(row) for row in csv.reader(io.StringIO(text), delimiter=delimiter)]
    except csv.Error as error:
        raise Unreadable(_("Không đọc được tệp CSV này.")) from error


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(
        _("Chữ trong tệp không đọc được. Hãy lưu lại dạng CSV UTF-8 hoặc Excel.")
    )


def _looks_like_heading(line: str) -> bool:
    return len(_keys(re.split("[,;\t]", line))) >= 3


def _keys(cells: Iterable[Any]) -> dict[str, int]:
    """Which column says what; of two that say the same the first."""
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        words = fold(str(cell))
        key = _NAMES.get(words) or _NAMES.get(re.sub(r" (vnd|dong)$", "", words))
        if key:
            found.setdefault(key, at)
    return found


def _heading(table: Sequence[Sequence[Any]]) -> tuple[int, dict[str, int]]:
    for at, cells in enumerate(table[:HEADING_WITHIN]):
        columns = _keys(cells)
        if {"at", "content"} <= columns.keys() and columns.keys() & {
            "credit",
            "amount",
        }:
            return at, columns
    raise Unreadable(
        _(
            "Không thấy hàng tiêu đề. Tệp cần có các cột: ngày giao dịch, số tiền ghi có, nội dung."
        )
    )


def _named(cells: Sequence[Any], columns: dict[str, int]) -> dict[str, Any]:
    return {key: cells[at] if at < len(cells) else "" for key, at in columns.items()}


def _row(line: int, told: dict[str, Any]) -> dict[str, Any] | None:
    """One incoming row, or None for money that went out and for lines that only sum up."""
    row: dict[str, Any] = {
        "line": line,
        "content": str(told["content"]).strip(),
        "reference": str(told.get("reference", "")).strip(),
        "counterparty": str(told.get("counterparty", "")).strip(),
        "error": "",
    }
    if not str(told["at"]).strip():
        return None
    try:
        row["amount"] = amount_in(told.get("credit", told.get("amount", "")))
        row["at"] = moment_in(told["at"]).isoformat()
    except ValueError as error:
        row["error"] = str(error)
        return row
    return row if row["amount"] > 0 else None


def amount_in(cell: Any) -> Dong:
    """Whole đồng in a cell, negative for money that went out, 0 for an empty one. Raises ValueError."""
    if isinstance(cell, bool):
        raise NotAnAmount
    if isinstance(cell, int | float):
        if cell != int(cell):
            raise NotAnAmount(_("Số tiền có phần lẻ: %(typed)s") % {"typed": cell})
        return int(cell)
    typed = str(cell).strip()
    if typed in ("", "-", "0"):
        return 0
    if cents := _CENTS.fullmatch(typed):
        typed = next(group for group in cents.groups() if group)
    sign = -1 if typed[0] == "-" else 1
    return sign * parse_vnd(typed.lstrip("+-").strip(), minimum=0)


def moment_in(cell: Any) -> datetime:
    """A time in Vietnam; a day without an hour begins at midnight. Raises ValueError."""
    if isinstance(cell, datetime):
        return timezone.make_aware(cell)
    if isinstance(cell, date):
        return timezone.make_aware(datetime(cell.year, cell.month, cell.day))  # noqa: DTZ001
    typed = " ".join(str(cell).replace("T", " ").split())
    for day in _DATES:
        for hour in _HOURS:
            try:
                return timezone.make_aware(datetime.strptime(typed, day + hour))  # noqa: DTZ007
            except ValueError:
                continue
    raise ValueError(_("Không hiểu ngày “%(typed)s”.") % {"typed": typed})


def _with_references(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A row without a reference gets one of its own facts, the same at every upload."""
    seen: dict[str, int] = {}
    for row in rows:
        facts = f"{row.get('at')} {row.get('amount')} {fold(row['content'])}"
        seen[facts] = seen.get(facts, 0) + 1
        if not row["reference"]:
            row["reference"] = f"{facts[:100]} #{seen[facts]}"
        row["reference"] = row["reference"][:120]
    return rows
