"""Bookings as OCTO tells them, and the verbs on them."""

import hashlib
import json
import uuid as uuids
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet

from pydantic import BaseModel

from tourism import booking as holds
from tourism import resale as resales
from tourism.models import (
    Availability,
    Booking,
    BookingStatus,
    IllegalMove,
    Option,
)
from tourism.party import CannotBook

from .booking_rows import booking_row
from .door import Ask
from .errors import bad_request, no_booking, unprocessable
from .pricing import Row, check_currency
from .products import option_code, option_of, product_of, unit_of
from .shapes import (
    UUID_TEXT,
    CancellationBody,
    ConfirmationBody,
    ContactBody,
    ExtensionBody,
    ReservationBody,
    UnitItemBody,
    UpdateBody,
    as_day,
)
from .slots import between, days_of, slot_of

WHOLE = (
    "items__unit",
    "items__resold",
    "slot__option__units",
    "slot__option__group_prices",
    "slot__option__schedules",
    "slot__option__policy__tiers",
    "slot__option__experience__options__units",
    "slot__option__experience__options__group_prices",
    "slot__option__experience__options__schedules",
    "slot__option__experience__options__policy__tiers",
    "slot__option__experience__options__experience",
    "slot__option__experience__steps",
)


def mine(ask: Ask) -> QuerySet[Booking]:
    """What this reseller booked in this mode; others' bookings do not exist."""
    rows = Booking.objects.filter(
        resale__reseller=ask.reseller, resale__is_test=ask.key.is_test
    )
    return rows.select_related(
        "resale__reseller", "slot__option__experience__host"
    ).prefetch_related(*WHOLE)


def find(ask: Ask, uuid: str) -> Booking:
    """The booking; a hold whose time is over is given up first, so that nobody is told it lives."""
    if not UUID_TEXT.fullmatch(uuid):
        raise no_booking(uuid)
    booking = mine(ask).filter(uuid=uuid).first()
    if booking is None:
        raise no_booking(uuid)
    if booking.status == BookingStatus.ON_HOLD:
        holds.expire_booking.call(booking.pk)
        booking.refresh_from_db(fields=["status", "updated_at"])
    return booking


def digest(body: BaseModel) -> str:
    """Two requests are the same when what was sent means the same, in whatever order."""
    told = body.model_dump(mode="json", exclude_unset=True)
    text = json.dumps(told, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def heard(deed: Callable[[], Booking]) -> Booking:
    """Say a refusal of ours in OCTO's words."""
    try:
        return deed()
    except CannotBook as error:
        raise unprocessable(str(error)) from error
    except resales.AlreadyUsed as error:
        raise unprocessable("A uuid of a unit item was already used.") from error
    except IllegalMove as error:
        raise unprocessable("The booking has changed meanwhile.") from error


def shown(ask: Ask, booking: Booking) -> Row:
    return booking_row(ask, mine(ask).get(pk=booking.pk))


def reserve(ask: Ask) -> Row:
    body: ReservationBody = ask.body
    check_currency(body.currency)
    found = option_of(product_of(ask, body.productId), body.optionId)
    slot = slot_of(found, body.availabilityId)
    key = body.uuid or uuids.uuid4()
    order = resales.Order(
        key,
        slot,
        lines_of(found, body.unitItems),
        facts_of(body),
        digest(body),
        minutes(body.expirationMinutes, resales.HOLD),
    )
    booking = heard(lambda: _reserved(ask, order))
    return shown(ask, booking)


def _reserved(ask: Ask, order: resales.Order) -> Booking:
    try:
        return resales.reserve(order, reseller=ask.reseller, is_test=ask.key.is_test)
    except resales.AlreadyUsed as error:
        raise no_booking(str(order.uuid)) from error


def minutes(asked: int | None, default: timedelta) -> timedelta:
    return timedelta(minutes=min(asked, 24 * 60)) if asked else default


def lines_of(option: Option, items: Sequence[UnitItemBody]) -> list[resales.Line]:
    return [
        resales.Line(
            unit_of(option, item.unitId),
            item.uuid,
            item.resellerReference or "",
            contact_of(item.contact) or {},
        )
        for item in items
    ]


def contact_of(contact: ContactBody | None) -> dict[str, Any] | None:
    return contact.model_dump(exclude_unset=True) if contact else None


def facts_of(
    body: ReservationBody | UpdateBody | ConfirmationBody, tell: bool | None = None
) -> resales.Facts:
    sent = body.model_fields_set
    note = getattr(body, "notes", None)
    return resales.Facts(
        reference=body.resellerReference,
        contact=contact_of(body.contact),
        note=(note or "") if "notes" in sent else None,
        tell_guest=tell,
    )


def show(ask: Ask, uuid: str) -> Row:
    return booking_row(ask, find(ask, uuid))


def extend(ask: Ask, uuid: str) -> Row:
    body: ExtensionBody = ask.body
    booking = find(ask, uuid)
    longer = minutes(body.expirationMinutes, resales.HOLD)
    return shown(ask, heard(lambda: resales.extend(booking, longer)))


def confirm(ask: Ask, uuid: str) -> Row:
    body: ConfirmationBody = ask.body
    booking = find(ask, uuid)
    lines = None
    if body.unitItems is not None:
        lines = lines_of(booking.slot.option, body.unitItems)
    facts = facts_of(body, body.emailReceipt)
    asked = digest(body)
    return shown(
        ask, heard(lambda: resales.confirm(booking, lines, facts, asked=asked))
    )


def update(ask: Ask, uuid: str) -> Row:
    body: UpdateBody = ask.body
    booking = find(ask, uuid)
    slot = _new_slot(ask, booking, body)
    to = slot or booking.slot
    lines = None
    if body.unitItems is not None:
        lines = lines_of(to.option, body.unitItems)
    facts = facts_of(body, body.emailReceipt)
    changed = heard(lambda: resales.amend(booking, slot, lines, facts))
    if body.expirationMinutes and changed.status == BookingStatus.ON_HOLD:
        longer = minutes(body.expirationMinutes, resales.HOLD)
        heard(lambda: resales.extend(changed, longer))
    return shown(ask, changed)


def _new_slot(ask: Ask, booking: Booking, body: UpdateBody) -> Availability | None:
    """The slot that the change names; another product or option needs a slot of its own."""
    here = booking.slot.option
    product_id = body.productId or here.experience.slug
    option_id = body.optionId or option_code(here)
    moved = (product_id, option_id) != (here.experience.slug, option_code(here))
    if not moved and body.availabilityId is None:
        return None
    found = option_of(product_of(ask, product_id), option_id)
    return slot_of(found, body.availabilityId or "")


def cancel(ask: Ask, uuid: str) -> Row:
    body: CancellationBody = ask.body
    booking = find(ask, uuid)
    return shown(ask, heard(lambda: resales.cancel(booking, reason=body.reason or "")))


def listed(ask: Ask) -> list[Row]:
    """By a reference, ours or the reseller's, or by the days of the visit."""
    query = ask.query
    rows = mine(ask).order_by("created_at", "pk")
    if "resellerReference" in query:
        rows = rows.filter(resale__reference=query["resellerReference"])
    elif "supplierReference" in query:
        rows = rows.filter(code=query["supplierReference"])
    else:
        rows = rows.filter(slot__in=_days_asked(query))
    return [booking_row(ask, booking) for booking in rows]


def _days_asked(query: dict[str, str]) -> QuerySet[Availability]:
    first = query.get("localDateStart") or query.get("localDate")
    last = query.get("localDateEnd") or query.get("localDate")
    if not (first and last):
        raise bad_request(
            "Give resellerReference, supplierReference, localDate or localDateStart and localDateEnd."
        )
    days = days_of(_day(first), _day(last))
    return between(Availability.objects.all(), days[0], days[-1])


def _day(text: str) -> Any:
    try:
        return as_day(text)
    except ValueError as error:
        raise bad_request("A date is written YYYY-MM-DD.") from error
