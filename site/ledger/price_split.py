"""Who gets what of a price: the maker, the platform, the State, whoever brings it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from catalog.models import Variant
from payments.models import Holder
from vietnam.dong import Dong

from . import rates
from .rates import Sold

OPACITY = ("1", ".6", ".35", ".15")


@dataclass(frozen=True)
class Share:
    """A piece of the bar: `start` and `width` in thousandths of it."""

    label: str
    amount: Dong
    start: int
    width: int
    opacity: str


@dataclass(frozen=True)
class Split:
    """In đồng; what is left of the goods after fee and tax is the maker's."""

    goods: Dong
    fee: Dong
    tax: Dong
    delivery: Dong = 0

    @property
    def maker(self) -> Dong:
        return self.goods - self.fee - self.tax

    @property
    def total(self) -> Dong:
        return self.goods + self.delivery

    def shares(self) -> Iterator[Share]:
        named = [
            (_("Người làm ra"), self.maker),
            (_("Phí dịch vụ"), self.fee),
            (_("Thuế khấu trừ"), self.tax),
            (_("Giao hàng"), self.delivery),
        ]
        before = 0
        for (label, amount), opacity in zip(named, OPACITY, strict=True):
            start = self._at(before)
            before += amount
            if amount:
                yield Share(label, amount, start, self._at(before) - start, opacity)

    def _at(self, amount: Dong) -> int:
        return amount * 1000 // self.total if self.total else 0


def of_price(variant: Variant, on: date) -> Split:
    """What today's rates make of a price when the buyer pays the maker himself."""
    product = variant.product
    sold = Sold(
        product.producer,
        product.category,
        product.tax_category,
        variant.price_now,
        Holder.PRODUCER,
        product,
    )
    kept = rates.freeze(sold, on=on)
    return Split(variant.price_now, kept.fee, kept.tax)
