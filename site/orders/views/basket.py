"""The basket: what is in it, put in, changed."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from catalog.models import Variant
from core.http import HttpRequest, cookieless_form
from orders import basket as baskets
from orders import promotion, shipping
from orders.delivery import Conditions, Quote, fee_from, ways
from orders.forms import AddForm, QuantityForm
from orders.hampers import Piece, Sold
from orders.models import Basket, BasketItem, VoucherKind
from orders.pricing import Parcel, conditions_for, missing_to_minimum
from vietnam import places


@never_cache
@require_GET
def show_basket(request: HttpRequest) -> HttpResponse:
    basket = baskets.of(request)
    response = _page(request, basket)
    if basket and basket.token not in request.COOKIES.get(baskets.COOKIE, ""):
        # Signed in on another telephone: from now on this browser knows it too.
        baskets.remember(response, basket, secure=request.is_secure())
    return response


def _page(
    request: HttpRequest, basket: Basket | None, code: str = "", problem: str = ""
) -> HttpResponse:
    items = baskets.items_of(basket)
    conditions = conditions_for(items) if items else None
    province = basket.province_code if basket else ""
    rows = [
        _described(share, province, conditions)
        for share in baskets.shares(items)
        if conditions
    ]
    context = {
        "shares": rows,
        "hampers": [_line(item) for item in items if item.variant.product.is_hamper],
        "total": sum(item.total for item in items),
        "changed": [
            item for item in items if item.price_seen != item.variant.price_now
        ],
        "provinces": places.provinces(),
        "province": province,
        "code": code or (basket.voucher_code if basket else ""),
        "voucher": _voucher(basket, rows) if basket and items and not problem else None,
        "code_problem": problem,
        "blocked": any(row["missing"] for row in rows),
    }
    return render(
        request, "orders/basket.html", context, status=422 if problem else 200
    )


def _described(
    share: baskets.Share, province: str, conditions: Conditions
) -> dict[str, Any]:
    lines = [_line(item) for item in share.items]
    row: dict[str, Any] = {"share": share, "lines": lines, "ways": [], "why_not": ""}
    try:
        row["ways"] = ways(share, province, conditions) if province else []
    except shipping.CannotShip as error:
        row["why_not"] = str(error)
    return row | {
        "policy": shipping.policy_of(share).label,
        "points": conditions.points.get(share.producer.pk, []),
        "fee_from": None if province else fee_from(share, conditions),
        "missing": missing_to_minimum(share, conditions),
        "minimum": conditions.minimum(share.producer),
    }


def _line(item: Sold) -> dict[str, Any]:
    """An item with what is wrong with it; a piece of a hamper is judged with its hamper."""
    if isinstance(item, Piece):
        return {"item": item, "hamper": item.hamper}
    return {"item": item, "problem": _problem(item)}


def _voucher(basket: Basket, rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    """What the kept code takes off as far as is known here."""
    if not basket.voucher_code:
        return None
    parcels = [Parcel(row["share"], _usual(row)) for row in rows]
    try:
        voucher = promotion.find(basket.voucher_code)
        if voucher.kind == VoucherKind.DELIVERY and not basket.province_code:
            return {"voucher": voucher}
        off = promotion.amount_off(promotion.discounted(voucher, parcels))
        return {"voucher": voucher, "off": off}
    except promotion.CannotUse as error:
        return {"problem": str(error)}


def _usual(row: dict[str, Any]) -> Quote:
    return row["ways"][0] if row["ways"] else Quote(shipping.policy_of(row["share"]), 0)


@require_POST
def set_province(request: HttpRequest) -> HttpResponse:
    """Fees and days for a province, before anything is typed."""
    basket = baskets.of(request)
    code = request.POST.get("tinh", "")
    if basket and code in {province.code for province in places.provinces()}:
        basket.province_code = code
        basket.save(update_fields=["province_code", "updated_at"])
    return redirect("orders:basket")


@require_POST
def set_voucher(request: HttpRequest) -> HttpResponse:
    """Keep a code with the basket, or take it out; an unknown one is explained."""
    basket = baskets.of(request)
    typed = request.POST.get("ma", "")[:300]
    if basket is None:
        return redirect("orders:basket")
    if "bo" in request.POST:
        typed = ""
    try:
        basket.voucher_code = promotion.find(typed).code if typed.strip() else ""
    except promotion.CannotUse as error:
        return _page(request, basket, typed, str(error))
    basket.save(update_fields=["voucher_code", "updated_at"])
    return redirect("orders:basket")


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
