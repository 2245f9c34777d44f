"""Webhooks: store first, understand after; the same event twice has one effect."""

import logging
from collections.abc import Callable

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from .gateways import stripe as card
from .models import GatewayEvent, Payment
from .settle import settle_card

log = logging.getLogger(__name__)
LARGEST_BODY = 1_000_000
HANDLERS: dict[str, Callable[[str], Payment]] = {
    "checkout.session.completed": settle_card,
    "checkout.session.async_payment_succeeded": settle_card,
    "checkout.session.async_payment_failed": settle_card,
    "checkout.session.expired": settle_card,
}


@csrf_exempt
@require_POST
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    """200 when the event is stored and done, 400 when it is not the gateway's, 500 to be sent again."""
    if int(request.headers.get("Content-Length") or 0) > LARGEST_BODY:
        return HttpResponse(status=413)
    body = request.body
    try:
        event = card.verify(body, request.headers.get("Stripe-Signature", ""))
    except card.BadSignature:
        return HttpResponse("bad signature", status=400, content_type="text/plain")
    row, _created = GatewayEvent.objects.get_or_create(
        provider="stripe",
        event_id=event.id,
        defaults={"kind": event.kind, "body": body},
    )
    return HttpResponse(status=200 if process(row, event.object_id) else 500)


def process(row: GatewayEvent, object_id: str) -> bool:
    """Work one stored event; False when it should be sent again."""
    if row.processed_at:
        return True
    handler = HANDLERS.get(row.kind)
    try:
        if handler:
            handler(object_id)
    except (Payment.DoesNotExist, card.CardUnavailable) as error:
        log.warning("event %s: %r", row.event_id, error)
        GatewayEvent.objects.filter(pk=row.pk).update(
            tries=F("tries") + 1, error=repr(error)
        )
        return False
    with transaction.atomic():
        GatewayEvent.objects.filter(pk=row.pk).update(
            processed_at=timezone.now(), tries=F("tries") + 1, error=""
        )
    return True
