"""Experiences a village offers, in OCTO's words: Experience → Option → Unit, Availability, Booking."""

from .booking import (
    BOOKING_MOVES,
    HOLDS_PLACES,
    Answer,
    Booking,
    BookingQuerySet,
    BookingStatus,
    IllegalMove,
    PayMethod,
    UnitItem,
    new_booking_code,
    new_token,
)
from .checkin import Redemption, Result
from .experience import (
    AvailabilityType,
    Experience,
    ExperienceQuerySet,
    ExperienceState,
    Faq,
    Step,
)
from .host_calendar import HostCalendar
from .option import (
    GroupPrice,
    Option,
    PricingPer,
    Question,
    QuestionKind,
    Unit,
    UnitType,
)
from .policy import CancellationPolicy, PolicyTier
from .rate import ExchangeRate
from .reseller import Resale, Reseller, ResellerKey, ResellerTerms, ResoldGuest
from .resource import Need, Resource, ResourceKind, ResourceTime
from .schedule import (
    ExceptionKind,
    LeapPolicy,
    LunarDay,
    Schedule,
    ScheduleException,
)
from .slot import (
    Availability,
    AvailabilityQuerySet,
    CapacityEntry,
    FullyBooked,
    SlotStatus,
)
from .venue import Known, Toilet, Venue
from .wish import GroupRequest, Trip, WaitlistEntry

__all__ = [
    "BOOKING_MOVES",
    "HOLDS_PLACES",
    "Answer",
    "Availability",
    "AvailabilityQuerySet",
    "AvailabilityType",
    "Booking",
    "BookingQuerySet",
    "BookingStatus",
    "CancellationPolicy",
    "CapacityEntry",
    "ExceptionKind",
    "ExchangeRate",
    "Experience",
    "ExperienceQuerySet",
    "ExperienceState",
    "Faq",
    "FullyBooked",
    "GroupPrice",
    "GroupRequest",
    "HostCalendar",
    "IllegalMove",
    "Known",
    "LeapPolicy",
    "LunarDay",
    "Need",
    "Option",
    "PayMethod",
    "PolicyTier",
    "PricingPer",
    "Question",
    "QuestionKind",
    "Redemption",
    "Resale",
    "Reseller",
    "ResellerKey",
    "ResellerTerms",
    "ResoldGuest",
    "Resource",
    "ResourceKind",
    "ResourceTime",
    "Result",
    "Schedule",
    "ScheduleException",
    "SlotStatus",
    "Step",
    "Toilet",
    "Trip",
    "Unit",
    "UnitItem",
    "UnitType",
    "Venue",
    "WaitlistEntry",
    "new_booking_code",
    "new_token",
]
