"""The sweep over parcels: what no webhook told, and transports nobody needs any more."""

import logging
from dataclasses import replace
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from . import sending, tracking
from .carriers import CARRIERS
from .carriers.port import CarrierRefused, CarrierUnavailable, Tracking
from .models import State, Waybill

log = logging.getLogger(__name__)
SILENT_FOR = timedelta(hours=6)


def ask_about_silent() -> int:
    """Ask carriers that can be asked about parcels nothing was heard of; returns how many."""
    since = timezone.now() - SILENT_FOR
    keys = [carrier.key for carrier in CARRIERS.values() if carrier.confirms]
    quiet = Q(tracked_at__lt=since) | Q(tracked_at=None, asked_at__lt=since)
    silent = Waybill.objects.on_the_way().filter(quiet, carrier__in=keys)
    for waybill in silent:
        _ask(waybill)
    return len(silent)


def _ask(waybill: Waybill) -> None:
    try:
        news = CARRIERS[waybill.carrier].detail(waybill.tracking_code, waybill.shop)
    except (CarrierUnavailable, CarrierRefused) as error:
        log.warning("%s: %r", waybill, error)
        return
    if news is not None:
        asked = replace(news, event_id=f"asked:{news.at.isoformat()}")
        tracking.follow(waybill, asked)


def call_off_cancelled() -> int:
    """Cancel the transport of orders that were cancelled before the carrier came."""
    vain = Waybill.objects.on_the_way().filter(
        part__state=State.CANCELLED, tracking=Tracking.BOOKED
    )
    for waybill in vain:
        try:
            sending.cancel(waybill)
        except sending.CannotSend as error:
            Waybill.objects.filter(pk=waybill.pk).update(problem=str(error)[:255])
    return len(vain)
