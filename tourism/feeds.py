"""What other programs read of experiences."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET

from .host_calendar import bookings_ics
from .models import HostCalendar
from .things_to_do import product_feed


@never_cache
@require_GET
def host_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever has the address may read it; the host can make a new one at any time."""
    feed = get_object_or_404(HostCalendar.objects.select_related("host"), token=token)
    response = HttpResponse(
        bookings_ics(feed.host, timezone.now()),
        content_type="text/calendar; charset=utf-8",
    )
    response["X-Robots-Tag"] = "noindex"
    return response


@require_GET
@cache_control(max_age=3600, public=True)
def things_to_do(request: HttpRequest) -> JsonResponse:
    return JsonResponse(
        product_feed(timezone.now()), json_dumps_params={"ensure_ascii": False}
    )
