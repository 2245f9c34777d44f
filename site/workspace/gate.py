"""Checking tickets at the gate: a typed code, the list of names, the camera; also without a network."""

import json
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse, RawPostDataException
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from core.http import HttpRequest
from producers.models import Producer
from tourism import checkin
from tourism.models import Redemption, Result
from vietnam.text import nfc

from .access import for_maker

MOST_SCANS = 500
OLDEST = timedelta(days=7)


@never_cache
@for_maker
def gate(request: HttpRequest, producer: Producer) -> HttpResponse:
    """Who is expected today; without JavaScript every tap is a form."""
    if request.method == "POST":
        return _tap(request, producer)
    today = timezone.localdate()
    bookings = checkin.guests_of_day(producer, today)
    due = checkin.to_collect(bookings)
    refused = Redemption.objects.filter(host=producer, received_at__date=today)
    context = {
        "producer": producer,
        "day": today,
        "rows": [
            {
                "booking": booking,
                "items": [i for i in booking.items.all() if not i.cancelled_at],
                "to_pay": due.get(booking.code, 0),
            }
            for booking in bookings
        ],
        "nonce": uuid.uuid4(),
        "refused": refused.exclude(result=Result.ADMITTED).select_related("booking"),
        "manifest": {
            "day": today.isoformat(),
            "rows": checkin.manifest(producer, today),
            "words": {value: str(label) for value, label in Result.choices},
        },
    }
    return render(request, "workspace/gate.html", context)


def _tap(request: HttpRequest, producer: Producer) -> HttpResponse:
    text = nfc(request.POST.get("ma", "")).strip()
    if not text:
        messages.error(request, _("Hãy gõ mã in dưới mã vuông trên vé."))
        return redirect("workspace:gate")
    nonce = nfc(request.POST.get("lan", ""))[:36] or str(uuid.uuid4())
    scan = checkin.Scan(text[:200], "web", nonce, timezone.now())
    row = checkin.check_in(scan, host=producer, by=request.user)
    word = Result(row.result).label
    who = f"{row.booking.name}: " if row.booking else ""
    tell = messages.success if row.result == Result.ADMITTED else messages.error
    tell(request, f"{who}{word}")
    return redirect("workspace:gate")


@require_POST
@for_maker
def sync(request: HttpRequest, producer: Producer) -> HttpResponse:
    """What a phone saw without a network; the server decides, in the order of the scans."""
    try:
        told = json.loads(request.body)
        device = nfc(str(told["device"]))[:36]
        scans = [_scan(device, one) for one in told["scans"][:MOST_SCANS]]
    except (ValueError, KeyError, TypeError, AttributeError, RawPostDataException):
        problem = _("Điện thoại gửi điều không đọc được. Hãy mở lại trang soát vé.")
        return JsonResponse({"problem": problem}, status=400)
    rows = [
        checkin.check_in(scan, host=producer, by=request.user)
        for scan in sorted(scans, key=lambda s: s.at)
    ]
    return JsonResponse({"results": [_answer(row) for row in rows]})


def _scan(device: str, one: dict[str, Any]) -> checkin.Scan:
    return checkin.Scan(
        nfc(str(one["text"]))[:200],
        device,
        nfc(str(one["nonce"]))[:36],
        _moment(str(one["at"])),
        is_offline=True,
    )


def _moment(text: str) -> datetime:
    """The phone's clock, as far as it can be true."""
    at = parse_datetime(text)
    now = timezone.now()
    if at is None or timezone.is_naive(at):
        raise ValueError(text)
    return min(max(at, now - OLDEST), now)


def _answer(row: Redemption) -> dict[str, str]:
    return {
        "nonce": row.nonce,
        "result": row.result,
        "word": str(Result(row.result).label),
        "name": row.booking.name if row.booking else "",
    }
