"""What lost webhooks hid and stopped processes left: asked for again, with patience."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from .dashboard import follow_refund
from .gateways import stripe as card
from .inbox import CARD_HANDLERS, process
from .models import (
    GatewayEvent,
    Method,
    Payment,
    Refund,
    RefundMethod,
    RefundState,
)
from .refunds import send
from .settle import settle_card

log = logging.getLogger(__name__)
PATIENCE = timedelta(minutes=5)
LOOK_BACK = timedelta(days=3)


def settle_silent() -> int:
    """Card pages nobody told us about for 5 minutes, and charges whose fee is not known yet."""
    silent = Payment.objects.open().filter(
        session_id__isnull=False, created_at__lt=timezone.now() - PATIENCE
    )
    feeless = Payment.objects.filter(
        method=Method.CARD,
        session_id__isnull=False,
        paid_at__lt=timezone.now() - PATIENCE,
        movements=None,
    )
    sessions = [payment.session_id for payment in [*silent, *feeless]]
    return _each(settle_card, sessions)


def push_refunds() -> int:
    """Card refunds approved and not sent, sent and not heard of again, or done and not in the account."""
    cards = Refund.objects.filter(method=RefundMethod.CARD)
    unsent = cards.filter(state=RefundState.APPROVED)
    known = cards.filter(external_id__isnull=False)
    unheard = known.filter(state=RefundState.SENT)
    unbooked = known.filter(state=RefundState.DONE, movements=None)
    asked = [refund.external_id for refund in [*unheard, *unbooked]]
    return _each(send, list(unsent)) + _each(follow_refund, asked)


def fetch_missed_events() -> int:
    """Store and work what the gateway told and we never received."""
    if not settings.STRIPE_SECRET_KEY:
        return 0
    since = timezone.now() - LOOK_BACK
    inbox = GatewayEvent.objects.filter(provider="stripe", received_at__gte=since)
    known = set(inbox.values_list("event_id", flat=True))
    missed = [
        GatewayEvent(provider="stripe", event_id=event.id, kind=event.kind, body=body)
        for event, body in card.events_since(since, sorted(CARD_HANDLERS))
        if event.id not in known
    ]
    # The gateway lists the newest first.
    rows = [_kept(row) for row in reversed(missed)]
    return sum(process(row) for row in rows)


def _kept(row: GatewayEvent) -> GatewayEvent:
    """A webhook may have brought it meanwhile."""
    return GatewayEvent.objects.get_or_create(
        provider=row.provider,
        event_id=row.event_id,
        defaults={"kind": row.kind, "body": row.body},
    )[0]


def _each(deed: Callable[[Any], object], things: list[Any]) -> int:
    """Do it for all; what the gateway does not answer now is left for the next run."""
    done = 0
    for thing in things:
        try:
            deed(thing)
            done += 1
        except card.CardUnavailable as error:
            log.warning("%s: %s", thing, error)
    return done
