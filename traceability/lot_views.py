"""A lot's own address: the value chain for people, its record as EPCIS for machines."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from core.http import HttpRequest

from . import chain, drawing, resolver
from .export import lot_export
from .models import Checkpoint, Event, Location, Lot

SHOWN = 20
RELATED = ("variant__product__producer", "location__producer__village")


def _lot(code: str) -> Lot:
    found: Lot = get_object_or_404(
        Lot.objects.select_related(*RELATED), code=code.upper()
    )
    return found


@require_GET
def lot_page(request: HttpRequest, code: str) -> HttpResponse:
    lot = _lot(code)
    if resolver.wants_linkset(request):
        return resolver.linkset(lot.epc_class, resolver.links_of_lot(lot))
    up, down = chain.upstream(lot), chain.downstream(lot)
    context = {
        "lot": lot,
        "up": up,
        "down": down,
        "drawing": drawing.draw(lot, up, down) if up or down else None,
        "events": Event.objects.telling_of(lot).select_related("log_entry"),
        "checkpoint": Checkpoint.objects.first(),
    }
    return render(request, "traceability/lot.html", context)


@require_GET
def place_page(request: HttpRequest, code: str) -> HttpResponse:
    place = get_object_or_404(
        Location.objects.select_related("producer"), code=code.upper()
    )
    lots = place.lots.select_related("variant__product")[:SHOWN]
    return render(request, "traceability/place.html", {"place": place, "lots": lots})


@require_GET
def export(request: HttpRequest, code: str) -> HttpResponse:
    """The sealed EPCISDocument; `?checkpoint=` asks for proofs against an older checkpoint."""
    lot = _lot(code)
    size = request.GET.get("checkpoint", "")
    try:
        body = lot_export(
            lot, int(size[:18]) if size.isascii() and size.isdigit() else None
        )
    except Checkpoint.DoesNotExist as error:
        raise Http404 from error
    response = HttpResponse(body, content_type="application/ld+json")
    response["Content-Disposition"] = f'attachment; filename="{lot.code}.epcis.json"'
    response["Access-Control-Allow-Origin"] = "*"
    return response
