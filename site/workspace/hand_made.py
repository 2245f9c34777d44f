"""“Dấu tự làm”: whether buyers see it, why, and what is still needed."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from core.http import HttpRequest
from producers.models import Producer
from traceability.hand_made import standing

from .access import for_maker


@never_cache
@require_GET
@for_maker
def hand_made(request: HttpRequest, producer: Producer) -> HttpResponse:
    context = {"producer": producer, "stands": standing(producer)}
    return render(request, "workspace/hand_made.html", context)
