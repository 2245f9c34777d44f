"""At the gate: who may come in. The server decides, also for what phones saw without a network."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from payments.models import Payment
from producers.models import Producer
from vietnam.dong import Dong

from .capacity import lock_slots
from .models import (
    HOLDS_PLACES,
    Booking,
    BookingStatus,
    Redemption,
    Resale,
    Result,
    UnitItem,
)

ADDRESS = re.compile(r"/(?:ve|ticket)/([\w-]+)/?$")
REFUSED = {
    BookingStatus.ON_HOLD: Result.UNPAID,
    BookingStatus.PENDING: Result.PENDING,
    BookingStatus.REJECTED: Result.CANCELLED,
    BookingStatus.CANCELLED: Result.CANCELLED,
    BookingStatus.EXPIRED: Result.EXPIRED,
}


@dataclass(frozen=True)
class Scan:
    """One scan, typed code or tap; `nonce` is new for every scan of a device, the same when it is sent again."""

    text: str
    device: str
    nonce: str
    at: datetime
    is_offline: bool = False


def token_of(text: str) -> str:
    """A ticket's address, its token or a typed code."""
    found = ADDRESS.search(text.strip())
    return found[1] if found else text.strip()


def find(text: str) -> tuple[Booking | None, UnitItem | None]:
    """The whole party's ticket or code, else the ticket of one person."""
    token = token_of(text)
    code = re.sub(r"[\s.-]", "", token).upper()
    booking = (
        Booking.objects.filter(token=token).first()
        or Booking.objects.filter(code=code).first()
    )
    if booking:
        return booking, None
    item = UnitItem.objects.filter(token=token).select_related("booking").first()
    item = item or _numbered(code)
    return (item.booking, item) if item else (None, None)


def _numbered(code: str) -> UnitItem | None:
    """`TN…/2` is the second guest of a party, as the list of names counts."""
    whole, _slash, number = code.partition("/")
    if not number.isdecimal() or not 0 < int(number[:3]) < 1000:
        return None
    rows = UnitItem.objects.filter(booking__code=whole, cancelled_at=None)
    return (
        rows.select_related("booking")
        .order_by("pk")[int(number[:3]) - 1 : int(number[:3])]
        .first()
    )


def check_in(scan: Scan, *, host: Producer, by: Any) -> Redemption:
    """Admit or refuse, and write down either; the same scan again gets the same answer."""
    known = Redemption.objects.filter(device=scan.device, nonce=scan.nonce).first()
    if known:
        return known
    with transaction.atomic():
        booking, item = find(scan.text)
        if booking:
            lock_slots(booking.slot_id)
            booking = Booking.objects.locked().select_related("slot").get(pk=booking.pk)
        result = _decide(booking, item, scan, host)
        row = Redemption.objects.create(
            host=host,
            booking=booking,
            item=item,
            device=scan.device,
            nonce=scan.nonce,
            result=result,
            is_offline=scan.is_offline,
            at=scan.at,
            by=by,
        )
        if result == Result.ADMITTED and booking:
            _admit(booking, item, scan.at)
    return row


def _decide(
    booking: Booking | None, item: UnitItem | None, scan: Scan, host: Producer
) -> Result:
    if booking is None:
        return Result.UNKNOWN
    if booking.slot.option.experience.host_id != host.pk:
        return Result.OTHER_HOST
    if refused := REFUSED.get(BookingStatus(booking.status)):
        return refused
    if item and item.cancelled_at:
        return Result.CANCELLED
    if booking.slot.local_date != timezone.localdate(scan.at):
        return Result.WRONG_DAY
    return Result.ADMITTED if _outside(booking, item) else Result.ALREADY


def _outside(booking: Booking, item: UnitItem | None) -> list[UnitItem]:
    """Of this ticket, who has not come in yet."""
    rows = booking.items.filter(cancelled_at=None, redeemed_at=None)
    return list(rows.filter(pk=item.pk) if item else rows)


def _admit(booking: Booking, item: UnitItem | None, at: datetime) -> None:
    for guest in _outside(booking, item):
        guest.redeemed_at = at
        guest.save()
    if booking.status != BookingStatus.REDEEMED:
        booking.move_to(BookingStatus.REDEEMED)
        booking.redeemed_at = at
        booking.save()


def guests_of_day(host: Producer, day: date) -> list[Booking]:
    """Everybody who is expected, slot by slot and by name."""
    rows = Booking.objects.filter(
        slot__option__experience__host=host,
        slot__starts_at__date=day,
        status__in=HOLDS_PLACES,
    )
    return list(
        rows.select_related("slot__option__experience")
        .prefetch_related("items", "answers")
        .order_by("slot__starts_at", "name", "pk")
    )


def manifest(host: Producer, day: date) -> list[dict[str, Any]]:
    """What a phone keeps to decide without a network: tokens only as hashes, no phone numbers."""
    return [row for booking in guests_of_day(host, day) for row in _rows(booking)]


def _rows(booking: Booking) -> Iterator[dict[str, Any]]:
    items = [item for item in booking.items.all() if not item.cancelled_at]
    outside = [item for item in items if not item.redeemed_at]
    party = digest(booking.token)
    common = {"party": party, "name": booking.name, "status": booking.status}
    yield {
        **common,
        "hashes": [party, digest(booking.code)],
        "kind": "",
        "left": len(outside),
    }
    for number, item in enumerate(items, 1):
        yield {
            **common,
            "hashes": [digest(item.token), digest(f"{booking.code}/{number}")],
            "kind": item.name,
            "left": int(item.redeemed_at is None),
        }


def digest(token: str) -> str:
    """Half of SHA-256 is enough to recognise 128 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()[:32]


def to_collect(bookings: Sequence[Booking]) -> dict[str, Dong]:
    """Cash the host collects at the gate, by the booking's code; two queries for a day.

    Not from a reseller's guest: he has paid the reseller, who pays the host (decision 0090).
    """
    codes = {b.code for b in bookings if b.status != BookingStatus.ON_HOLD}
    resold = Resale.objects.filter(booking__code__in=codes)
    codes -= set(resold.values_list("booking__code", flat=True))
    sums: dict[str, Dong] = {}
    for payment in Payment.objects.filter(reference__in=codes).open():
        sums[payment.reference] = sums.get(payment.reference, 0) + payment.amount
    return sums
