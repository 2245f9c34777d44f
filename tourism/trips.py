"""Several villages in one go: every stop gets its places, or none does."""

import uuid as uuids
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .booking import MOST_PAID_AT_VILLAGE, Guest, open_at_village, place
from .capacity import kindly, lock_slots
from .models import Availability, Booking, PayMethod, Trip, UnitType
from .party import CannotBook, Party, check_party


@dataclass(frozen=True)
class Leg:
    slot: Availability
    party: Party


def legs_for(slots: Sequence[Availability], people: Mapping[str, int]) -> list[Leg]:
    """The same people at every stop, in the kinds of guests each stop knows.

    A child where a house has no price for children counts as an adult.
    """
    return [Leg(slot, _party(slot, people)) for slot in slots]


def _party(slot: Availability, people: Mapping[str, int]) -> Party:
    units = {unit.unit_type: unit for unit in slot.option.units.all()}
    if UnitType.ADULT not in units:
        raise CannotBook(_("Một chặng không đặt theo người được. Hãy đặt riêng."))
    party = dict.fromkeys(units.values(), 0)
    for kind, count in people.items():
        party[units.get(kind, units[UnitType.ADULT])] += count
    return party


def book(name: str, legs: Sequence[Leg], guest: Guest, *, uuid: uuids.UUID) -> Trip:
    """Take places at every stop, or raise CannotBook naming the one that has none; paid at each village."""
    done = Booking.objects.filter(uuid=_key(uuid, 0)).select_related("trip").first()
    if done and done.trip:
        return done.trip
    _check(legs, guest)
    with kindly(), transaction.atomic():
        slots = lock_slots(*(leg.slot.pk for leg in legs))
        trip = Trip.objects.create(name=name)
        for number, leg in enumerate(legs):
            _place(slots[leg.slot.pk], leg, guest, trip, _key(uuid, number))
    return trip


def _place(
    slot: Availability, leg: Leg, guest: Guest, trip: Trip, key: uuids.UUID
) -> None:
    try:
        check_party(slot, leg.party, timezone.now())
        with kindly():
            place(slot, leg.party, guest, PayMethod.CASH, uuid=key, trip=trip)
    except CannotBook as error:
        raise CannotBook(f"{slot.option.experience.name}: {error}") from error


def _key(uuid: uuids.UUID, number: int) -> uuids.UUID:
    """The same form sent twice is the same trip."""
    return uuids.uuid5(uuid, str(number))


def _check(legs: Sequence[Leg], guest: Guest) -> None:
    if not legs:
        raise CannotBook(_("Hãy chọn giờ cho ít nhất một chặng."))
    if max(sum(leg.party.values()) for leg in legs) > MOST_PAID_AT_VILLAGE:
        raise CannotBook(
            _("Trả tại làng được nhiều nhất %(n)s người. Đoàn đông hơn, hãy trả trước.")
            % {"n": MOST_PAID_AT_VILLAGE}
        )
    if open_at_village(guest.phone):
        raise CannotBook(
            _("Số điện thoại này đang có một lượt đặt trả tại làng chưa đi.")
        )
    ordered = sorted(legs, key=lambda leg: leg.slot.starts_at)
    for before, after in zip(ordered, ordered[1:], strict=False):
        if after.slot.starts_at < before.slot.ends_at:
            raise CannotBook(
                _("Hai chặng trùng giờ nhau: %(a)s và %(b)s.")
                % {
                    "a": before.slot.option.experience.name,
                    "b": after.slot.option.experience.name,
                }
            )
