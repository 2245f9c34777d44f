"""What was withheld, month by month and for a year, and how far a household is from its threshold.

Everything is a sum of frozen postings; a return stands in the month in which it was booked
(Decree 117/2025: offset in the next monthly return). “Tạm tính”: nobody's tax advice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from catalog.models import TaxCategory
from producers.models import Producer, ProducerKind
from vietnam.dong import Dong

from . import rates
from .chart import Code
from .models import MarketSale, Posting, TaxRate, What, percent_text
from .papers import pdf
from .periods import Period
from .sheets import sheet
from .sides import OWED

REVENUE = Q(account__in=OWED, what__in=[What.GOODS, What.PROMOTION])
TAX = Q(account=Code.TAX_WITHHELD)


@dataclass(frozen=True)
class TaxRow:
    """Of one maker and kind of goods in a period, returns netted; đồng."""

    producer: Producer
    category: str
    revenue: Dong
    vat: Dong
    pit: Dong

    @property
    def category_label(self) -> str:
        return str(TaxCategory(self.category).label)


def monthly(period: Period, *, producer: Producer | None = None) -> list[TaxRow]:
    """The list behind the monthly return: households first of all, by name."""
    sums = (
        Posting.objects.filter(
            REVENUE | TAX,
            entry__at__gte=period.start,
            entry__at__lt=period.end,
            producer__kind=ProducerKind.HOUSEHOLD,
            currency="VND",
        )
        .exclude(category="")
        .order_by()
        .values("producer", "category", "what")
        .annotate(sum=Sum("amount"))
    )
    if producer:
        sums = sums.filter(producer=producer)
    return _rows(sums)


def _rows(sums: Iterable[dict[str, Any]]) -> list[TaxRow]:
    found: dict[tuple[int, str], dict[str, Dong]] = {}
    for row in sums:
        figures = found.setdefault((row["producer"], row["category"]), {})
        figures[row["what"]] = figures.get(row["what"], 0) - row["sum"]
    makers = Producer.objects.in_bulk({pk for pk, _category in found})
    rows = [
        TaxRow(
            makers[pk],
            category,
            figures.get(What.GOODS, 0) + figures.get(What.PROMOTION, 0),
            figures.get(What.VAT, 0),
            figures.get(What.PIT, 0),
        )
        for (pk, category), figures in found.items()
    ]
    return sorted(rows, key=lambda row: (row.producer.name, row.category))


def basis(period: Period) -> list[str]:
    """The rates in force in a period, as sentences with their basis."""
    used = TaxRate.objects.filter(
        Q(effective_to=None) | Q(effective_to__gte=period.first),
        effective_from__lte=period.last,
    )
    return [_one(rate) for rate in used]


def _one(rate: TaxRate) -> str:
    doubt = _(" (tạm tính)") if rate.is_provisional else ""
    return _("%(tax)s, %(goods)s: %(rate)s%(doubt)s; %(basis)s") % {
        "tax": rate.get_tax_display(),
        "goods": rate.get_tax_category_display(),
        "rate": percent_text(rate.basis_points),
        "doubt": doubt,
        "basis": rate.legal_basis,
    }


def monthly_sheet(period: Period) -> bytes:
    """The monthly list as XLSX."""
    headings = ["Nhà sản xuất", "Loại", "Doanh thu", "Thuế GTGT", "Thuế TNCN"]
    rows = [
        [r.producer.name, r.category_label, r.revenue, r.vat, r.pit]
        for r in monthly(period)
    ]
    notes = [[line] for line in basis(period)]
    return sheet(f"Thuế {period}", headings, [*rows, [], *notes])


def certificate(producer: Producer, year: Period) -> list[Sequence[Any]]:
    """Revenue and tax of a maker's year, month by month, for the yearly certificate."""
    rows: list[Sequence[Any]] = []
    for number in range(1, 13):
        month = Period(year.year, number)
        told = monthly(month, producer=producer)
        rows += [[month.label, r.category_label, r.revenue, r.vat, r.pit] for r in told]
    return rows


def certificate_sheet(producer: Producer, year: Period) -> bytes:
    headings = ["Tháng", "Loại", "Doanh thu", "Thuế GTGT", "Thuế TNCN"]
    notes = [[line] for line in basis(year)]
    rows = certificate(producer, year)
    return sheet(f"Khấu trừ {year}", headings, [*rows, [], *notes])


def certificate_pdf(producer: Producer, year: Period) -> bytes:
    """What was withheld in a year, on paper; “tạm tính”, it replaces no form of the tax office."""
    months = certificate(producer, year)
    rows: list[Sequence[Any]] = [
        [f"{month}, {goods}", revenue, vat + pit]
        for month, goods, revenue, vat, pit in months
    ]
    total = [sum(row[at] for row in rows) for at in (1, 2)]
    about = [
        producer.name,
        year.label,
        _("Tạm tính, không thay chứng từ của cơ quan thuế."),
        _("Cột một: doanh thu đã trừ hàng trả lại. Cột hai: thuế đã khấu trừ."),
        *basis(year),
    ]
    return pdf(_("Thuế đã khấu trừ"), about, [*rows, [_("Cộng"), *total]])


@dataclass(frozen=True)
class Running:
    """A household's revenue in a year so far, against the threshold; đồng."""

    sold_here: Dong
    sold_elsewhere: Dong
    threshold: Dong | None
    legal_basis: str
    is_provisional: bool

    @property
    def total(self) -> Dong:
        return self.sold_here + self.sold_elsewhere

    @property
    def percent(self) -> int:
        return self.total * 100 // self.threshold if self.threshold else 0

    @property
    def is_over(self) -> bool:
        return self.threshold is not None and self.total > self.threshold


def running(producer: Producer, year: Period) -> Running:
    """Orders of this site, returns netted, and hand-entered sales (vietnam.md 4.2)."""
    here = Posting.objects.of(producer).filter(
        REVENUE, entry__at__gte=year.start, entry__at__lt=year.end
    )
    elsewhere = MarketSale.objects.counted().filter(
        producer=producer, sold_on__year=year.year
    )
    row = rates.threshold(year.last)
    return Running(
        -here.total(),
        elsewhere.aggregate(sum=Sum("amount"))["sum"] or 0,
        row.amount if row else None,
        row.legal_basis if row else "",
        bool(row and row.is_provisional),
    )
