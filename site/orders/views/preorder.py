"""Ordering ahead of a harvest: who and where, look it over, pay the deposit; later one tap for a moved season."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from catalog.models import PreorderOffer
from core.http import HttpRequest, cookieless_form
from orders import preordering
from orders.forms import AddForm, BuyerForm, InvoiceForm
from orders.models import IllegalMove, Order, Preorder
from orders.pricing import Parcel
from orders.wishes import CannotOrder
from payments.refunds import CannotRefund

HELPING = ("chon-tinh", "sua")


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt="preorder")


@dataclass(frozen=True)
class Asking:
    """What page one asks for."""

    amount: AddForm
    buyer: BuyerForm
    invoice: InvoiceForm

    def is_valid(self) -> bool:
        wrong = [
            form
            for form in (self.amount, self.buyer, self.invoice)
            if not form.is_valid()
        ]
        return not wrong


@never_cache
def order_ahead(request: HttpRequest, pk: int) -> HttpResponse:
    """Page one asks, page two shows everything before the binding button."""
    offers = PreorderOffer.objects.select_related("variant__product__producer")
    offer = get_object_or_404(offers, pk=pk)
    asked = request.method == "POST" and not any(key in request.POST for key in HELPING)
    data: dict[str, Any] = {"data" if asked else "initial": dict(request.POST.items())}
    amount = AddForm(**data) if request.method == "POST" else AddForm()
    asking = Asking(amount, BuyerForm(**data), InvoiceForm(**data))
    if asked and asking.is_valid():
        return _priced(request, offer, asking)
    return _ask(request, offer, asking, status=422 if asked else 200)


def _ask(
    request: HttpRequest,
    offer: PreorderOffer,
    asking: Asking,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "offer": offer,
        "amount": asking.amount,
        "form": asking.buyer,
        "invoice": asking.invoice,
        "problem": problem,
        "is_open": offer.is_open_on(timezone.localdate()) and offer.left > 0,
    }
    return render(request, "orders/preorder.html", context, status=status)


def _priced(request: HttpRequest, offer: PreorderOffer, asking: Asking) -> HttpResponse:
    quantity, buyer = asking.amount.cleaned_data["so_luong"], asking.buyer.buyer()
    try:
        parcel = preordering.parcel_for(offer, quantity, buyer.commune_code)
        key = _key(request)
        if key is None:
            return _review(request, offer, parcel, quantity, asking)
        order = preordering.place(
            offer,
            quantity,
            buyer,
            idempotency_key=key,
            expected_total=_expected(request),
            user=request.user if request.user.is_authenticated else None,
            invoice=asking.invoice.wish(),
        )
    except CannotOrder as error:
        return _ask(request, offer, asking, str(error), status=409)
    return redirect(order)


def _key(request: HttpRequest) -> str | None:
    try:
        return _signer().unsign(request.POST.get("khoa", ""), max_age=24 * 3600)
    except signing.BadSignature:
        return None


def _expected(request: HttpRequest) -> int:
    total = request.POST.get("tong", "")
    return int(total) if total.isdecimal() and len(total) < 16 else -1


def _review(
    request: HttpRequest,
    offer: PreorderOffer,
    parcel: Parcel,
    quantity: int,
    asking: Asking,
) -> HttpResponse:
    kept = [
        (key, value)
        for key, value in request.POST.items()
        if key not in ("csrfmiddlewaretoken", "khoa", "tong")
    ]
    deposit = offer.deposit_of(parcel.total)
    context = {
        "offer": offer,
        "parcel": parcel,
        "quantity": quantity,
        "buyer": asking.buyer.buyer(),
        "invoice": asking.invoice.wish(),
        "deposit": deposit,
        "rest": parcel.total - deposit,
        "kept": kept,
        "key": _signer().sign(get_random_string(24)),
    }
    return render(request, "orders/preorder_review.html", context)


@require_POST
@cookieless_form
def answer_season(request: HttpRequest, token: str, code: str) -> HttpResponse:
    """The harvest moved: the buyer waits, or takes his deposit back."""
    order = get_object_or_404(Order, token=token)
    preorder = get_object_or_404(
        Preorder.objects.select_related("part__order"),
        part__order=order,
        part__code=code,
    )
    try:
        if request.POST.get("viec") == "khong":
            preordering.refuse_season(preorder)
            messages.success(request, _("Đã huỷ. Tiền cọc sẽ được trả lại bạn."))
        else:
            preordering.accept_season(preorder)
            messages.success(request, _("Cảm ơn bạn đã chờ. Đã ghi ngày mới."))
    except IllegalMove:
        messages.info(request, _("Đơn này vừa được đổi. Hãy xem lại bên dưới."))
    except CannotRefund as error:
        messages.error(request, str(error))
    return redirect(order)
