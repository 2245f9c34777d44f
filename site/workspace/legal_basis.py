"""By which line of the fee list, or which law, something was kept of an item sold."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from ledger.models import FeeRate, Posting, TaxRate, What
from ledger.models.rates import percent_text
from orders.models import OrderLine

RATE_OF = {What.FEE: "fee_rate", What.VAT: "vat_rate", What.PIT: "pit_rate"}


def explain(postings: Sequence[Any]) -> None:
    """Each posting learns its `basis`: the rate frozen with the sale, and where it is written."""
    lines = _lines(postings)
    for posting in postings:
        rate = _rate(posting, lines.get(posting.reference))
        posting.basis = _said(rate) if rate else ""


def _lines(postings: Iterable[Posting]) -> dict[str, OrderLine]:
    """The order lines these postings are about, by the code both know."""
    ends = [posting.reference.rpartition("-")[2] for posting in postings]
    found = OrderLine.objects.filter(pk__in=[int(e) for e in ends if _is_pk(e)])
    rates = ("part", "fee_rate", "vat_rate", "pit_rate")
    return {line.code: line for line in found.select_related(*rates)}


def _is_pk(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 18


def _rate(posting: Posting, line: OrderLine | None) -> FeeRate | TaxRate | None:
    name = RATE_OF.get(What(posting.what))
    found: FeeRate | TaxRate | None = getattr(line, name, None) if name else None
    return found


def _said(rate: FeeRate | TaxRate) -> str:
    doubt = _(" (tạm tính)") if getattr(rate, "is_provisional", False) else ""
    what = str(rate.get_tax_display()) if isinstance(rate, TaxRate) else ""
    text = percent_text(rate.basis_points)
    return f"{what} {text}{doubt}, {rate.legal_basis}".strip()
