"""Payouts and the closing of a month, as the office does them; every deed is a verb of the ledger."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from . import dues, payouts, periods, statements, taxes
from .models import IllegalBatchMove, PayoutBatch, Statement
from .payouts import CannotPay
from .sheets import XLSX

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def may(user: Any) -> bool:
    return bool(user.has_perm("ledger.change_payoutbatch"))


def for_office(view: View[P]) -> View[P]:
    """Only for who may pay out; Wagtail has asked for the sign-in before."""

    @wraps(view)
    def found(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not may(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return found  # type: ignore[return-value]


@for_office
def batches(request: HttpRequest) -> HttpResponse:
    """All batches; POST drafts a new one."""
    if request.method == "POST":
        try:
            made = payouts.draft(by=request.user)
            return redirect("payout_batch", made.code)
        except CannotPay as error:
            messages.warning(request, str(error))
            return redirect("payout_batches")
    month = periods.this_month().before
    context = {
        "batches": PayoutBatch.objects.prefetch_related("lines")[:100],
        "month": month,
        "closed": Statement.objects.filter(month=month.first).count(),
    }
    return render(request, "admin/payouts.html", context)


@for_office
def batch(request: HttpRequest, code: str) -> HttpResponse:
    """One batch with its lines; POST takes one step, `viec` says which."""
    found = get_object_or_404(PayoutBatch, code=code)
    if request.method == "POST":
        return _step(request, found)
    lines = found.lines.select_related("producer")
    return render(request, "admin/payout.html", {"batch": found, "lines": lines})


def _step(request: HttpRequest, found: PayoutBatch) -> HttpResponse:
    try:
        content = _deed(request, found)
    except CannotPay as error:
        messages.error(request, str(error))
    except IllegalBatchMove:
        messages.error(request, _("Đợt này vừa được đổi. Hãy xem lại."))
    else:
        if content is not None:
            return _file(content, f"{found.code}.csv", "text/csv; charset=utf-8")
        messages.success(request, _("Đã ghi lại."))
    return redirect("payout_batch", found.code)


def _deed(request: HttpRequest, found: PayoutBatch) -> bytes | None:
    by, step = request.user, request.POST.get("viec", "")
    if step == "xuat":
        return payouts.export(found)
    whole: dict[str, Callable[[], Any]] = {
        "duyet": lambda: payouts.approve(found, by=by),
        "huy": lambda: payouts.cancel(found),
        "gui": lambda: payouts.send(found),
        "xong": lambda: payouts.close(found),
    }
    if step in whole:
        whole[step]()
    else:
        _line_deed(request, found, step)
    return None


def _line_deed(request: HttpRequest, found: PayoutBatch, step: str) -> None:
    line = get_object_or_404(found.lines, producer__slug=request.POST.get("nha", ""))
    if step == "da-chuyen":
        payouts.paid(line, by=request.user)
    elif step == "tra-lai":
        reason = request.POST.get("ly_do", "").strip() or _("Ngân hàng trả lại")
        payouts.returned(line, reason=reason, by=request.user)
    else:
        raise Http404


@require_POST
@for_office
def close_month(request: HttpRequest) -> HttpResponse:
    """Close last month for every maker; a second press closes nothing more."""
    count = statements.close(periods.this_month().before, by=request.user)
    messages.success(request, _("Đã chốt %(n)s bảng kê.") % {"n": count})
    return redirect("payout_batches")


@require_POST
@for_office
def ask_dues(request: HttpRequest) -> HttpResponse:
    """Ask every maker who took buyers' money himself for our fees; a second press asks nobody twice."""
    count = dues.ask_all(by=request.user)
    messages.success(request, _("Đã lập %(n)s phiếu thu phí.") % {"n": count})
    return redirect("duesnotice:index")


@for_office
def tax_list(request: HttpRequest, period: str) -> HttpResponse:
    asked = periods.read(period)
    if asked is None:
        raise Http404
    return _file(taxes.monthly_sheet(asked), f"thue-{asked}.xlsx", XLSX)


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
