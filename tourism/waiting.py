"""A queue for a full slot: whoever fits comes first, and has a day to say yes."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from .booking import Guest, locked, place, settle_booking
from .capacity import lock_slots
from .messages import tell_offer, tell_waiting
from .models import (
    Availability,
    Booking,
    BookingStatus,
    FullyBooked,
    PayMethod,
    Unit,
    WaitlistEntry,
)
from .party import CannotBook, Party, check_party, faults, pax_of

OFFER = timedelta(hours=24)


def join(
    slot: Availability, party: Party, guest: Guest, method: PayMethod
) -> WaitlistEntry:
    """Stand in the queue with so many people. Raises CannotBook where the party could never come."""
    for fault in faults(slot.option, party):
        raise CannotBook(fault)
    if pax_of(party) > slot.capacity:
        raise CannotBook(_("Buổi này có tất cả %(n)s chỗ.") % {"n": slot.capacity})
    with transaction.atomic():
        entry = WaitlistEntry.objects.create(
            slot=slot,
            party={unit.unit_type: n for unit, n in party.items() if n},
            pax=pax_of(party),
            pay_method=method,
            language=translation.get_language() or "vi",
            name=guest.name,
            phone=guest.phone,
            email=guest.email,
        )
        tell_waiting(entry)
    return entry


def leave(entry: WaitlistEntry) -> None:
    WaitlistEntry.objects.filter(pk=entry.pk, left_at=None).update(
        left_at=timezone.now()
    )


def offer_all(now: datetime) -> int:
    """Offer what came free, slot by slot; returns how many offers were made."""
    slots = Availability.objects.bookable(now).filter(
        waiting__booking=None, waiting__left_at=None, waiting__isnull=False
    )
    return sum(offer(slot, now) for slot in slots.distinct())


@transaction.atomic
def offer(slot: Availability, now: datetime) -> int:
    """The longest-waiting parties that fit get the places on hold."""
    slot = lock_slots(slot.pk)[slot.pk]
    queue = WaitlistEntry.objects.select_for_update().filter(
        slot=slot, booking=None, left_at=None
    )
    made = 0
    for entry in queue.order_by("created_at", "pk"):
        made += _offered(entry, now)
    return made


def _offered(entry: WaitlistEntry, now: datetime) -> bool:
    slot = lock_slots(entry.slot_id)[entry.slot_id]
    if entry.pax > slot.vacancies:
        return False
    units = {u.unit_type: u for u in Unit.objects.filter(option=slot.option_id)}
    party = {units[kind]: n for kind, n in entry.party.items() if kind in units}
    guest = Guest(entry.name, entry.phone, entry.email, "")
    until = min(now + OFFER, slot.cutoff_at)
    try:
        with transaction.atomic(), translation.override(entry.language):
            check_party(slot, party, now)
            entry.booking = place(
                slot,
                party,
                guest,
                PayMethod(entry.pay_method),
                uuid=uuid.uuid4(),
                until=until,
            )
            entry.save()
            tell_offer(entry.booking)
    except (CannotBook, FullyBooked):
        return False
    return True


@transaction.atomic
def take_up(booking: Booking) -> Booking:
    """The guest says yes to an offer he pays for at the village. Raises CannotBook when it is over."""
    booking = locked(booking)
    late = booking.expires_at is not None and booking.expires_at <= timezone.now()
    if booking.status != BookingStatus.ON_HOLD or late:
        raise CannotBook(_("Lời mời này đã hết hạn; chỗ đã mời người tiếp theo."))
    settle_booking(booking)
    return booking
