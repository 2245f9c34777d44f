"""Webhooks: verify, store, then understand; the same event twice has one effect."""

import hashlib

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from .banks import BANKS
from .banks.port import BadSignature, Bank, Unreadable
from .gateways import stripe as card
from .inbox import process
from .models import GatewayEvent

LARGEST_BODY = 1_000_000


@csrf_exempt
@require_POST
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    """200 when the event is stored and done, 400 when it is not the gateway's, 500 to be sent again."""
    if _is_too_large(request):
        return HttpResponse(status=413)
    try:
        event = card.verify(request.body, request.headers.get("Stripe-Signature", ""))
    except card.BadSignature:
        return HttpResponse("bad signature", status=400, content_type="text/plain")
    row = _store("stripe", event.id, event.kind, request.body)
    return HttpResponse(status=200 if process(row) else 500)


@csrf_exempt
@require_POST
def bank_webhook(request: HttpRequest, provider: str) -> HttpResponse:
    """As stripe_webhook, for a service that watches bank accounts; 404 until it has a secret."""
    secrets = settings.BANK_WEBHOOK_SECRETS.get(provider)
    if not secrets:
        raise Http404
    if _is_too_large(request):
        return JsonResponse({"success": False}, status=413)
    try:
        BANKS[provider].verify(request.body, request.headers, secrets)
    except BadSignature:
        return JsonResponse({"success": False}, status=400)
    row = _store(provider, *_identity(BANKS[provider], request.body), request.body)
    done = process(row)
    return JsonResponse({"success": done}, status=200 if done else 500)


def _is_too_large(request: HttpRequest) -> bool:
    """Known before the body is read."""
    return int(request.headers.get("Content-Length") or 0) > LARGEST_BODY


def _identity(bank: Bank, body: bytes) -> tuple[str, str]:
    """What to store a signed message under, even one that nobody understands."""
    try:
        notice = bank.read(body)
    except Unreadable:
        return hashlib.sha256(body).hexdigest(), "unreadable"
    return notice.event_id, notice.kind


def _store(provider: str, event_id: str, kind: str, body: bytes) -> GatewayEvent:
    row, _created = GatewayEvent.objects.get_or_create(
        provider=provider, event_id=event_id, defaults={"kind": kind, "body": body}
    )
    return row
