"""A co-operative's screen: transfers for its makers' goods, confirmed when the money is there."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from core.http import HttpRequest
from core.pagination import page_of
from orders.models import ProducerOrder
from payments.models import Payment
from payments.settle import confirm_received
from producers.models import Producer

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
    confirm_received(payment, by=request.user)
    messages.success(request, _("Đã ghi: tiền đã vào tài khoản."))
    return redirect("workspace:collecting")
