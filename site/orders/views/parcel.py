"""What the QR on a parcel opens: what lies in it, and “hàng tốt” or “có vấn đề” without signing in.

Whoever handles the parcel can read its QR: the page shows no name, address, price or payment.
"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from core.http import HttpRequest, cookieless_form
from orders import on_the_way, returning, terms
from orders.lots import lots_of
from orders.models import Shipment

from .returns import ask_for


def _parcel(secret: str) -> Shipment:
    parcels = Shipment.objects.select_related("part__order", "part__producer__village")
    return get_object_or_404(parcels, secret=secret)


@never_cache
@require_GET
def show_parcel(request: HttpRequest, secret: str) -> HttpResponse:
    shipment = _parcel(secret)
    rows = list(
        shipment.lines.select_related("line__variant__product").prefetch_related(
            "lots__lot"
        )
    )
    context = {
        "shipment": shipment,
        "part": shipment.part,
        "rows": [{"row": row, "lots": lots_of(row)} for row in rows],
        "until": terms.first_return([row.line for row in rows]),
    }
    return render(request, "orders/parcel.html", context)


@require_POST
@cookieless_form
def well(request: HttpRequest, secret: str) -> HttpResponse:
    """Twice says the same."""
    shipment = _parcel(secret)
    try:
        on_the_way.all_is_well(shipment)
        messages.success(request, _("Cảm ơn bạn. Người bán sẽ rất vui."))
    except on_the_way.NotOnItsWay:
        messages.info(request, _("Kiện này chưa rời nhà người bán."))
    return redirect(shipment)


@never_cache
@cookieless_form
def problem(request: HttpRequest, secret: str) -> HttpResponse:
    """First it is noted that the parcel is there, then what is wrong with it."""
    shipment = _parcel(secret)
    if request.method == "POST":
        try:
            on_the_way.receive(shipment)
        except on_the_way.NotOnItsWay:
            messages.info(request, _("Kiện này chưa rời nhà người bán."))
            return redirect(shipment)
    part = _parcel(secret).part
    inside = set(shipment.lines.values_list("line", flat=True))
    left = returning.returnable(part) or {line: line.sold for line in part.lines.all()}
    lines = {line: count for line, count in left.items() if line.pk in inside}
    return ask_for(request, part, lines, lambda: redirect(shipment))
