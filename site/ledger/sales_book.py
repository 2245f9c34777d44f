"""“Sổ bán hàng”: a household's revenue book of orders and of what it sold at the market.

The columns a book of revenue needs by Circular 152/2025/TT-BTC (vietnam.md 4.2): day, what, kind, sum.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import TaxCategory
from producers.models import Producer
from vietnam.dong import Dong

from .models import Kind, MarketSale, Posting
from .periods import Period
from .sheets import sheet
from .taxes import REVENUE


@dataclass(frozen=True)
class BookLine:
    """A day's sale, positive, or what went back, negative; `sale` only when entered by hand."""

    day: date
    text: str
    category: str
    amount: Dong
    sale: MarketSale | None = None

    @property
    def category_label(self) -> str:
        return str(TaxCategory(self.category).label) if self.category else ""


def write_down(
    producer: Producer, amount: Dong, *, key: UUID, day: date, note: str, by: Any
) -> MarketSale:
    """Add a sale of the market; the same key twice is one sale."""
    sale, _is_new = MarketSale.objects.get_or_create(
        key=key,
        defaults={
            "producer": producer,
            "amount": amount,
            "sold_on": day,
            "note": note,
            "made_by": by,
        },
    )
    return sale


def strike(sale: MarketSale) -> None:
    """Strike out a wrong line; it stays to be seen in the table of the database."""
    MarketSale.objects.filter(pk=sale.pk, struck_at=None).update(
        struck_at=timezone.now()
    )


def book(producer: Producer, period: Period) -> list[BookLine]:
    """Every line of a period, newest first."""
    by_hand = MarketSale.objects.counted().filter(
        producer=producer, sold_on__range=(period.first, period.last)
    )
    lines = [*_orders(producer, period), *map(_by_hand, by_hand)]
    return sorted(lines, key=lambda line: line.day, reverse=True)


def _by_hand(sale: MarketSale) -> BookLine:
    text = sale.note or _("Bán ở chợ")
    return BookLine(sale.sold_on, text, sale.tax_category, sale.amount, sale)


def _orders(producer: Producer, period: Period) -> list[BookLine]:
    rows = (
        Posting.objects.of(producer)
        .filter(REVENUE, entry__at__gte=period.start, entry__at__lt=period.end)
        .order_by("entry__at")
        .values("entry__at", "entry__memo", "entry__kind", "reference", "category")
        .annotate(sum=Sum("amount"))
    )
    return [
        BookLine(
            timezone.localdate(row["entry__at"]),
            _order_text(row),
            row["category"],
            -row["sum"],
        )
        for row in rows
    ]


def _order_text(row: dict[str, Any]) -> str:
    words = {"code": row["reference"], "why": row["entry__memo"]}
    if row["entry__kind"] == Kind.REFUND:
        return _("Hàng trả lại %(code)s: %(why)s") % words
    return _("Đơn %(code)s") % words


def as_xlsx(producer: Producer, period: Period) -> bytes:
    headings = ["Ngày", "Diễn giải", "Loại", "Số tiền (đồng)"]
    lines = reversed(book(producer, period))
    rows: list[Sequence[Any]] = [
        [line.day, line.text, line.category_label, line.amount] for line in lines
    ]
    total = sum(row[3] for row in rows)
    return sheet(f"Sổ bán hàng {period}", headings, [*rows, ["", "Cộng", "", total]])
