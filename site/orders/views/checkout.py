"""Checkout in two pages: who and where; then look it all over and press the binding button."""

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.models import Address
from core.http import HttpRequest
from orders import basket as baskets
from orders import consolidation
from orders.checkout import place_order
from orders.delivery import Quote, fee_from, ways
from orders.draft import NOT_KEPT, Draft, forget, keep
from orders.models import Order, Settlement
from orders.pricing import missing_to_minimum
from orders.promotion import CannotUse
from orders.remembering import remember_address
from orders.settling import settled_as, ways_to_pay
from orders.shipping import CannotShip, policy_of
from orders.wishes import CannotOrder, PriceChanged
from payments.gateways import stripe as card
from producers.models import Producer
from vietnam import places

FOUND = 8


@never_cache
def checkout(request: HttpRequest) -> HttpResponse:
    """Page one: who and where. Page two: look it all over, then the binding button."""
    draft = Draft.read(request)
    if not draft.items:
        return redirect("orders:basket")
    if request.method == "POST":
        keep(request)
    if draft.is_ready:
        return _review(request, draft)
    return _ask(request, draft, status=422 if draft.is_bound else 200)


def _ask(request: HttpRequest, draft: Draft, *, status: int = 200) -> HttpResponse:
    goods = sum(item.total for item in draft.items)
    looked = "tim-xa" in request.POST and "tim" in draft.typed
    context = {
        "draft": draft,
        "form": draft.form,
        "shares": [_row(draft, share) for share in baskets.shares(draft.items)],
        "goods": goods,
        "card": card.is_offered(goods),
        "found": places.search(draft.typed["tim"][:80], FOUND) if looked else (),
        "looked": looked,
        "addresses": _addresses(request),
        "wraps": any(
            draft.conditions.wrap_fee(share.producer) is not None
            for share in baskets.shares(draft.items)
        ),
    }
    return render(request, _template(request), context, status=status)


def _template(request: HttpRequest) -> str:
    """With htmx only what the province or the typed name changes."""
    if request.htmx and "tim-xa" in request.POST:
        return "orders/checkout.html#found"
    if request.htmx and "chon-tinh" in request.POST:
        return "orders/checkout.html#where"
    return "orders/checkout.html"


def _addresses(request: HttpRequest) -> list[Address]:
    if not request.user.is_authenticated:
        return []
    return list(Address.objects.filter(user=request.user)[:5])


def _row(draft: Draft, share: baskets.Share) -> dict[str, Any]:
    """One maker on page one: the ways his goods come, and the ways he is paid."""
    producer = share.producer
    offered = _ways(draft, share)
    wanted = draft.delivery_wish(producer.pk)
    keys = [way.key for way in offered]
    chosen = wanted.key if wanted.key in keys else (keys[0] if keys else "")
    in_person = bool(offered) and offered[keys.index(chosen)].in_person
    return {
        "share": share,
        "policy": policy_of(share).label,
        "ways": [_way(draft, producer, way, chosen) for way in offered],
        "fee_from": None if draft.province else fee_from(share, draft.conditions),
        "choices": _choices(draft, producer, in_person),
        "missing": missing_to_minimum(share, draft.conditions),
        "wrap_fee": draft.conditions.wrap_fee(producer),
    }


def _ways(draft: Draft, share: baskets.Share) -> list[Quote]:
    if not draft.province:
        return []
    try:
        return ways(share, draft.province, draft.conditions)
    except CannotShip:
        return []


def _way(draft: Draft, producer: Producer, way: Quote, chosen: str) -> dict[str, Any]:
    days = []
    if way.point:
        days = way.point.open_days(draft.conditions.ready_on(producer))
    wanted = draft.typed.get(f"ngay-{producer.pk}-{way.key}", "")
    return {
        "way": way,
        "is_chosen": way.key == chosen,
        "days": [
            {"day": day, "hours": hours, "is_chosen": day.isoformat() == wanted}
            for day, hours in days
        ],
    }


def _choices(draft: Draft, producer: Producer, in_person: bool) -> list[dict[str, Any]]:
    offered = ways_to_pay(producer, in_person=in_person)
    wanted = draft.typed.get(f"tra-{producer.pk}", "")
    chosen = Settlement(wanted) if wanted in offered else offered[0]
    return [
        {"value": way.value, "label": _label(way, producer), "is_chosen": way == chosen}
        for way in offered
    ]


def _label(way: Settlement, producer: Producer) -> Any:
    if way == Settlement.COOP and producer.cooperative:
        return _("Chuyển khoản cho %(name)s, một lần cho các nhà của hợp tác xã") % {
            "name": producer.cooperative.name
        }
    return way.label


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt="order")


def _review(
    request: HttpRequest, draft: Draft, notice: str = "", status: int = 200
) -> HttpResponse:
    rows = [
        {
            "parcel": parcel,
            "settlement": settled_as(draft.pay[parcel.share.producer.pk], parcel),
        }
        for parcel in draft.parcels
    ]
    kept = [(k, v) for k, v in draft.typed.items() if k not in NOT_KEPT]
    context = {
        "draft": draft,
        "buyer": draft.form.buyer(),
        "wishes": draft.wishes,
        "rows": rows,
        "kept": kept,
        **_together(draft),
        "notice": notice or draft.voucher_problem,
        "key": _signer().sign(get_random_string(24)),
    }
    return render(request, "orders/review.html", context, status=status)


def _together(draft: Draft) -> dict[str, Any]:
    """One parcel as chosen, or offered; the offer is looked for among separate parcels."""
    place = draft.parcels[0].quote.consolidator if draft.parcels else None
    if place:
        fee = sum(parcel.quote.fee for parcel in draft.parcels)
        return {"together": {"place": place, "fee": fee}}
    return {
        "offer": consolidation.offer(draft.parcels, draft.province, draft.conditions)
    }


@never_cache
@require_POST
def place(request: HttpRequest) -> HttpResponse:
    """The binding button. The same press twice leads to the same order."""
    try:
        key = _signer().unsign(request.POST.get("khoa", ""), max_age=24 * 3600)
    except signing.BadSignature:
        why = _("Trang này đã cũ. Hãy xem lại đơn rồi bấm đặt hàng lần nữa.")
        return _again(request, why)
    placed = Order.objects.filter(idempotency_key=key).first()
    if placed:
        return redirect(placed)
    draft = Draft.read(request)
    if draft.basket is None or not draft.is_ready:
        return _again(request, draft.problem)
    try:
        order = _place(request, draft, key)
    except (PriceChanged, CannotUse) as error:
        return _again(request, str(error))
    except CannotOrder as error:
        keep(request)
        messages.error(request, str(error))
        return redirect("orders:basket")
    return _placed(request, order)


def _place(request: HttpRequest, draft: Draft, key: str) -> Order:
    total = request.POST.get("tong", "")
    is_number = total.isascii() and total.isdecimal() and len(total) < 16
    assert draft.basket is not None  # noqa: S101 - `place` has looked
    return place_order(
        draft.basket,
        draft.form.buyer(),
        draft.pay,
        idempotency_key=key,
        expected_total=int(total) if is_number else -1,
        user=request.user if request.user.is_authenticated else None,
        wishes=draft.wishes,
    )


def _again(request: HttpRequest, why: str) -> HttpResponse:
    """Look once more at what there is now; what was typed is still there."""
    draft = Draft.read(request)
    if not draft.items:
        return redirect("orders:basket")
    if draft.is_ready:
        return _review(request, draft, why, status=409)
    return _ask(request, draft, status=422)


def _placed(request: HttpRequest, order: Order) -> HttpResponse:
    if request.user.is_authenticated and request.POST.get("nho"):
        remember_address(request.user, order)
    forget(request)
    response = redirect(order)
    response.delete_cookie(baskets.COOKIE, samesite="Lax")
    return response
