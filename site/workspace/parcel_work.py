"""Parcels and what comes back: pack some, hand one over, print slips, answer a return."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from qr_code.qrcode.maker import make_embedded_qr_code
from qr_code.qrcode.utils import QRCodeOptions

from core.http import HttpRequest
from orders import fulfil, on_the_way, parcels, returning, sending
from orders.models import Return, Shipment
from producers.models import Producer

from .access import for_maker
from .forms import HandOverForm
from .order_work import did, part_of
from .parcel_lots import wanted_lots

MOST_SLIPS = 60


@require_POST
@for_maker
def make(request: HttpRequest, producer: Producer, code: str) -> HttpResponse:
    """One more parcel with the typed numbers of each line."""
    part = part_of(producer, code)
    wanted = {
        int(name.removeprefix("so-")): int(str(count))
        for name, count in request.POST.dict().items()
        if name.startswith("so-") and _is_small(name[3:]) and _is_small(str(count))
    }
    try:
        parcels.make(part, wanted, wanted_lots(request.POST))
        messages.success(request, _("Đã đóng một kiện. In phiếu rồi dán lên kiện."))
    except parcels.CannotPack as error:
        messages.error(request, str(error))
    return redirect("workspace:order", code=code)


def _is_small(typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and len(typed) < 10


@require_POST
@for_maker
def send(request: HttpRequest, producer: Producer, code: str, pk: int) -> HttpResponse:
    """One parcel leaves; with the last one the order is on its way."""
    shipment = get_object_or_404(Shipment, pk=pk, part=part_of(producer, code))
    form = HandOverForm(request.POST)
    typed = form.cleaned_data if form.is_valid() else {}
    try:
        return did(
            request,
            code,
            lambda: on_the_way.hand_over_parcel(shipment, by=request.user, **typed),
            _("Đã ghi: kiện này đã đi. Khách được báo tin."),
        )
    except fulfil.CannotMove as error:
        messages.error(request, str(error))
        return redirect("workspace:order", code=code)


@never_cache
@require_GET
@for_maker
def slips(request: HttpRequest, producer: Producer) -> HttpResponse:
    """Slips to print and stick on: of the named orders, or of all parcels still here."""
    mine = Shipment.objects.filter(part__producer=producer)
    codes = request.GET.getlist("don")
    found = (
        mine.filter(part__code__in=codes)
        if codes
        else mine.filter(handed_over_at=None, part__state__in=["accepted", "packed"])
    )
    found = found.select_related("part__order__gift").prefetch_related(
        "lines__line", "lines__lots__lot"
    )
    rows = [_slip(shipment) for shipment in found.order_by("pk")[:MOST_SLIPS]]
    context = {"producer": producer, "rows": rows}
    return render(request, "workspace/slips.html", context)


def _slip(shipment: Shipment) -> dict[str, Any]:
    cash = sending.cash_to_collect(shipment.part)
    return {"shipment": shipment, "qr": _qr(shipment), "to_collect": cash}


def _qr(shipment: Shipment) -> SafeString:
    with translation.override("vi"):
        address = f"{settings.WAGTAILADMIN_BASE_URL}{shipment.get_absolute_url()}"
    options = QRCodeOptions(size="t", border=2, error_correction="Q")
    return SafeString(make_embedded_qr_code(address, options))


@require_POST
@for_maker
def answer_return(
    request: HttpRequest, producer: Producer, code: str, back: str
) -> HttpResponse:
    """Yes, yes without sending back, no with a reason, or: the goods are here."""
    found = get_object_or_404(Return, code=back, part=part_of(producer, code))
    try:
        return did(
            request, code, lambda: _answer(request, found), _("Đã ghi và báo khách.")
        )
    except returning.CannotReturn as error:
        messages.error(request, str(error))
        return redirect("workspace:order", code=code)


def _answer(request: HttpRequest, back: Return) -> None:
    by, typed = request.user, request.POST
    delivery = "phi_giao" in typed
    deeds: dict[str, Any] = {
        "nhan-lai": lambda: returning.accept(back, by=by, with_delivery=delivery),
        "khong-can-gui": lambda: returning.accept(
            back, by=by, keeps_goods=True, with_delivery=delivery
        ),
        "khong": lambda: returning.refuse(back, by=by, reason=typed.get("reason", "")),
        "hang-ve": lambda: returning.goods_back(back, by=by, restock=True),
        "hang-hong": lambda: returning.goods_back(back, by=by, restock=False),
    }
    deed = deeds.get(typed.get("viec", ""))
    if deed:
        deed()
