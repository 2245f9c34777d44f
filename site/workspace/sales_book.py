"""“Sổ bán hàng”: orders by themselves, sales at the market with one number and one tap."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from core.http import HttpRequest
from ledger import periods, taxes
from ledger import sales_book as books
from ledger.models import MarketSale
from ledger.periods import Period
from ledger.sheets import XLSX
from producers.models import Producer
from vietnam.dong import format_vnd
from vietnam.forms import VndField

from .access import for_books
from .money import file_of, period_or_404


class MarketSaleForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    amount = VndField(
        label=gettext_lazy("Bán được bao nhiêu?"),
        help_text=gettext_lazy("Ví dụ: 200.000 hoặc 200k"),
        error_messages={"required": gettext_lazy("Hãy nhập số tiền bán được.")},
    )
    note = forms.CharField(
        label=gettext_lazy("Bán gì, ở đâu (không bắt buộc)"),
        max_length=120,
        required=False,
    )
    day = forms.DateField(
        label=gettext_lazy("Ngày bán"),
        error_messages={
            "invalid": gettext_lazy("Hãy nhập ngày như 05/11/2026."),
            "required": gettext_lazy("Hãy nhập ngày bán."),
        },
    )

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Ngày bán không thể ở sau hôm nay."))
        return day


def _blank() -> MarketSaleForm:
    return MarketSaleForm(initial={"key": uuid.uuid4(), "day": timezone.localdate()})


@never_cache
@for_books
def sales_book(
    request: HttpRequest, producer: Producer, period: str = ""
) -> HttpResponse:
    asked = period_or_404(period) if period else periods.this_month()
    form = MarketSaleForm(request.POST) if request.method == "POST" else _blank()
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        sale = books.write_down(producer, typed.pop("amount"), by=request.user, **typed)
        messages.success(
            request, _("Đã ghi %(sum)s.") % {"sum": format_vnd(sale.amount)}
        )
        return redirect("workspace:sales_book")
    lines = books.book(producer, asked)
    context = {
        "producer": producer,
        "period": asked,
        "form": form,
        "lines": lines,
        "total": sum(line.amount for line in lines),
        "running": taxes.running(producer, Period(asked.year)),
    }
    return render(request, "workspace/sales_book.html", context)


@require_POST
@for_books
def strike_sale(
    request: HttpRequest, producer: Producer, key: uuid.UUID
) -> HttpResponse:
    books.strike(get_object_or_404(MarketSale, key=key, producer=producer))
    messages.success(request, _("Đã gạch dòng này khỏi sổ."))
    return redirect("workspace:sales_book")


@never_cache
@require_GET
@for_books
def sales_book_xlsx(
    request: HttpRequest, producer: Producer, period: str
) -> HttpResponse:
    content = books.as_xlsx(producer, period_or_404(period))
    return file_of(content, f"so-ban-hang-{period}.xlsx", XLSX)


@never_cache
@require_GET
@for_books
def tax_pdf(request: HttpRequest, producer: Producer, year: int) -> HttpResponse:
    content = taxes.certificate_pdf(producer, period_or_404(str(year)))
    return file_of(content, f"thue-khau-tru-{year}.pdf", "application/pdf")


@never_cache
@require_GET
@for_books
def tax_xlsx(request: HttpRequest, producer: Producer, year: int) -> HttpResponse:
    content = taxes.certificate_sheet(producer, period_or_404(str(year)))
    return file_of(content, f"thue-khau-tru-{year}.xlsx", XLSX)
