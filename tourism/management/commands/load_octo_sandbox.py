"""What a reseller's program, or OCTO's own checker, is tried on; seen with test keys only.

Two products that can be booked (one by start time, one by opening hours), many places, and a day
that is sold out: the checker books the same slot again and again (tourism.md 1.4).
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils import timezone

from producers.models import Producer, ProducerKind
from tourism.models import (
    Availability,
    AvailabilityType,
    CancellationPolicy,
    Experience,
    ExperienceState,
    Option,
    PolicyTier,
    Reseller,
    ResellerKey,
    ResellerTerms,
    Schedule,
    Unit,
)
from tourism.slots import make_slots

DAYS = 60
SOLD_OUT_IN = 5
PRODUCTS: list[dict[str, Any]] = [
    {
        "slug": "octo-thu-dan-giang",
        "name_vi": "Đan giỏ (chỉ để thử)",
        "name_en": "Basket weaving (for testing only)",
        "availability_type": AvailabilityType.START_TIME,
        "starts": time(9),
        "minutes": 120,
    },
    {
        "slug": "octo-thu-tham-vuon",
        "name_vi": "Thăm vườn nhãn (chỉ để thử)",
        "name_en": "Longan orchard (for testing only)",
        "availability_type": AvailabilityType.OPENING_HOURS,
        "starts": time(8),
        "minutes": 540,
    },
]
UNITS: list[dict[str, Any]] = [
    {
        "unit_type": "ADULT",
        "name_vi": "Người lớn",
        "name_en": "Adult",
        "price": 200_000,
        "min_age": 12,
    },
    {
        "unit_type": "CHILD",
        "name_vi": "Trẻ em",
        "name_en": "Child",
        "price": 100_000,
        "min_age": 4,
        "max_age": 11,
    },
]


@transaction.atomic
def load(today: date) -> Reseller:
    """Make what is missing; what is there is left as it is."""
    host = _host()
    policy, made = CancellationPolicy.objects.get_or_create(
        name_vi="Thử: huỷ miễn phí trước 1 giờ",
        defaults={"name_en": "Test: free cancellation until 1 hour before"},
    )
    if made:
        PolicyTier.objects.create(policy=policy, minutes_before=60, percent=100)
    for row in PRODUCTS:
        option = _product(host, policy, row)
        _sold_out_day(option, row["starts"], today + timedelta(days=SOLD_OUT_IN))
        make_slots(option, today, today + timedelta(days=DAYS))
    return _reseller(today)


def _host() -> Producer:
    """Never verified, so that it is on no page of ours."""
    facts = {
        "name_vi": "Nhà thử nghiệm OCTO",
        "name_en": "OCTO test host",
        "kind": ProducerKind.HOUSEHOLD,
        "contact_name": "OCTO",
        "phone": "",
        "commune_code": "",
        "is_demo": True,
    }
    return Producer.objects.get_or_create(slug="octo-thu", defaults=facts)[0]


def _product(host: Producer, policy: CancellationPolicy, row: dict[str, Any]) -> Option:
    facts = {
        "host": host,
        "name_vi": row["name_vi"],
        "name_en": row["name_en"],
        "availability_type": row["availability_type"],
        "meeting_point_vi": "Cổng làng",
        "meeting_point_en": "Village gate",
        "languages": "vi,en",
        "state": ExperienceState.SANDBOX,
    }
    experience, made = Experience.objects.get_or_create(
        slug=row["slug"], defaults=facts
    )
    if not made:
        return experience.option
    option = Option.objects.create(
        experience=experience,
        policy=policy,
        duration_minutes=row["minutes"],
        max_units=20,
        cutoff_minutes=60,
    )
    for unit in UNITS:
        Unit.objects.create(option=option, **unit)
    end = datetime.combine(date.min, row["starts"]) + timedelta(minutes=row["minutes"])
    Schedule.objects.create(
        option=option, starts=row["starts"], ends=end.time(), capacity=500
    )
    return option


def _sold_out_day(option: Option, starts: time, day: date) -> None:
    begins = timezone.make_aware(datetime.combine(day, starts))
    facts = {
        "ends_at": begins + timedelta(minutes=option.duration_minutes),
        "cutoff_at": begins - timedelta(minutes=option.cutoff_minutes),
        "capacity": 0,
    }
    Availability.objects.get_or_create(option=option, starts_at=begins, defaults=facts)


def _reseller(today: date) -> Reseller:
    reseller, made = Reseller.objects.get_or_create(name="Đại lý thử nghiệm OCTO")
    if made:
        ResellerTerms.objects.create(
            reseller=reseller,
            commission_percent=15,
            effective_from=today,
            contract="thử nghiệm",
        )
    return reseller


class Command(BaseCommand):
    help = "Make the sandbox that resellers try OCTO on; prints a test key once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--new-key", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        reseller = load(timezone.localdate())
        keys = ResellerKey.objects.working(timezone.now()).filter(reseller=reseller)
        if options["new_key"] or not keys.exists():
            _key, raw = ResellerKey.issue(reseller, is_test=True)
            self.stdout.write(raw)
