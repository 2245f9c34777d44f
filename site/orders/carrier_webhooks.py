"""Carriers' webhooks: the secret first, then stored word for word, then understood."""

import logging

from django.core.exceptions import RequestDataTooBig
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from payments.models import GatewayEvent

from . import tracking
from .carriers import CARRIERS
from .carriers.port import (
    CarrierRefused,
    CarrierUnavailable,
    News,
    NotOurs,
    Unreadable,
)

log = logging.getLogger(__name__)
LARGEST_BODY = 1_000_000
MOST_TRIES = 60


@csrf_exempt
@require_POST
def carrier_webhook(request: HttpRequest, carrier: str) -> HttpResponse:
    """200 when stored and done, 403 without our secret, 400 when unreadable, 503 to be sent again."""
    body = _body(request)
    if body is None:
        return HttpResponse(status=413)
    try:
        news = CARRIERS[carrier].parse_webhook(body, request.headers)
    except NotOurs:
        return HttpResponse(status=403)
    except Unreadable as error:
        log.warning("%s webhook: %s", carrier, error)
        return HttpResponse(status=400)
    row, _created = GatewayEvent.objects.get_or_create(
        provider=carrier,
        event_id=news.event_id[:120],
        defaults={"kind": news.kind[:80], "body": body},
    )
    return HttpResponse(status=200 if process(row, news) else 503)


def _body(request: HttpRequest) -> bytes | None:
    """The body, or None when it is larger than any carrier has reason to send."""
    length = request.headers.get("Content-Length") or "0"
    if not length.isdecimal() or int(length) > LARGEST_BODY:
        return None
    try:
        body = request.body
    except RequestDataTooBig:
        return None
    return body if len(body) <= LARGEST_BODY else None


def process(row: GatewayEvent, news: News) -> bool:
    """Work one stored event; False when it should be told, or tried, again."""
    if row.processed_at:
        return True
    stored = GatewayEvent.objects.filter(pk=row.pk)
    stored.update(tries=F("tries") + 1)
    try:
        tracking.hear(row.provider, news)
    except (tracking.UnknownParcel, CarrierUnavailable, CarrierRefused) as error:
        log.warning("%s event %s: %r", row.provider, row.event_id, error)
        stored.update(error=repr(error)[:500])
        return False
    stored.update(processed_at=timezone.now(), error="")
    return True


def work_left() -> int:
    """The sweep: events stored and not yet understood; returns how many were tried."""
    left = GatewayEvent.objects.filter(
        provider__in=CARRIERS, processed_at=None, tries__lt=MOST_TRIES
    )
    for row in left.order_by("pk"):
        process(row, CARRIERS[row.provider].read(bytes(row.body)))
    return len(left)
