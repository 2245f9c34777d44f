"""The shelf: how many packs are left, why, and from when the maker wants to be told."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from catalog.models import (
    MovementReason,
    NotEnoughStock,
    ProductKind,
    StockMovement,
    Variant,
)
from catalog.models.packs import VariantQuerySet
from core.http import HttpRequest
from core.pagination import page_of
from core.undoing import TooLate
from producers.models import Producer

from .access import for_maker
from .forms import FewForm, StockForm
from .helping import can_be_undone

PER_PAGE = 20
PER_HISTORY = 30


def packs_of(producer: Producer) -> VariantQuerySet:
    """The packs a maker counts himself; a hamper has no stock of its own."""
    return Variant.objects.filter(product__producer=producer, is_active=True).exclude(
        product__kind=ProductKind.HAMPER
    )


@never_cache
@require_GET
@for_maker
def stock(request: HttpRequest, producer: Producer) -> HttpResponse:
    packs = packs_of(producer).select_related("product__photo")
    low = "sap_het" in request.GET
    if low:
        packs = packs.running_low().filter(product__state="approved")
    page = page_of(
        request, packs.order_by("product__name", "position", "pk"), per_page=PER_PAGE
    )
    _mark_taps(list(page), request.user)
    context = {"producer": producer, "page": page, "low": low}
    return render(request, "workspace/stock.html", context)


def _mark_taps(packs: list[Any], by: Any) -> None:
    """Each pack learns which tap of a moment ago can be taken back."""
    taps = StockMovement.objects.just_counted(packs, by)
    last = {tap.variant_id: tap for tap in taps}
    for pack in packs:
        pack.tap = last.get(pack.pk)


def _locked(producer: Producer, sku: str) -> Variant:
    found: Variant = get_object_or_404(
        Variant.objects.locked(),
        sku=sku,
        product__producer=producer,
        product__kind=ProductKind.GOODS,
    )
    return found


@require_POST
@for_maker
def set_stock(request: HttpRequest, producer: Producer, sku: str) -> HttpResponse:
    """One tap on −, +, “hết hàng”, or a typed number; a movement says who and how much."""
    with transaction.atomic():
        variant = _locked(producer, sku)
        _set_stock(request, variant)
    return _shown(request, variant)


def _set_stock(request: HttpRequest, variant: Variant) -> None:
    taps = {"bot": -1, "them": 1, "het": -variant.stock}
    step = taps.get(request.POST.get("buoc", ""))
    form = StockForm(request.POST)
    if step is None and not form.is_valid():
        messages.error(request, str(form.errors["stock"][0]))
        return
    delta = step if step is not None else form.cleaned_data["stock"] - variant.stock
    try:
        if delta:
            tap = variant.move(delta, MovementReason.COUNTED, by=request.user)
            can_be_undone(request, "stock", movement=tap.pk)
    except NotEnoughStock:
        messages.info(request, _("Đã hết hàng, không bớt được nữa."))


def _shown(request: HttpRequest, variant: Variant) -> HttpResponse:
    """The pack as it is now: alone for the page that asked by itself, else the whole shelf."""
    if request.htmx:
        _mark_taps([variant], request.user)
        return render(request, "workspace/stock.html#pack", {"pack": variant})
    return redirect(f"{reverse('workspace:stock')}#{variant.sku}")


@require_POST
@for_maker
def take_back(
    request: HttpRequest, producer: Producer, sku: str, pk: int
) -> HttpResponse:
    """“Hoàn tác”: the last tap never counted."""
    with transaction.atomic():
        variant = _locked(producer, sku)
        tap = get_object_or_404(variant.movements, pk=pk)
        try:
            variant.take_back(tap, by=request.user)
        except TooLate:
            messages.info(request, _("Lâu quá rồi. Bạn gõ lại số còn lại nhé."))
        except NotEnoughStock:
            messages.info(
                request, _("Khách vừa đặt mất rồi. Bạn xem lại số còn lại nhé.")
            )
    return _shown(request, variant)


@never_cache
@require_GET
@for_maker
def movements(request: HttpRequest, producer: Producer, sku: str) -> HttpResponse:
    """Who changed the number, when and why."""
    pack = get_object_or_404(packs_of(producer).select_related("product"), sku=sku)
    return _history(request, producer, pack, FewForm(initial={"few": pack.told_at}))


def _history(
    request: HttpRequest, producer: Producer, pack: Variant, form: FewForm
) -> HttpResponse:
    page = page_of(request, pack.movements.select_related("by"), per_page=PER_HISTORY)
    context = {"producer": producer, "pack": pack, "page": page, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "workspace/movements.html", context, status=status)


@require_POST
@for_maker
def set_few(request: HttpRequest, producer: Producer, sku: str) -> HttpResponse:
    pack = get_object_or_404(packs_of(producer).select_related("product"), sku=sku)
    form = FewForm(request.POST)
    if not form.is_valid():
        return _history(request, producer, pack, form)
    pack.low_stock_at = form.cleaned_data["few"]
    pack.save(update_fields=["low_stock_at"])
    messages.success(request, _("Đã ghi: còn %(n)s thì nhắc.") % {"n": pack.told_at})
    return redirect("workspace:movements", sku=sku)
