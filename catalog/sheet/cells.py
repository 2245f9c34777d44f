"""One cell read: what it means, or a sentence about what is wrong with it."""

import re
from collections.abc import Callable
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from catalog.drafting import MOST_PRICE
from catalog.models import Category, ShipPolicy
from vietnam import months
from vietnam.dong import parse_vnd
from vietnam.text import fold
from vietnam.weight import NotAWeight, parse_grams

from .columns import COLUMNS

MOST_STOCK = 100_000
FORMULAS = ("=", "+", "-", "@")
_COUNT = re.compile(r"[0-9]{1,9}|[0-9]{1,3}(\.[0-9]{3}){1,2}")
_DAY = re.compile(r"\d\d/\d\d/\d{4}")
_SEVERAL_LINES = ("description_vi", "ingredients_vi", "storage_vi", "usage_vi")


class WrongCell(ValueError):
    """What is wrong with a cell, and what to do about it."""


class Reader:
    """Reads cells against the kinds of goods there are."""

    @cached_property
    def categories(self) -> dict[str, Any]:
        """Each by its folded name, in both languages."""
        found: dict[str, Any] = {}
        kinds: Any = Category.objects.all()
        for one in kinds:
            found |= {fold(name): one for name in (one.name_en, one.name_vi) if name}
        return found

    def read(self, name: str, cell: str, *, is_fraction: bool = False) -> Any:
        """The value of a cell that is not empty. Raises WrongCell."""
        if cell.startswith("="):
            raise WrongCell(_("Ô này là công thức. Hãy gõ chữ hoặc số vào."))
        if is_fraction and name in ("price", "stock", "shown"):
            raise WrongCell(
                _("%(cell)s là số lẻ. Hãy ghi số tròn, ví dụ 60.000.") % {"cell": cell}
            )
        read: Callable[[str], Any] | None = {
            "price": _price,
            "weight_g": _grams,
            "stock": _count,
            "shown": _count,
            "season_months": _months,
            "ship_policy": _ship_policy,
            "category": self._category,
        }.get(name)
        return read(cell) if read else text(name, cell)

    def _category(self, cell: str) -> str:
        found = self.categories.get(fold(cell))
        if found:
            return str(found.slug)
        names = {key: one.name_vi for key, one in self.categories.items()}
        raise WrongCell(
            _("Không có nhóm “%(cell)s”.") % {"cell": cell[:60]} + _near(cell, names)
        )


def _near(cell: str, names: dict[str, str]) -> str:
    near = get_close_matches(fold(cell)[:80], names, n=1, cutoff=0.5)
    if near:
        return " " + _("Có phải “%(name)s”?") % {"name": names[near[0]]}
    return " " + _("Hãy chọn trong danh sách ở trang “Danh sách” của bảng mẫu.")


def squashed(name: str, value: str) -> str:
    """Text as it is kept: no spaces around, in one line where the screens have one line."""
    if name in _SEVERAL_LINES:
        return value.replace("\r\n", "\n").strip()
    return " ".join(value.split())


def unguarded(cell: str) -> str:
    """Without the mark that keeps a spreadsheet from reading text as a formula."""
    is_guarded = cell[:1] == "'" and cell[1:2] in FORMULAS
    return cell[1:] if is_guarded else cell


def text(name: str, cell: str) -> str:
    longest = COLUMNS[name].longest
    value = squashed(name, cell)
    if len(value) > longest:
        raise WrongCell(
            _("Dài quá: %(n)s chữ cái, nhiều nhất %(most)s. Hãy viết ngắn lại.")
            % {"n": len(value), "most": longest}
        )
    return value


def _price(cell: str) -> int:
    """Raises NotAnAmount, which says itself what is wrong."""
    price = parse_vnd(cell)
    if price > MOST_PRICE:
        raise WrongCell(_("Giá này lớn quá. Hãy xem lại số 0."))
    return price


def _grams(cell: str) -> int:
    try:
        return parse_grams(cell)
    except NotAWeight as error:
        raise WrongCell(_("Hãy ghi như 300 g hoặc 1,2 kg.")) from error


def _count(cell: str) -> int:
    if not _COUNT.fullmatch(cell):
        raise WrongCell(_("Hãy ghi bằng chữ số, số tròn, ví dụ 12."))
    count = int(cell.replace(".", ""))
    if count > MOST_STOCK:
        raise WrongCell(_("Số này lớn quá. Hãy xem lại."))
    return count


def _months(cell: str) -> int:
    if _DAY.fullmatch(cell):
        raise WrongCell(
            _("Excel đã đổi ô này thành ngày. Hãy gõ cả chữ, ví dụ “tháng 1–3”.")
        )
    try:
        return months.read(cell)
    except ValueError as error:
        raise WrongCell(
            _("Hãy ghi như “quanh năm”, “tháng 7–9” hoặc “tháng 4, 7–9”.")
        ) from error


def ship_policies() -> dict[str, ShipPolicy]:
    """By the words of the sheet, which are Vietnamese."""
    with override("vi"):
        return {str(one.label): one for one in ShipPolicy}


def _ship_policy(cell: str) -> str:
    folded = {fold(label): one for label, one in ship_policies().items()}
    if found := folded.get(fold(cell)):
        return found.value
    names = {fold(label): label for label in ship_policies()}
    raise WrongCell(
        _("Không có cách giao “%(cell)s”.") % {"cell": cell[:60]} + _near(cell, names)
    )
