"""Money that came: transfers to a co-operative for its makers' goods, and cash from the post office."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from core.http import HttpRequest
from core.pagination import page_of
from orders import cash_by_hand
from orders.models import ProducerOrder
from orders.remitting import CannotRemit
from payments.models import Payment
from payments.settle import confirm_received
from producers.models import Producer
from vietnam.forms import VndField

from .access import for_maker

PER_PAGE = 20


def transfers_to(producer: Producer) -> QuerySet[Payment]:
    """Open transfers this co-operative takes as seller of record."""
    references = ProducerOrder.objects.filter(seller_of_record=producer)
    return (
        Payment.objects.open()
        .filter(reference__in=references.values("payment_reference"))
        .order_by("claimed_at", "pk")
    )


@never_cache
@require_GET
@for_maker
def collecting(request: HttpRequest, producer: Producer) -> HttpResponse:
    page = page_of(request, transfers_to(producer), per_page=PER_PAGE)
    parts: dict[str, list[Any]] = {}
    for part in ProducerOrder.objects.filter(
        payment_reference__in=[p.reference for p in page]
    ).select_related("producer", "order"):
        parts.setdefault(part.payment_reference, []).append(part)
    rows = [{"payment": p, "parts": parts.get(p.reference, [])} for p in page]
    context = {"producer": producer, "page": page, "rows": rows}
    return render(request, "workspace/collecting.html", context)


@require_POST
@for_maker
def collected(request: HttpRequest, producer: Producer, code: str) -> HttpResponse:
    payment = get_object_or_404(transfers_to(producer), code=code)
    say_received(request, confirm_received(payment, by=request.user).is_paid)
    return redirect("workspace:collecting")


def say_received(request: HttpRequest, is_paid: bool) -> None:
    """What a tap on “Đã nhận tiền” did; money for what does not stand any more is kept for a person."""
    if is_paid:
        messages.success(request, _("Đã ghi: tiền đã vào tài khoản."))
    else:
        messages.info(
            request,
            _(
                "Đơn này đã huỷ hoặc hết hạn. Khoản tiền được ghi lại; đơn vị vận hành sẽ gọi bạn để trả lại khách hoặc làm tiếp."
            ),
        )


class CashForm(forms.Form):
    kept = VndField(
        label=gettext_lazy("Họ giữ lại bao nhiêu tiền cước? (0 là không giữ)"),
        or_nothing=True,
    )


@require_POST
@for_maker
def cash_came(request: HttpRequest, producer: Producer, code: str) -> HttpResponse:
    """The post office paid out what it collected for a parcel he brought there himself."""
    part = get_object_or_404(ProducerOrder.objects.of(producer), code=code)
    form = CashForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["kept"][0]))
        return redirect("workspace:order", code=code)
    try:
        cash_by_hand.came(part, by=request.user, **form.cleaned_data)
        messages.success(request, _("Đã ghi: tiền thu hộ của đơn này đã về tay bạn."))
    except CannotRemit as error:
        messages.error(request, str(error))
    return redirect("workspace:order", code=code)
