"""A table looked over from top to bottom: every mistake is named, nothing is written."""

from typing import Any

from django.utils.translation import gettext as _

from catalog.drafting import MOST_PACKS, TRADE, WORDS
from catalog.models import Product, Variant, VersionState
from core.sheets import Row
from vietnam.dong import NotAnAmount
from vietnam.text import fold

from .cells import Reader, WrongCell, squashed, unguarded
from .columns import COLUMNS
from .plan import Goods, PackRow, Plan, Wrong
from .shelf import Shelf, shown

SAID_AS_IS = ("pack", "price", "weight_g")
OF_PRODUCT = (*WORDS, "category", *TRADE)


def look_over(rows: list[Row], shelf: Shelf) -> Plan:
    """What the rows would do on this shelf, and all that is wrong with them."""
    check = _Check(shelf)
    for row in rows:
        check.take(row)
    check.finish()
    check.plan.wrong.sort(key=lambda one: (one.row, [*COLUMNS].index(one.column)))
    return check.plan


class _Check:
    """The rows read so far: where each code and each new pack stood first."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf, self.plan, self.reader = shelf, Plan(), Reader()
        self.codes: dict[str, int] = {}
        self.packs: dict[tuple[str, str], int] = {}
        self.goods: dict[Any, Goods] = {}
        self.spoilt: set[tuple[Any, str]] = set()

    def wrong(self, row: int, column: str, words: str) -> None:
        self.plan.wrong.append(Wrong(row, column, words))

    def take(self, row: Row) -> None:
        cells = {name: unguarded(cell) for name, cell in row.cells.items()}
        sku = cells.pop("sku", "")
        pack = self._pack(row.number, sku) if sku else None
        if sku and pack is None:
            return
        told, bad = self._told(row, cells, pack)
        if pack:
            self._join(pack.product_id, pack.product, PackRow(row.number, told, pack))
        else:
            self._take_new(row.number, told, bad)

    def _pack(self, number: int, sku: str) -> Variant | None:
        """The maker's own pack; of another's code nothing is told but that he has none such."""
        found = self.shelf.packs.get(sku)
        if found is None:
            self.wrong(number, "sku", _("Không có mã này trong hàng của bạn."))
        elif not found.is_active:
            self.wrong(number, "sku", _("Gói này bạn đã thôi bán. Hãy bỏ dòng này."))
            return None
        elif sku in self.codes:
            first = {"row": self.codes[sku]}
            self.wrong(number, "sku", _("Mã này đã có ở dòng %(row)s.") % first)
            return None
        self.codes[sku] = number
        return found

    def _told(
        self, row: Row, cells: dict[str, str], pack: Variant | None
    ) -> tuple[dict[str, Any], set[str]]:
        """What the cells say, and which cannot be read; an empty one says nothing."""
        now = shown(pack) if pack else {}
        told: dict[str, Any] = {}
        bad: set[str] = set()
        for name, cell in cells.items():
            if not cell or (name in SAID_AS_IS and cell == now.get(name)):
                continue
            if pack and name in OF_PRODUCT and cell == now[name].strip():
                told[name] = _now(pack, name)
                continue
            try:
                told[name] = self.reader.read(
                    name, cell, is_fraction=name in row.fractions
                )
            except (WrongCell, NotAnAmount) as error:
                bad.add(name)
                self.wrong(row.number, name, str(error))
        return told, bad

    def _take_new(self, number: int, told: dict[str, Any], bad: set[str]) -> None:
        asked = {
            "name_vi": _("Hãy ghi tên hàng."),
            "pack": _("Hãy ghi gói thế nào, ví dụ: hộp 250 g."),
            "price": _("Hãy ghi giá của gói này."),
        }
        for name, words in asked.items():
            if name not in told and name not in bad:
                self.wrong(number, name, words)
        if "name_vi" not in told:
            return
        key = fold(told["name_vi"])
        product = self.shelf.by_name.get(key)
        if "pack" in told and not self._is_new_pack(number, key, told["pack"], product):
            return
        self.spoilt |= {(product.pk if product else key, name) for name in bad}
        self._join(product.pk if product else key, product, PackRow(number, told))

    def _is_new_pack(
        self, number: int, key: str, name: str, product: Product | None
    ) -> bool:
        place = (key, fold(name))
        if place in self.packs:
            first = {"row": self.packs[place]}
            words = _("Gói này của món này đã có ở dòng %(row)s.") % first
            self.wrong(number, "pack", words)
            return False
        self.packs[place] = number
        there = self.shelf.packs_of.get(product.pk, []) if product else []
        if place[1] in {fold(shown(pack)["pack"]) for pack in there}:
            words = _("Gói này bạn đã có. Muốn sửa thì lấy bảng hàng đang có về sửa.")
            self.wrong(number, "pack", words)
            return False
        return True

    def _join(self, key: Any, product: Product | None, row: PackRow) -> None:
        """Put a row to its product; what rows of one product say of it has to be the same."""
        goods = self.goods.setdefault(key, Goods(product))
        goods.rows.append(row)
        for name in [name for name in row.told if name in OF_PRODUCT]:
            value = row.told[name]
            if goods.told.setdefault(name, value) != value:
                words = _("Khác dòng %(row)s, mà hai dòng là một món.")
                self.wrong(row.number, name, words % {"row": goods.at[name]})
            goods.at.setdefault(name, row.number)

    def finish(self) -> None:
        self.plan.goods = [*self.goods.values()]
        for key, goods in self.goods.items():
            self._count_packs(goods)
            if goods.product:
                self._may_change(goods, goods.product)
            else:
                self._may_add(key, goods)

    def _count_packs(self, goods: Goods) -> None:
        there = self.shelf.packs_of.get(goods.product.pk, []) if goods.product else []
        room = MOST_PACKS - sum(pack.is_active for pack in there)
        for row in goods.new_packs[max(room, 0) :]:
            words = _("Mỗi món nhiều nhất %(most)s gói.") % {"most": MOST_PACKS}
            self.wrong(row.number, "pack", words)

    def _may_add(self, key: Any, goods: Goods) -> None:
        first = goods.rows[0].number
        if key in self.shelf.drafts:
            words = _("Món này bạn đang soạn dở. Hãy làm tiếp hoặc bỏ bản ấy trước.")
            self.wrong(first, "name_vi", words)
        if "category" not in goods.told and (key, "category") not in self.spoilt:
            self.wrong(first, "category", _("Hãy chọn nhóm hàng."))

    def _may_change(self, goods: Goods, product: Product) -> None:
        """Words and new packs are read by a person, one version at a time, and with a photo."""
        if not goods.is_material:
            return
        state = self.shelf.busy.get(product.pk)
        words = ""
        if state == VersionState.PENDING:
            words = _("Món này đang chờ duyệt. Đợi duyệt xong rồi hãy sửa lời hay gói.")
        elif state:
            words = _("Món này bạn đang sửa dở. Hãy gửi hoặc bỏ bản ấy trước.")
        elif product.pk not in self.shelf.with_photos:
            words = _("Món này chưa có ảnh. Hãy thêm ảnh ở trang “Sửa” trước.")
        if words:
            self.wrong(*_first_change(goods), words)


def _first_change(goods: Goods) -> tuple[int, str]:
    for name in goods.words:
        return goods.at[name], name
    changed = [row for row in goods.rows if row.pack is None or row.new_name]
    return changed[0].number, "pack"


def _now(pack: Any, name: str) -> Any:
    """The value behind a cell that says what the table said when it was made."""
    if name == "category":
        return pack.product.category.slug
    value = getattr(pack.product, name)
    return squashed(name, value or "") if name in WORDS else value
