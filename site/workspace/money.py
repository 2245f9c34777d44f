"""“Tiền của bạn”: a month or a year of one maker, where every number opens what it is made of."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from core.http import HttpRequest
from core.pagination import page_of
from ledger import periods, statements, taxes
from ledger.periods import Period
from ledger.sheets import XLSX
from ledger.statement_files import as_pdf, as_xlsx
from ledger.statements import FIGURES
from orders import cash_by_hand
from producers.models import Producer

from . import money_now
from .access import for_books
from .legal_basis import explain

PER_PAGE = 50
KEPT = ("phi-dich-vu", "thue")


def period_or_404(text: str) -> Period:
    found = periods.read(text)
    if found is None:
        raise Http404
    return found


def file_of(content: bytes, name: str, kind: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@never_cache
@require_GET
@for_books
def money(request: HttpRequest, producer: Producer, period: str = "") -> HttpResponse:
    asked = period_or_404(period) if period else periods.this_month()
    balance = statements.balance(producer)
    closed = producer.statements.filter(month=asked.first).first()
    context = {
        "producer": producer,
        "told": statements.statement(producer, asked),
        "closed": closed if asked.month else None,
        "balance": balance,
        "balance_size": abs(balance),
        "in_transit": statements.in_transit(producer),
        "cash_to_come": cash_by_hand.to_come().of(producer),
        "holds": producer.holds.in_force(timezone.localdate()),
        "dues": producer.dues.open(),
        "year": Period(asked.year),
        "now": None if period else money_now.told(producer),
    }
    return render(request, "workspace/money.html", context)


@never_cache
@require_GET
@for_books
def money_lines(
    request: HttpRequest, producer: Producer, period: str, figure: str
) -> HttpResponse:
    asked, found = period_or_404(period), FIGURES.get(figure)
    if found is None:
        raise Http404
    rows = statements.lines(producer, asked, found)
    page = page_of(request, rows, per_page=PER_PAGE)
    for posting in page:
        posting.amount *= found.sign
    kept = figure in KEPT
    context = {
        "producer": producer,
        "period": asked,
        "figure": found,
        "page": page,
        "kept": kept,
        "basis": taxes.basis(asked) if figure == "thue" else [],
    }
    if kept:
        explain(list(page))
    return render(request, "workspace/money_lines.html", context)


@never_cache
@require_GET
@for_books
def money_pdf(request: HttpRequest, producer: Producer, period: str) -> HttpResponse:
    told = statements.statement(producer, period_or_404(period))
    return file_of(as_pdf(told), f"bang-ke-{period}.pdf", "application/pdf")


@never_cache
@require_GET
@for_books
def money_xlsx(request: HttpRequest, producer: Producer, period: str) -> HttpResponse:
    told = statements.statement(producer, period_or_404(period))
    return file_of(as_xlsx(told), f"bang-ke-{period}.xlsx", XLSX)
