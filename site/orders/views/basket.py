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
from orders import shipping
from orders.forms import AddForm, QuantityForm
from orders.models import BasketItem


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
