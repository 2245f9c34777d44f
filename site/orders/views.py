"""Basket, checkout in two pages, and the order's own page behind a secret link."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from catalog.models import Review, ShipPolicy, Variant
from core.http import HttpRequest, cookieless_form
from payments.gateways import stripe as card
from payments.gateways import vietqr
from payments.models import Method, Payment
from payments.settle import settle_card
from vietnam.dong import Dong

from . import basket as baskets
from . import shipping
from .checkout import CannotOrder, Parcel, PriceChanged, parcels_for, place_order
from .forms import AddForm, BuyerForm, QuantityForm, ReviewForm, settlement_choices
from .models import Basket, BasketItem, Order, OrderLine, Settlement, State
from .stock import payments_of

CARD = Settlement.CARD.value


@never_cache
@require_GET
def show_basket(request: HttpRequest) -> HttpResponse:
    items = baskets.items_of(baskets.of(request))
    context = {
        "shares": [_described(share) for share in baskets.shares(items)],
        "total": sum(item.total for item in items),
        "changed": [item for item in items if item.price_seen != item.variant.price],
    }
    return render(request, "orders/basket.html", context)


def _described(share: baskets.Share) -> dict[str, Any]:
    policy = shipping.policy_of(share)
    lines = [{"item": item, "problem": _problem(item)} for item in share.items]
    return {"share": share, "lines": lines, "policy": policy.label}


def _problem(item: BasketItem) -> str:
    try:
        baskets.check(item.variant, item.quantity)
    except baskets.CannotBuy as error:
        return str(error)
    return ""


@cookieless_form
@require_POST
def add(request: HttpRequest, sku: str) -> HttpResponse:
    variant: Variant = get_object_or_404(
        Variant.objects.select_related("product__producer"), sku=sku
    )
    form = AddForm(request.POST)
    if not form.is_valid():
        return _refused(
            request,
            variant,
            str(form.errors["so_luong"][0]),
            request.POST.get("so_luong", ""),
        )
    try:
        basket = baskets.put(
            baskets.of(request), variant, form.cleaned_data["so_luong"]
        )
    except baskets.CannotBuy as error:
        return _refused(request, variant, str(error), request.POST.get("so_luong", ""))
    response = redirect("orders:basket")
    baskets.remember(response, basket, secure=request.is_secure())
    return response


def _refused(
    request: HttpRequest, variant: Variant, why: str, typed: str
) -> HttpResponse:
    context = {
        "variant": variant,
        "product": variant.product,
        "why": why,
        "typed": typed,
    }
    return render(request, "orders/add_refused.html", context, status=422)


@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    basket = baskets.of(request)
    item = get_object_or_404(
        BasketItem.objects.select_related("variant__product__producer"),
        pk=pk,
        basket=basket,
    )
    form = QuantityForm({"so_luong": "0"} if "bo" in request.POST else request.POST)
    if form.is_valid():
        try:
            baskets.change(item, form.cleaned_data["so_luong"])
        except baskets.CannotBuy as error:
            messages.error(request, str(error))
    else:
        messages.error(request, str(form.errors["so_luong"][0]))
    response = redirect("orders:basket")
    baskets.remember(response, item.basket, secure=request.is_secure())
    return response


@dataclass
class Draft:
    """A checkout in progress: what was typed, and the parcels it leads to."""

    basket: Basket | None
    items: list[BasketItem]
    form: BuyerForm
    pay: dict[int, Settlement]
    whole_by_card: bool
    parcels: list[Parcel]
    problem: str = ""

    @property
    def total(self) -> Dong:
        return sum(parcel.total for parcel in self.parcels)

    @property
    def is_ready(self) -> bool:
        return self.form.is_valid() and bool(self.parcels) and not self.problem


def _draft(request: HttpRequest) -> Draft:
    basket = baskets.of(request)
    items = baskets.items_of(basket)
    form = BuyerForm(request.POST or None)
    draft = Draft(basket, items, form, {}, request.POST.get("tra") == CARD, [])
    if form.is_bound and form.is_valid():
        try:
            draft.parcels = parcels_for(items, form.cleaned_data["commune"])
        except shipping.CannotShip as error:
            draft.problem = str(error)
    draft.pay = _chosen(request, draft)
    return draft


def _chosen(request: HttpRequest, draft: Draft) -> dict[int, Settlement]:
    """How each producer is paid; a whole order by card, if the buyer wants."""
    chosen = {}
    for share in baskets.shares(draft.items):
        allowed = [value for value, _label in _choices(share)]
        wanted = request.POST.get(f"tra-{share.producer.pk}", "")
        chosen[share.producer.pk] = Settlement(
            wanted if wanted in allowed else allowed[0]
        )
    if draft.whole_by_card and card.is_offered(draft.total or 1_000_000):
        return dict.fromkeys(chosen, Settlement.CARD)
    return chosen


def _choices(share: baskets.Share) -> list[tuple[str, Any]]:
    policy = shipping.policy_of(share)
    pickup = policy in (ShipPolicy.PICKUP, ShipPolicy.FREIGHT)
    return settlement_choices(pickup=pickup, transfers=share.producer.takes_transfers)


@never_cache
def checkout(request: HttpRequest) -> HttpResponse:
    """Page one: who and where. Page two: look it all over, then the binding button."""
    draft = _draft(request)
    if not draft.items:
        return redirect("orders:basket")
    if request.method == "POST" and "chon-tinh" in request.POST:
        return _ask(request, draft, picking=True)
    if request.method == "POST" and "sua" not in request.POST and draft.is_ready:
        return _review(request, draft)
    failed = request.method == "POST" and "sua" not in request.POST
    return _ask(request, draft, status=422 if failed else 200)


def _ask(
    request: HttpRequest, draft: Draft, *, picking: bool = False, status: int = 200
) -> HttpResponse:
    if picking or "sua" in request.POST:
        # Only the province was chosen: keep what was typed, complain about nothing yet.
        draft.form = BuyerForm(
            initial={key: request.POST.get(key, "") for key in BuyerForm.base_fields}
        )
    shares = [
        {"share": s, "choices": _choices(s), "chosen": draft.pay[s.producer.pk].value}
        for s in baskets.shares(draft.items)
    ]
    goods = sum(item.total for item in draft.items)
    context = {"draft": draft, "form": draft.form, "shares": shares, "goods": goods}
    context["card"] = card.is_offered(goods)
    template = "orders/checkout.html"
    if request.htmx and picking:
        template += "#commune"
    return render(request, template, context, status=status)


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt="order")


def _review(
    request: HttpRequest, draft: Draft, notice: str = "", status: int = 200
) -> HttpResponse:
    rows = [
        {
            "parcel": parcel,
            "settlement": _effective(draft.pay[parcel.share.producer.pk], parcel),
        }
        for parcel in draft.parcels
    ]
    kept = [
        (k, v)
        for k, v in request.POST.items()
        if k not in ("csrfmiddlewaretoken", "khoa", "tong")
    ]
    context = {
        "draft": draft,
        "buyer": draft.form.buyer(),
        "rows": rows,
        "kept": kept,
        "notice": notice,
        "key": _signer().sign(get_random_string(24)),
    }
    return render(request, "orders/review.html", context, status=status)


def _effective(settlement: Settlement, parcel: Parcel) -> Settlement:
    if parcel.quote.is_pickup and settlement == Settlement.COD:
        return Settlement.CASH
    return settlement


@never_cache
@require_POST
def place(request: HttpRequest) -> HttpResponse:
    """The binding button. The same press twice leads to the same order."""
    try:
        key = _signer().unsign(request.POST.get("khoa", ""), max_age=24 * 3600)
    except signing.BadSignature:
        return _again(
            request,
            _draft(request),
            _("Trang này đã cũ. Hãy xem lại đơn rồi bấm đặt hàng lần nữa."),
        )
    placed = Order.objects.filter(idempotency_key=key).first()
    if placed:
        return redirect(placed)
    draft = _draft(request)
    if draft.basket is None or not draft.is_ready:
        return _again(request, draft, draft.problem)
    total = request.POST.get("tong", "")
    try:
        order = place_order(
            draft.basket,
            draft.form.buyer(),
            draft.pay,
            idempotency_key=key,
            expected_total=int(total) if total.isdecimal() and len(total) < 16 else -1,
            user=request.user if request.user.is_authenticated else None,
        )
    except PriceChanged as error:
        return _review(request, _draft(request), str(error), status=409)
    except CannotOrder as error:
        messages.error(request, str(error))
        return redirect("orders:basket")
    return _placed(request, order)


def _again(request: HttpRequest, draft: Draft, why: str) -> HttpResponse:
    if not draft.items:
        return redirect("orders:basket")
    if draft.is_ready:
        return _review(request, draft, why, status=409)
    return _ask(request, draft, status=422)


def _placed(request: HttpRequest, order: Order) -> HttpResponse:
    response = redirect(order)
    response.delete_cookie(baskets.COOKIE, samesite="Lax")
    return response


def _order(token: str) -> Order:
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
    order = _order(token)
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
    order = _order(token)
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
def pay_by_card(request: HttpRequest, token: str) -> HttpResponse:
    """Open the gateway's page for this order; pressing twice opens the same one."""
    order = _order(token)
    payment = get_object_or_404(
        Payment.objects.open(), reference=order.number, method=Method.CARD
    )
    if payment.checkout_url:
        return redirect(payment.checkout_url)
    payment.return_url = request.build_absolute_uri(
        reverse("orders:card_return", args=[token])
    )
    items = [
        card.Item(f"{part.producer.name} ({part.code})", part.total)
        for part in order.parts.select_related("producer")
    ]
    try:
        url = card.start(payment, items, language=order.language, email=order.email)
    except card.CardUnavailable:
        messages.error(
            request,
            _(
                "Chưa mở được trang trả thẻ. Tiền của bạn chưa bị trừ; hãy thử lại sau ít phút."
            ),
        )
        return redirect(order)
    return redirect(url)


@never_cache
@require_GET
def card_return(request: HttpRequest, token: str) -> HttpResponse:
    """Back from the gateway: ask it what happened, believe nothing the browser says."""
    order = _order(token)
    payment = Payment.objects.filter(reference=order.number, method=Method.CARD).first()
    if payment and payment.session_id:
        try:
            settle_card(payment.session_id)
        except card.CardUnavailable:
            messages.info(
                request,
                _("Đang chờ cổng thanh toán trả lời. Trang này sẽ tự cập nhật."),
            )
    return redirect(order)


@cookieless_form
def review_line(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """A review by somebody who has the goods in hand."""
    order = _order(token)
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
