"""A reseller holds places, and holds them longer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from tourism import booking as bookings
from tourism.capacity import change_capacity, kindly, lock_slots
from tourism.models import (
    Availability,
    Booking,
    PayMethod,
    Resale,
    Reseller,
)
from tourism.party import check_party, pax_of, price_of

from .desk import mine, refuse_unless_held, save
from .lines import AlreadyUsed, Facts, Line, note, party_of, seat

HOLD = timedelta(minutes=30)
LONGEST_STEP = timedelta(hours=2)
LONGEST_HOLD = timedelta(hours=24)


@dataclass(frozen=True)
class Order:
    uuid: UUID
    slot: Availability
    lines: Sequence[Line]
    facts: Facts
    asked: str
    hold: timedelta = HOLD


def reserve(order: Order, *, reseller: Reseller, is_test: bool) -> Booking:
    """Hold places, or return the booking that the same request already made.

    Raises CannotBook, and AlreadyUsed when the key was used for anything else.
    """
    if there := _made_before(order, reseller, is_test):
        return there
    bookings.free_stale(order.slot)
    try:
        with kindly(), transaction.atomic():
            return _reserve(order, reseller, is_test)
    except IntegrityError as error:
        if there := _made_before(order, reseller, is_test):
            return there
        raise AlreadyUsed from error


def _made_before(order: Order, reseller: Reseller, is_test: bool) -> Booking | None:
    booking = Booking.objects.filter(uuid=order.uuid).select_related("resale").first()
    if booking is None:
        return None
    resale: Resale | None = getattr(booking, "resale", None)
    mine = resale and (resale.reseller_id, resale.is_test) == (reseller.pk, is_test)
    if not (resale and mine and resale.asked == order.asked):
        raise AlreadyUsed
    return booking


def _reserve(order: Order, reseller: Reseller, is_test: bool) -> Booking:
    now = timezone.now()
    slot = lock_slots(order.slot.pk)[order.slot.pk]
    party = party_of(order.lines)
    check_party(slot, party, now)
    share = reseller.commission_on(timezone.localdate(now))
    resale = Resale(
        reseller=reseller,
        is_test=is_test,
        commission_percent=share,
        retail=price_of(slot.option, party),
        asked=order.asked,
    )
    booking = Booking(
        uuid=order.uuid,
        slot=slot,
        pay_method=PayMethod.VIETQR,
        pax=pax_of(party),
        total=resale.net(resale.retail),
        policy=slot.option.policy.snapshot(),
        language=translation.get_language() or "vi",
        expires_at=min(now + min(order.hold, LONGEST_STEP), slot.cutoff_at),
        created_at=now,
    )
    resale.booking = booking
    note(booking, resale, order.facts)
    save(booking, resale)
    change_capacity(booking, {slot.pk: booking.pax}, reason="HOLD")
    seat(booking, order.lines)
    bookings.expire_later(booking)
    return booking


def extend(booking: Booking, by: timedelta) -> Booking:
    """Hold longer, two hours at a time and a day in all; raises CannotBook once it is over."""
    with kindly(), transaction.atomic():
        return _extend(booking, by)


def _extend(booking: Booking, by: timedelta) -> Booking:
    now = timezone.now()
    lock_slots(booking.slot_id)
    booking, _resale = mine(booking)
    refuse_unless_held(booking, now)
    limit = min(booking.created_at + LONGEST_HOLD, booking.slot.cutoff_at)
    asked = min(now + min(by, LONGEST_STEP), limit)
    booking.expires_at = max(asked, booking.expires_at or asked)
    booking.save()
    bookings.expire_later(booking)
    return booking
