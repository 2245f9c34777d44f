"""A reseller changes day, option, guests or words: new places are taken before old ones are given back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from payments.models import Payment
from tourism import booking as bookings
from tourism.capacity import change_capacity, kindly, lock_slots
from tourism.models import (
    Availability,
    Booking,
    BookingStatus,
    PricingPer,
    Resale,
    Unit,
    UnitItem,
)
from tourism.party import CannotBook, check_party, pax_of, price_of

from .desk import mine, refuse_unless_held, save
from .invoice import invoice
from .lines import AlreadyUsed, Facts, Line, describe, note, party_of, seat

OPEN = (BookingStatus.ON_HOLD, BookingStatus.PENDING, BookingStatus.CONFIRMED)


def amend(
    booking: Booking,
    slot: Availability | None,
    lines: Sequence[Line] | None,
    facts: Facts,
) -> Booking:
    """Change day, option, guests or words; new places are taken before old ones are given back."""
    if slot is not None:
        bookings.free_stale(slot)
    try:
        with kindly(), transaction.atomic():
            return _amend(booking, slot, lines, facts)
    except IntegrityError as error:
        raise AlreadyUsed from error


def _amend(
    booking: Booking,
    to: Availability | None,
    lines: Sequence[Line] | None,
    facts: Facts,
) -> Booking:
    slots = lock_slots(booking.slot_id, to.pk if to else booking.slot_id)
    old = slots[booking.slot_id]
    new = slots[to.pk] if to else old
    booking, resale = mine(booking)
    if booking.status == BookingStatus.ON_HOLD:
        refuse_unless_held(booking, timezone.now())
    if booking.status not in OPEN:
        raise CannotBook(_("Lượt đặt này đã xong, không đổi được nữa."))
    if to is not None or lines is not None:
        rearrange(booking, resale, old, new, lines)
    note(booking, resale, facts)
    save(booking, resale)
    return booking


def is_changeable(booking: Booking, now: datetime) -> bool:
    """Held, or sold with a promise of everything back that still runs."""
    if booking.status == BookingStatus.ON_HOLD:
        return True
    until = booking.free_cancel_until
    return booking.status in OPEN and until is not None and now <= until


def rearrange(
    booking: Booking,
    resale: Resale,
    old: Availability,
    new: Availability,
    lines: Sequence[Line] | None,
) -> None:
    now = timezone.now()
    if not is_changeable(booking, now):
        raise CannotBook(_("Đã quá hạn đổi miễn phí của lượt đặt này."))
    here = {item.uuid: item for item in booking.items.filter(cancelled_at=None)}
    wanted = _lines_of(here, new) if lines is None else lines
    _refuse_twice(wanted)
    party = party_of(wanted)
    check_party(new, party, now)
    _take(booking, old, new, pax_of(party))
    if old.option_id != new.option_id:
        booking.policy = new.option.policy.snapshot()
    booking.slot = new
    booking.sequence += 1
    _reseat(booking, here, wanted, now)
    resale.retail = _retail(booking, party)
    _recharge(booking, resale)


def _refuse_twice(lines: Sequence[Line]) -> None:
    named = [line.uuid for line in lines if line.uuid]
    if len(named) != len(set(named)):
        raise CannotBook(_("Một khách được nêu hai lần."))


def _lines_of(here: Mapping[UUID, UnitItem], slot: Availability) -> list[Line]:
    """The guests as they are; on another option they need to be named anew."""
    lines = []
    for uuid, item in here.items():
        if item.unit is None or item.unit.option_id != slot.option_id:
            raise CannotBook(_("Lựa chọn khác có loại khách khác: hãy gửi lại khách."))
        lines.append(Line(item.unit, uuid))
    return lines


def _take(booking: Booking, old: Availability, new: Availability, pax: int) -> None:
    if old.pk == new.pk:
        deltas, reason = {new.pk: pax - booking.pax}, "RESIZE"
    else:
        deltas, reason = {new.pk: pax, old.pk: -booking.pax}, "MOVE"
    change_capacity(booking, deltas, reason=reason)
    booking.pax = pax


def _reseat(
    booking: Booking,
    here: Mapping[UUID, UnitItem],
    lines: Sequence[Line],
    now: datetime,
) -> None:
    """Who is named with his uuid stays, others go, the rest is new."""
    stays = {
        line.uuid: line
        for line in lines
        if line.uuid and line.uuid in here and here[line.uuid].unit == line.unit
    }
    gone = [item.pk for uuid, item in here.items() if uuid not in stays]
    UnitItem.objects.filter(pk__in=gone).update(cancelled_at=now)
    for uuid, line in stays.items():
        describe(here[uuid], line)
    seat(booking, [line for line in lines if line.uuid not in stays])


def _retail(booking: Booking, party: Mapping[Unit, int]) -> int:
    if booking.slot.option.pricing_per == PricingPer.BOOKING:
        return price_of(booking.slot.option, party)
    prices = booking.items.filter(cancelled_at=None).values_list("price", flat=True)
    return sum(prices)


def _recharge(booking: Booking, resale: Resale) -> None:
    """An invoice that is paid is not written anew: then the sum must stay what it was."""
    total = resale.net(resale.retail)
    paid = Payment.objects.for_reference(booking.code).filter(paid_at__isnull=False)
    if total != booking.total and paid.exists():
        raise CannotBook(
            _("Hoá đơn của lượt đặt này đã trả; muốn đổi số tiền, hãy huỷ và đặt lại.")
        )
    booking.total = total
    if booking.status != BookingStatus.ON_HOLD and not resale.is_test:
        invoice(booking)
