"""Checkout in two pages: who and where; then look it all over and press the binding button."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from catalog.models import ShipPolicy
from core.http import HttpRequest
from orders import basket as baskets
from orders import shipping
from orders.checkout import CannotOrder, Parcel, PriceChanged, parcels_for, place_order
from orders.forms import BuyerForm
from orders.models import Basket, BasketItem, Order, Settlement
from orders.settling import settled_as, ways_to_pay
from payments.gateways import stripe as card
from producers.models import Producer
from vietnam.dong import Dong

CARD = Settlement.CARD.value


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
    in_person = policy in (ShipPolicy.PICKUP, ShipPolicy.FREIGHT)
    ways = ways_to_pay(share.producer, in_person=in_person)
    return [(way.value, _label(way, share.producer)) for way in ways]


def _label(way: Settlement, producer: Producer) -> Any:
    if way == Settlement.COOP and producer.cooperative:
        return _("Chuyển khoản cho %(name)s, một lần cho các nhà của hợp tác xã") % {
            "name": producer.cooperative.name
        }
    return way.label


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
            "settlement": settled_as(
                draft.pay[parcel.share.producer.pk],
                parcel.share.producer,
                in_person=parcel.quote.is_pickup,
            ),
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
