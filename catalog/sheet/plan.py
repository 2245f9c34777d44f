"""What a table would do: which goods it adds, what it changes, and everything that is wrong with it."""

import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from catalog.drafting import TRADE, WORDS
from catalog.models import Product

from .cells import squashed
from .columns import COLUMNS


@dataclass(frozen=True)
class Wrong:
    """One mistake, where the person finds it."""

    row: int
    column: str
    words: str

    def __str__(self) -> str:
        return _("Dòng %(row)s, cột %(column)s: %(words)s") % {
            "row": self.row,
            "column": COLUMNS[self.column].heading,
            "words": self.words,
        }


@dataclass
class PackRow:
    """One row: the `Variant` that is there, or a new one, and what the row tells of it."""

    number: int
    told: dict[str, Any]
    pack: Any = None

    @property
    def changes(self) -> dict[str, int]:
        """Price and weight, where they differ from now."""
        told = {name: self.told.get(name) for name in ("price", "weight_g")}
        return {
            name: value
            for name, value in told.items()
            if value is not None and value != getattr(self.pack, name)
        }

    @property
    def delta(self) -> int:
        """By how much the stock is counted up or down; what was sold meanwhile stays sold."""
        if "stock" not in self.told or "shown" not in self.told:
            return 0
        return int(self.told["stock"]) - int(self.told["shown"])

    @property
    def fewer(self) -> int:
        return -self.delta

    @property
    def new_name(self) -> str:
        told = str(self.told.get("pack", ""))
        is_new = self.pack and told != squashed("pack", self.pack.name_vi or "")
        return told if is_new else ""


@dataclass
class Goods:
    """One product of the table with its rows; `told` is what they say of the product, `at` in which row."""

    product: Product | None
    rows: list[PackRow] = field(default_factory=list)
    told: dict[str, Any] = field(default_factory=dict)
    at: dict[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return str(self.product or self.told.get("name_vi", ""))

    @property
    def new_packs(self) -> list[PackRow]:
        return [row for row in self.rows if row.pack is None]

    def _differing(self, names: tuple[str, ...]) -> dict[str, Any]:
        product = self.product
        now = {name: getattr(product, name, "") for name in names}
        now |= {name: squashed(name, now[name] or "") for name in WORDS if name in now}
        if product and "category" in names:
            now["category"] = product.category.slug
        return {
            n: self.told[n] for n in names if n in self.told and self.told[n] != now[n]
        }

    @property
    def words(self) -> dict[str, Any]:
        """What a reader has to see."""
        return self._differing((*WORDS, "category"))

    @property
    def labels(self) -> list[str]:
        return [COLUMNS[name].heading for name in self.words]

    @property
    def trade(self) -> dict[str, Any]:
        """Season and delivery, which count at once."""
        return self._differing(TRADE)

    @property
    def is_material(self) -> bool:
        renamed = any(row.new_name for row in self.rows)
        return bool(self.words or self.new_packs or renamed)

    @property
    def does_nothing(self) -> bool:
        return bool(
            self.product
            and not self.is_material
            and not self.trade
            and not any(row.changes or row.delta for row in self.rows)
        )


@dataclass
class Plan:
    goods: list[Goods] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)

    @property
    def added(self) -> list[Goods]:
        return [one for one in self.goods if one.product is None]

    @property
    def changed(self) -> list[Goods]:
        return [one for one in self.goods if one.product and not one.does_nothing]

    @property
    def does_nothing(self) -> bool:
        return not self.added and not self.changed

    @property
    def stamp(self) -> str:
        """A short sign of all it does: what is confirmed is what was shown."""
        said = [
            [one.name, one.told, one.trade, one.words, [_said(row) for row in one.rows]]
            for one in (*self.added, *self.changed)
        ]
        return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def _said(row: PackRow) -> list[Any]:
    if row.pack is None:
        return ["", row.told]
    return [row.pack.sku, row.changes, row.delta, row.new_name]
