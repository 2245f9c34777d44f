"""The round of a co-operative that gathers parcels: whom to visit, and what goes into which box."""

from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from core.http import HttpRequest
from orders.models import Consolidator, ProducerOrder, State
from producers.models import Producer

from .access import for_maker

WAITING = (State.PLACED, State.ACCEPTED, State.PACKED)


def _waiting(place: Consolidator) -> Any:
    parts = ProducerOrder.objects.filter(consolidated_by=place, state__in=WAITING)
    return (
        parts.visible_to_maker()
        .select_related("producer__village", "order")
        .prefetch_related("lines")
    )


@never_cache
@require_GET
@for_maker
def pick_up_round(request: HttpRequest, producer: Producer) -> HttpResponse:
    """A page to print: first the stops, then the boxes."""
    place = get_object_or_404(Consolidator, producer=producer)
    stops = list(_waiting(place).order_by("producer__name_vi", "producer_id", "pk"))
    boxes = sorted(stops, key=lambda part: (part.order.placed_at, part.order_id))
    context = {
        "producer": producer,
        "stops": _grouped(stops, "producer"),
        "boxes": _grouped(boxes, "order"),
        "now": timezone.localtime(),
    }
    return render(request, "workspace/round.html", context)


def _grouped(parts: list[ProducerOrder], by: str) -> list[tuple[Any, list[Any]]]:
    return [
        (owner, list(own)) for owner, own in groupby(parts, lambda p: getattr(p, by))
    ]
