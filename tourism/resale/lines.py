"""What a reseller says of a booking and of its guests."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tourism.models import Booking, PricingPer, Resale, ResoldGuest, Unit, UnitItem


class AlreadyUsed(Exception):
    """The key of this request belongs to another booking or to another request."""


@dataclass(frozen=True)
class Line:
    """One guest as the reseller names him."""

    unit: Unit
    uuid: UUID | None = None
    reference: str = ""
    contact: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Facts:
    """What may be said of a booking at any time; None leaves it as it is."""

    reference: str | None = None
    contact: Mapping[str, Any] | None = None
    note: str | None = None
    tell_guest: bool | None = None


def party_of(lines: Sequence[Line]) -> Mapping[Unit, int]:
    return Counter(line.unit for line in lines)


def seat(booking: Booking, lines: Sequence[Line]) -> None:
    """New guests get the price of today; those who stay keep theirs."""
    per_guest = booking.slot.option.pricing_per == PricingPer.UNIT
    for line in lines:
        item = UnitItem.objects.create(
            booking=booking,
            unit=line.unit,
            unit_type=line.unit.unit_type,
            name=line.unit.name,
            price=line.unit.price if per_guest else 0,
            pax=line.unit.pax_count,
            **({"uuid": line.uuid} if line.uuid else {}),
        )
        describe(item, line)


def describe(item: UnitItem, line: Line) -> None:
    if line.reference or line.contact:
        said = {"reference": line.reference, "contact": line.contact}
        ResoldGuest.objects.update_or_create(item=item, defaults=said)


def note(booking: Booking, resale: Resale, facts: Facts) -> None:
    if facts.reference is not None:
        resale.reference = facts.reference
    if facts.contact is not None:
        resale.contact = {**resale.contact, **facts.contact}
    if facts.note is not None:
        booking.note = facts.note
    told = resale.contact
    name = told.get("fullName") or " ".join(
        str(told[part]) for part in ("firstName", "lastName") if told.get(part)
    )
    booking.name = (name or resale.reseller.name)[:120]
    phone = "".join(c for c in told.get("phoneNumber") or "" if c in "+0123456789")
    booking.phone = phone[:20]
    if facts.tell_guest is not None or booking.email:
        wanted = facts.tell_guest is not False
        booking.email = (told.get("emailAddress") or "") if wanted else ""
