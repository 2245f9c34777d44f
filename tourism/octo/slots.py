"""Days and slots as OCTO tells them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from tourism.models import (
    Availability,
    Experience,
    Option,
    PricingPer,
    SlotStatus,
    Unit,
)
from tourism.party import pax_of

from .door import Ask
from .errors import bad_request, no_availability
from .pricing import Row, check_currency, party_price, price_from, pricing, unit_pricing
from .products import option_of, product_of, unit_of
from .shapes import AvailabilityBody, CalendarBody, Quantity

LONGEST = timedelta(days=366)
Party = Mapping[Unit, int]


def stamp(moment: datetime | None) -> str | None:
    """A moment in UTC to the second, as OCTO's own checker wants it."""
    if moment is None:
        return None
    return f"{moment.astimezone(timezone.get_fixed_timezone(0)):%Y-%m-%dT%H:%M:%SZ}"


def local(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")


def slot_id(slot: Availability) -> str:
    """The start with its offset: unique within an option, as OCTO asks, and no number of ours."""
    return local(slot.starts_at)


def slots_of(option: Option) -> QuerySet[Availability]:
    """Everything a stranger may know of: not what was made for one group."""
    return option.slots.filter(is_private=False)


def slot_of(option: Option, availability_id: str) -> Availability:
    """Raises INVALID_AVAILABILITY_ID also for a slot of another option."""
    starts_at = _moment(availability_id)
    found = slots_of(option).filter(starts_at=starts_at).first() if starts_at else None
    if found is None:
        raise no_availability(availability_id)
    return found


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
        return found if found.tzinfo and 2000 <= found.year <= 2100 else None
    except ValueError:
        return None


def calendar(ask: Ask) -> list[Row]:
    body: CalendarBody = ask.body
    check_currency(body.currency)
    experience = product_of(ask, body.productId)
    option = option_of(experience, body.optionId)
    party = party_of(option, body.units)
    days = days_of(body.localDateStart, body.localDateEnd)
    by_day: dict[date, list[Availability]] = defaultdict(list)
    for slot in between(slots_of(option), days[0], days[-1]):
        by_day[slot.local_date].append(slot)
    return [calendar_day(ask, option, day, by_day[day], party) for day in days]


def availability(ask: Ask) -> list[Row]:
    body: AvailabilityBody = ask.body
    check_currency(body.currency)
    experience = product_of(ask, body.productId)
    option = option_of(experience, body.optionId)
    party = party_of(option, body.units)
    return [slot_row(ask, option, slot, party) for slot in _asked(option, body)]


def _asked(option: Option, body: AvailabilityBody) -> Iterable[Availability]:
    """By ids, by a day or by an interval: exactly one of the three."""
    by_interval = body.localDateStart or body.localDateEnd
    ways = [body.availabilityIds is not None, bool(body.localDate), bool(by_interval)]
    if sum(ways) != 1:
        raise bad_request(
            "Give localDate, or localDateStart and localDateEnd, or availabilityIds."
        )
    if body.availabilityIds is not None:
        starts = [m for text in body.availabilityIds if (m := _moment(text))]
        return slots_of(option).filter(starts_at__in=starts).order_by("starts_at")
    first, last = body.localDateStart or body.localDate, body.localDateEnd
    days = days_of(first, last or body.localDate)
    return between(slots_of(option), days[0], days[-1])


def days_of(first: date | None, last: date | None) -> list[date]:
    if first is None or last is None:
        raise bad_request("localDateStart and localDateEnd come together.")
    if last < first:
        raise bad_request("localDateEnd is before localDateStart.")
    if last - first > LONGEST:
        raise bad_request("Ask for one year of availability at most.")
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def between(
    slots: QuerySet[Availability], first: date, last: date
) -> QuerySet[Availability]:
    start = timezone.make_aware(datetime.combine(first, time.min))
    end = timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))
    rows = slots.filter(starts_at__gte=start, starts_at__lt=end)
    return rows.order_by("starts_at")


def party_of(option: Option, units: Sequence[Quantity]) -> dict[Unit, int]:
    party: dict[Unit, int] = {}
    for asked in units:
        unit = unit_of(option, asked.id)
        party[unit] = party.get(unit, 0) + asked.quantity
    return party


def status_of(slot: Availability, pax: int, now: datetime) -> str:
    """AVAILABLE, LIMITED (under half left), SOLD_OUT (for so many), CLOSED."""
    if slot.status != SlotStatus.OPEN or slot.cutoff_at <= now:
        return "CLOSED"
    if slot.vacancies < max(pax, 1):
        return "SOLD_OUT"
    return "LIMITED" if slot.vacancies * 2 < slot.capacity else "AVAILABLE"


def slot_row(ask: Ask, option: Option, slot: Availability, party: Party) -> Row:
    status = status_of(slot, pax_of(party), timezone.now())
    row: Row = {
        "id": slot_id(slot),
        **_times(option.experience, slot),
        "utcCutoffAt": stamp(slot.cutoff_at),
        "available": status in ("AVAILABLE", "LIMITED"),
        "status": status,
        "vacancies": slot.vacancies,
        "capacity": slot.capacity,
        "maxUnits": option.max_units,
    }
    if ask.prices:
        row |= _prices(ask, option, party, "")
    if ask.content:
        row |= {"title": None, "shortDescription": ", ".join(slot.speaks)}
    return row


def _times(experience: Experience, slot: Availability) -> Row:
    if not experience.opens_all_day:
        return {
            "localDateTimeStart": local(slot.starts_at),
            "localDateTimeEnd": local(slot.ends_at),
            "allDay": False,
            "openingHours": [],
        }
    midnight = timezone.make_aware(datetime.combine(slot.local_date, time.min))
    return {
        "localDateTimeStart": local(midnight),
        "localDateTimeEnd": local(midnight + timedelta(days=1)),
        "allDay": True,
        "openingHours": [_hours(slot)],
    }


def _hours(slot: Availability) -> Row:
    starts, ends = timezone.localtime(slot.starts_at), timezone.localtime(slot.ends_at)
    return {"from": f"{starts:%H:%M}", "to": f"{ends:%H:%M}"}


def calendar_day(
    ask: Ask, option: Option, day: date, slots: Sequence[Availability], party: Party
) -> Row:
    """The best slot of the day speaks for it."""
    now, pax = timezone.now(), pax_of(party)
    order = ["AVAILABLE", "LIMITED", "SOLD_OUT", "CLOSED"]
    statuses = sorted((status_of(slot, pax, now) for slot in slots), key=order.index)
    status = statuses[0] if statuses else "CLOSED"
    opens = option.experience.opens_all_day
    row: Row = {
        "localDate": day.isoformat(),
        "available": status in ("AVAILABLE", "LIMITED"),
        "status": status,
        "vacancies": max((slot.vacancies for slot in slots), default=0),
        "capacity": sum(slot.capacity for slot in slots),
        "openingHours": [_hours(slot) for slot in slots] if opens else [],
    }
    if ask.prices:
        row |= _prices(ask, option, party, "From")
    return row


def _prices(ask: Ask, option: Option, party: Party, suffix: str) -> Row:
    share = ask.commission
    row: dict[str, Any] = {f"unitPricing{suffix}": unit_pricing(option, share)}
    if party or option.pricing_per == PricingPer.BOOKING:
        price = party_price(option, party) if party else price_from(option)
        row[f"pricing{suffix}"] = pricing(price, share)
    return row
