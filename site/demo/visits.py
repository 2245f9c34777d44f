"""Experiences with their slots, and a few guests who have booked."""

import uuid
from datetime import time

from django.utils import timezone

from producers.models import Producer, Village
from tourism import booking as bookings
from tourism.models import (
    Availability,
    Booking,
    CancellationPolicy,
    Experience,
    ExperienceState,
    Faq,
    Option,
    PayMethod,
    Schedule,
    Step,
    Unit,
)
from tourism.slots import make_all_slots

from .pictures import picture
from .reading import Row, pairs, read

TEXTS = (
    "name",
    "summary",
    "description",
    "included",
    "bring",
    "rain_plan",
    "access",
    "meeting_point",
)


def load_experiences() -> None:
    for row in read("experiences.toml").get("experience", []):
        experience, created = Experience.objects.update_or_create(
            slug=row["slug"], defaults=_experience(row)
        )
        if created:
            _load_steps(experience, row)
            _load_faqs(experience, row)
            _load_option(experience, row)
    make_all_slots(timezone.localdate())


def _experience(row: Row) -> Row:
    return {
        **pairs(row, *TEXTS),
        "host": Producer.objects.get(slug=row["host"]),
        "village": Village.objects.filter(slug=row.get("village", "")).first(),
        "languages": ",".join(row.get("languages", ["vi"])),
        "lat": str(row["lat"]) if row.get("lat") else None,
        "lon": str(row["lon"]) if row.get("lon") else None,
        "photo": picture(row.get("picture", "")),
        "instant_confirmation": row.get("instant", True),
        "fund_percent": row.get("fund_percent", 0),
        "state": ExperienceState.LIVE,
    }


def _load_steps(experience: Experience, row: Row) -> None:
    for order, step in enumerate(row.get("steps", [])):
        Step.objects.create(
            experience=experience, sort_order=order, **pairs(step, "title", "text")
        )


def _load_faqs(experience: Experience, row: Row) -> None:
    for order, faq in enumerate(row.get("faqs", [])):
        Faq.objects.create(
            experience=experience, sort_order=order, **pairs(faq, "question", "answer")
        )


def _load_option(experience: Experience, row: Row) -> None:
    option = Option.objects.create(
        experience=experience,
        duration_minutes=row["duration_minutes"],
        min_units=row.get("min_units", 1),
        max_units=row.get("max_units", 10),
        cutoff_minutes=int(row.get("cutoff_hours", 12) * 60),
        policy=_policy(row.get("cancel_hours", 24)),
    )
    for unit in row["units"]:
        Unit.objects.create(option=option, **_unit(unit))
    for rule in row["schedule"]:
        for start in rule["times"]:
            Schedule.objects.create(option=option, **_schedule(rule, start))


def _policy(hours: int) -> CancellationPolicy:
    policy, created = CancellationPolicy.objects.get_or_create(
        name_vi=f"Huỷ miễn phí trước {hours} giờ",
        name_en=f"Free until {hours} hours before",
    )
    if created:
        policy.tiers.create(minutes_before=hours * 60, percent=100)
    return policy


def _unit(unit: Row) -> Row:
    return {
        **pairs(unit, "name"),
        "unit_type": unit["type"],
        "price": unit["price"],
        "min_age": unit.get("min_age", 0),
        "max_age": unit.get("max_age", 120),
        "accompanied_by": "ADULT" if unit.get("accompanied") else "",
    }


def _schedule(rule: Row, start: str) -> Row:
    return {
        "weekdays": "".join(str(day) for day in rule["weekdays"]),
        "starts": time.fromisoformat(start),
        "capacity": rule["capacity"],
        "season_from": rule.get("season_from", "01-01"),
        "season_to": rule.get("season_to", "12-31"),
    }


GUESTS = [
    "Nguyễn Minh Châu",
    "Trần Quốc Bảo",
    "Emily Carter",
    "Lê Thu Hà",
    "Phạm Gia Huy",
    "Kenji Sato",
]


def load_bookings() -> None:
    """One party for the next slot of several experiences, through the guests' own door."""
    if Booking.objects.exists():
        return
    visited = zip(GUESTS, Experience.objects.live().order_by("pk"), strict=False)
    for number, (name, experience) in enumerate(visited, 201):
        slot = (
            Availability.objects.bookable(timezone.now())
            .filter(option__experience=experience)
            .first()
        )
        if slot:
            party = {
                slot.option.units.get(unit_type="ADULT"): max(2, slot.option.min_units)
            }
            guest = bookings.Guest(name, f"+84912000{number}", "", "")
            bookings.hold(slot, party, guest, PayMethod.CASH, uuid=uuid.uuid4())
