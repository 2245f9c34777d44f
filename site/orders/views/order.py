"""The order's own page behind a secret link."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
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
from core import outbox
from core.http import HttpRequest, cookieless_form
from orders import freight, harvests, returning, talk
from orders.forms import ReviewForm
from orders.messages import about_order
from orders.models import (
    RECEIVED,
    WAY,
    Actor,
    Hold,
    Order,
    OrderEvent,
    OrderLine,
    ProducerOrder,
    State,
)
from orders.stock import payments_of
from payments.gateways import vietqr
from payments.models import Method, Payment
from producers.models import Producer

INSIDE = (
    "lines__variant__product",
    "lines__changes__photo",
    "lines__hamper",
    "events",
    "shipments__lines__line",
    "shipments__lines__lots__lot",
    "returns__lines__line",
    "returns__events",
    "returns__photos",
    "talk",
)


def order_of(token: str) -> Order:
    return get_object_or_404(
        Order.objects.select_related("gift", "invoice"), token=token
    )


def _reached(events: Iterable[OrderEvent]) -> dict[str, datetime]:
    """When each step was taken; what was taken back is not reached."""
    done: dict[str, datetime] = {}
    for event in events:
        if event.state in WAY:
            for later in WAY[WAY.index(State(event.state)) :]:
                done.pop(later.value, None)
        done[event.state] = event.at
    return done


@dataclass
class PartView:
    """One producer's part as its buyer sees it."""

    part: Any
    payment: Payment | None

    @property
    def hours(self) -> Any:
        """When somebody is at the pick-up point on the day agreed."""
        point, day = self.part.pickup_point, self.part.pickup_on
        return point.hours_on(day) if point and day else ""

    @property
    def steps(self) -> list[dict[str, Any]]:
        done = _reached(self.part.events.all())
        done[State.PLACED.value] = self.part.order.placed_at
        return [{"label": s.label, "at": done.get(s.value)} for s in WAY]

    @property
    def hold(self) -> Hold | None:
        found: Hold | None = self.part.holds.in_force().first()
        return found

    @property
    def can_return(self) -> bool:
        return bool(returning.returnable(self.part))


@dataclass
class Transfer:
    """One QR to scan, and whom it pays; the makers of a co-operative share theirs."""

    payment: Payment
    parts: list[ProducerOrder]
    is_first: bool = False

    @property
    def payee(self) -> Producer:
        return self.parts[0].seller

    @property
    def is_shared(self) -> bool:
        return len(self.parts) > 1 or self.payee != self.parts[0].producer

    @property
    def qr(self) -> str:
        return vietqr.svg(self.payment) if self.payment.is_open else ""


@never_cache
@require_GET
def show_order(request: HttpRequest, token: str) -> HttpResponse:
    order = order_of(token)
    outbox.seen(about_order(order))
    for part in order.parts.all():
        talk.seen(part, Actor.BUYER)
    context = _order_context(order)
    if request.GET.get("tai"):
        response = render(request, "orders/order_file.html", context)
        response["Content-Disposition"] = f'attachment; filename="{order.number}.html"'
        return response
    return render(request, "orders/order.html", context)


def _order_context(order: Order) -> dict[str, Any]:
    payments: dict[str, Payment] = {p.reference: p for p in payments_of(order)}
    parts = list(
        order.parts.select_related(
            "order",
            "producer__village",
            "seller_of_record",
            "pickup_point",
            "consolidated_by__producer",
            "preorder",
        ).prefetch_related(*INSIDE)
    )
    open_payments = [p for p in payments.values() if p.is_open]
    return {
        "order": order,
        "parts": [PartView(p, payments.get(p.payment_reference)) for p in parts],
        "hampers": order.hampers.prefetch_related("lines__part__producer__photo"),
        "transfers": _transfers(parts, payments),
        "card_payment": payments.get(order.number),
        "total": sum(p.total for p in parts if p.state != State.CANCELLED),
        "to_pay": sum(
            p.amount for p in open_payments if p.method in (Method.VIETQR, Method.CARD)
        ),
        "all_paid": is_all_paid(parts, payments),
        "reviewed": set(
            Review.objects.filter(
                purchase_code__startswith=f"{order.number}-"
            ).values_list("purchase_code", flat=True)
        ),
    }


def is_all_paid(parts: list[ProducerOrder], payments: dict[str, Payment]) -> bool:
    """True when no part that still lives waits for money; never before that, nor once all went back."""
    due = [part for part in parts if part.state != State.CANCELLED and part.total]
    paid = {
        reference
        for reference, payment in payments.items()
        if payment.is_paid and payment.refunded < payment.amount
    }
    if any(harvests.waits_for_rest(part) for part in due if hasattr(part, "preorder")):
        return False
    return bool(due) and all(part.payment_reference in paid for part in due)


def _transfers(
    parts: list[ProducerOrder], payments: dict[str, Payment]
) -> list[Transfer]:
    found: dict[str, Transfer] = {}
    for part in parts:
        payment = payments.get(part.payment_reference)
        if (
            payment
            and payment.method == Method.VIETQR
            and part.state != State.CANCELLED
        ):
            row = found.setdefault(part.payment_reference, Transfer(payment, []))
            row.parts.append(part)
    rows = list(found.values())
    waiting = [row for row in rows if row.payment.is_open]
    for row in waiting[:1]:
        row.is_first = True
    return rows


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


@require_POST
@cookieless_form
def answer_freight(request: HttpRequest, token: str, code: str) -> HttpResponse:
    """The buyer takes the freight he saw, or ends this part."""
    order = order_of(token)
    part = get_object_or_404(order.parts, code=code)
    fee = request.POST.get("cuoc", "")
    try:
        if request.POST.get("viec") == "tu-choi":
            freight.refuse(part)
            messages.success(request, _("Đã huỷ phần này. Bạn không phải trả gì."))
        else:
            is_number = fee.isascii() and fee.isdecimal() and len(fee) < 16
            freight.agree(part, int(fee) if is_number else -1)
            messages.success(
                request, _("Cảm ơn bạn. Giờ bạn có thể trả tiền theo cách đã chọn.")
            )
    except freight.TooLate:
        messages.info(
            request,
            _("Cước này đã hết hạn. Hãy nhắn người bán báo lại; đơn vẫn còn đó."),
        )
    except freight.CannotAgree:
        messages.info(request, _("Cước vừa được đổi. Hãy xem lại bên dưới."))
    return redirect(order)


@cookieless_form
def review_line(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """A review by somebody who has the goods in hand."""
    order = order_of(token)
    line = get_object_or_404(
        OrderLine.objects.select_related("variant__product", "part"),
        pk=pk,
        part__order=order,
        part__state__in=RECEIVED,
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
