"""Sending a packed order by a carrier: measure, see the price, have it fetched, print the label."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from core.http import HttpRequest
from orders import sending
from orders.models import CarrierAccount, ProducerOrder, Waybill
from producers.models import Producer
from vietnam.dong import format_vnd

from .access import for_maker
from .forms import ParcelForm


def _part(producer: Producer, code: str) -> ProducerOrder:
    return get_object_or_404(
        ProducerOrder.objects.of(producer)
        .visible_to_maker()
        .select_related("order", "producer__village"),
        code=code,
    )


def _waiting(part: ProducerOrder) -> Waybill | None:
    """The transport ordered and not yet begun."""
    return part.waybills.filter(shipment=None).exclude(tracking="cancelled").first()


@never_cache
@for_maker
def send(request: HttpRequest, producer: Producer, code: str) -> HttpResponse:
    part = _part(producer, code)
    form = ParcelForm(request.POST or None, initial=_measured(part))
    form.offer(sending.offered(part))
    status = 200
    if request.method == "POST":
        if form.is_valid():
            answer = _do(request, part, form)
            if answer:
                return answer
        status = 422
    return _page(request, part, form, status)


def _measured(part: ProducerOrder) -> dict[str, Any]:
    return {"weight_g": sending.packed_weight(part)}


def _page(
    request: HttpRequest, part: ProducerOrder, form: ParcelForm, status: int
) -> HttpResponse:
    context = {
        "producer": part.producer,
        "part": part,
        "form": form,
        "waybill": _waiting(part),
        "waybills": part.waybills.order_by("pk"),
        "cash": sending.cash_to_collect(part),
    }
    return render(request, "workspace/sending.html", context, status=status)


def _do(
    request: HttpRequest, part: ProducerOrder, form: ParcelForm
) -> HttpResponse | None:
    """Ask for the price, or have the parcel fetched; None with the carrier's words in the form."""
    account: CarrierAccount = form.cleaned_data["account"]
    try:
        if "xem-cuoc" in request.POST:
            fee = sending.price(part, account, form.measures)
            words = {"carrier": account.get_carrier_display(), "fee": format_vnd(fee)}
            messages.info(request, _("%(carrier)s báo cước %(fee)s.") % words)
            return _page(request, part, form, 200)
        sending.book(part, account, form.measures)
    except sending.CannotSend as error:
        form.add_error(None, str(error))
        return None
    messages.success(
        request, _("Đã gọi đơn vị giao đến lấy. In nhãn và dán lên kiện hàng.")
    )
    return redirect("workspace:send", code=part.code)


def _own(producer: Producer, code: str) -> Waybill:
    waybill = _waiting(_part(producer, code))
    return get_object_or_404(Waybill, pk=waybill.pk if waybill else None)


@never_cache
@require_GET
@for_maker
def label(request: HttpRequest, producer: Producer, code: str) -> HttpResponse:
    waybill = _own(producer, code)
    try:
        return redirect(sending.label_url(waybill))
    except sending.CannotSend as error:
        messages.error(request, str(error))
        return redirect("workspace:send", code=code)


@require_POST
@for_maker
def call_off(request: HttpRequest, producer: Producer, code: str) -> HttpResponse:
    try:
        sending.cancel(_own(producer, code))
        messages.success(request, _("Đã huỷ chuyến lấy hàng này."))
    except sending.CannotSend as error:
        messages.error(request, str(error))
    return redirect("workspace:send", code=code)
