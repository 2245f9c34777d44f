"""The order's own page behind a secret link."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from catalog.models import Review
from core.http import HttpRequest, cookieless_form
from orders.forms import ReviewForm
from orders.models import Order, OrderLine, State
from orders.stock import payments_of
from payments.gateways import vietqr
from payments.models import Method, Payment


def order_of(token: str) -> Order:
    return get_object_or_404(Order, token=token)


@dataclass
class PartView:
    """One producer's part as its buyer sees it."""

    part: Any
    payment: Payment | None
    qr: str = ""

    @property
    def steps(self) -> list[dict[str, Any]]:
        done = {event.state: event.at for event in self.part.events.all()}
        way = [s for s in State if s != State.CANCELLED]
        return [{"label": s.label, "at": done.get(s.value)} for s in way]


@never_cache
@require_GET
def show_order(request: HttpRequest, token: str) -> HttpResponse:
    order = order_of(token)
    context = _order_context(order)
    if request.GET.get("tai"):
        response = render(request, "orders/order_file.html", context)
        response["Content-Disposition"] = f'attachment; filename="{order.number}.html"'
        return response
    return render(request, "orders/order.html", context)


def _order_context(order: Order) -> dict[str, Any]:
    payments: dict[str, Payment] = {p.reference: p for p in payments_of(order)}
    parts = order.parts.select_related("producer__village").prefetch_related(
        "lines__variant__product", "events", "shipments"
    )
    views = [_part_view(part, payments.get(part.payment_reference)) for part in parts]
    open_payments = [p for p in payments.values() if p.is_open]
    return {
        "order": order,
        "parts": views,
        "card_payment": payments.get(order.number),
        "total": sum(view.part.total for view in views),
        "to_pay": sum(
            p.amount for p in open_payments if p.method in (Method.VIETQR, Method.CARD)
        ),
        "all_paid": bool(payments) and all(p.is_paid for p in payments.values()),
        "reviewed": set(
            Review.objects.filter(
                purchase_code__startswith=f"{order.number}-"
            ).values_list("purchase_code", flat=True)
        ),
    }


def _part_view(part: Any, payment: Payment | None) -> PartView:
    shows_qr = (
        payment is not None and payment.method == Method.VIETQR and payment.is_open
    )
    return PartView(part, payment, vietqr.svg(payment) if payment and shows_qr else "")


@require_POST
@cookieless_form
def claim_transfer(request: HttpRequest, token: str, code: str) -> HttpResponse:
    """“Tôi đã chuyển khoản”: the maker is asked to look; nothing is called paid yet."""
    order = order_of(token)
    payment = get_object_or_404(
        Payment, code=code, pk__in=[p.pk for p in payments_of(order)]
    )
    if payment.is_open and payment.claimed_at is None:
        Payment.objects.filter(pk=payment.pk, claimed_at=None).update(
            claimed_at=timezone.now()
        )
    messages.success(
        request,
        _("Cảm ơn bạn. Người bán sẽ kiểm tra tài khoản và báo lại trên trang này."),
    )
    return redirect(order)


@cookieless_form
def review_line(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """A review by somebody who has the goods in hand."""
    order = order_of(token)
    line = get_object_or_404(
        OrderLine.objects.select_related("variant__product", "part"),
        pk=pk,
        part__order=order,
        part__state=State.DELIVERED,
    )
    form = ReviewForm(
        request.POST or None, initial={"author_name": order.name.split(" ")[-1]}
    )
    if request.method == "POST" and form.is_valid():
        try:
            form.save_for(line)
            messages.success(request, _("Cảm ơn bạn đã nhận xét."))
        except ValidationError as error:
            messages.error(request, error.message)
        return redirect(order)
    context = {"order": order, "line": line, "form": form}
    return render(
        request, "orders/review_line.html", context, status=422 if form.errors else 200
    )
