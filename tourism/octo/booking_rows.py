"""Bookings as OCTO tells them."""

from typing import Any

from django.utils import timezone

from tourism import resale as resales
from tourism.models import Booking, BookingStatus, UnitItem
from tourism.tickets import ticket_address

from .door import Ask
from .pricing import Row, pricing, unit_id
from .products import option, option_code, product, unit
from .slots import slot_id, slot_row, stamp

CONTACT = ("fullName", "firstName", "lastName", "emailAddress", "phoneNumber")
REST = ("postalCode", "country", "notes")


def booking_row(ask: Ask, booking: Booking) -> Row:
    resale, slot = booking.resale, booking.slot
    experience = slot.option.experience
    items = [item for item in booking.items.all() if item.cancelled_at is None]
    row: Row = {
        "id": booking.code,
        "uuid": str(booking.uuid),
        "testMode": resale.is_test,
        "resellerReference": resale.reference or None,
        "supplierReference": booking.code,
        "status": booking.status,
        "utcCreatedAt": stamp(booking.created_at),
        "utcUpdatedAt": stamp(booking.updated_at),
        "utcExpiresAt": stamp(booking.expires_at) if _is_held(booking) else None,
        "utcRedeemedAt": stamp(booking.redeemed_at),
        "utcConfirmedAt": stamp(booking.confirmed_at),
        "productId": experience.slug,
        "product": product(ask, experience),
        "optionId": option_code(slot.option),
        "option": option(ask, slot.option, True),
        "cancellable": resales.is_changeable(booking, timezone.now()),
        "cancellation": cancellation(booking),
        "freesale": False,
        "availabilityId": slot_id(slot),
        "availability": slot_row(ask, slot.option, slot, {}),
        "contact": contact_row(resale.contact),
        "notes": booking.note or None,
        "deliveryMethods": ["VOUCHER"],
        "voucher": voucher(booking),
        "unitItems": [item_row(ask, booking, item) for item in items],
    }
    if ask.prices:
        row["pricing"] = pricing(resale.retail, resale.commission_percent)
        row["pricing"]["net"] = booking.total
    return row


def _is_held(booking: Booking) -> bool:
    return booking.status == BookingStatus.ON_HOLD


def cancellation(booking: Booking) -> Row | None:
    if booking.cancelled_at is None:
        return None
    owed = booking.refund_due
    whole = owed is None or owed >= booking.total
    return {
        "refund": "FULL" if whole else "PARTIAL" if owed else "NONE",
        "reason": booking.cancel_reason or None,
        "utcCancelledAt": stamp(booking.cancelled_at),
    }


def contact_row(told: dict[str, Any]) -> Row:
    row: Row = {name: told.get(name) for name in (*CONTACT, *REST)}
    return row | {"locales": told.get("locales") or []}


def voucher(booking: Booking) -> Row:
    """One code for the party, once the visit is certain."""
    certain = booking.status in (BookingStatus.CONFIRMED, BookingStatus.REDEEMED)
    value = {"deliveryFormat": "QRCODE", "deliveryValue": ticket_address(booking)}
    return {
        "redemptionMethod": "DIGITAL",
        "utcRedeemedAt": stamp(booking.redeemed_at),
        "deliveryOptions": [value] if certain else [],
    }


def item_row(ask: Ask, booking: Booking, item: UnitItem) -> Row:
    told = getattr(item, "resold", None)
    redeemed = item.redeemed_at is not None
    row: Row = {
        "uuid": str(item.uuid),
        "resellerReference": (told.reference if told else "") or None,
        "supplierReference": None,
        "unitId": unit_id(item.unit) if item.unit else item.unit_type.lower(),
        "status": BookingStatus.REDEEMED if redeemed else booking.status,
        "utcRedeemedAt": stamp(item.redeemed_at),
        "contact": contact_row(told.contact if told else {}),
        "ticket": None,
    }
    if item.unit:
        row["unit"] = unit(ask, item.unit, booking.slot.option)
    if ask.prices:
        row["pricing"] = pricing(item.price, booking.resale.commission_percent)
    return row
