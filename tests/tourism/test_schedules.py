"""Rules that make slots: weeks, seasons, exceptions, the moon."""

from datetime import UTC, date, datetime, time, timedelta

from django.core.management import call_command
from django.utils import timezone

import pytest
import time_machine

from tests.factories import OptionFactory
from tourism import opening
from tourism.booking import Guest, hold
from tourism.festivals import festivals
from tourism.models import (
    Availability,
    LunarDay,
    PayMethod,
    Schedule,
    ScheduleException,
    SlotStatus,
)
from tourism.party import CannotBook
from tourism.slots import expand, make_slots
from vietnam.lunar import to_solar

pytestmark = pytest.mark.django_db
MONDAY = date(2027, 3, 1)
SUNDAY = date(2027, 3, 7)


@pytest.fixture(autouse=True)
def _before_spring():
    with time_machine.travel(datetime(2027, 2, 20, 1, tzinfo=UTC)):
        yield


def rule(option, **facts):
    facts = {"starts": time(8, 30), "capacity": 10, **facts}
    return Schedule.objects.create(option=option, **facts)


def starts(option, first=MONDAY, last=SUNDAY):
    make_slots(option, first, last)
    rows = option.slots.filter(status=SlotStatus.OPEN).order_by("starts_at")
    return [f"{timezone.localtime(slot.starts_at):%a %H:%M}" for slot in rows]


def test_weekends_in_season():
    option = OptionFactory()
    rule(option, weekdays="67", effective_to=date(2027, 3, 6))

    assert starts(option) == ["Sat 08:30"]


def test_open_from_eight_to_five():
    option = OptionFactory(
        experience__availability_type="OPENING_HOURS", cutoff_minutes=0
    )
    rule(option, weekdays="1", starts=time(8), ends=time(17))
    make_slots(option, MONDAY, SUNDAY)

    slot = option.slots.get()

    local = timezone.localtime
    assert (local(slot.starts_at).hour, local(slot.ends_at).hour) == (8, 17)
    assert local(slot.cutoff_at).hour == 14


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"kind": "CLOSE"}, ["Tue 08:30"]),
        ({"kind": "CLOSE", "starts": time(8, 30)}, ["Tue 08:30"]),
        ({"kind": "CLOSE", "starts": time(9)}, ["Mon 08:30", "Tue 08:30"]),
        (
            {"kind": "ADD", "starts": time(14), "capacity": 4},
            ["Mon 08:30", "Mon 14:00", "Tue 08:30"],
        ),
    ],
)
def test_a_day_out_of_the_ordinary(facts, expected):
    option = OptionFactory()
    rule(option, weekdays="12")

    ScheduleException.objects.create(option=option, day=MONDAY, **facts)

    assert starts(option) == expected


def test_fewer_places_on_one_day():
    option = OptionFactory()
    rule(option, weekdays="12")
    starts(option)

    ScheduleException.objects.create(
        option=option, day=MONDAY, kind="CHANGE", capacity=3
    )
    starts(option)

    assert list(option.slots.values_list("capacity", flat=True)) == [3, 10]


def booked(slot):
    adult = slot.option.units.get(unit_type="ADULT")
    guest = Guest("Anna", "+84912345678", "", "")
    return hold(slot, {adult: 2}, guest, PayMethod.CASH, uuid=None or _key())


def _key():
    import uuid

    return uuid.uuid4()


def test_a_slot_with_guests_is_closed_where_an_empty_one_goes():
    option = OptionFactory()
    weekly = rule(option, weekdays="12")
    starts(option)
    booking = booked(option.slots.first())

    weekly.weekdays = "3"
    weekly.save()

    assert starts(option) == ["Wed 08:30"]
    booking.slot.refresh_from_db()
    assert booking.slot.status == SlotStatus.CLOSED
    assert booking.holds_places


def test_a_host_takes_a_day_off_and_opens_it_again():
    option = OptionFactory()
    rule(option, weekdays="12")
    starts(option)
    booked(option.slots.first())

    opening.close_day(option, MONDAY, reason="Giỗ")
    assert starts(option) == ["Tue 08:30"]

    opening.open_day(option, MONDAY)
    assert starts(option) == ["Mon 08:30", "Tue 08:30"]


def test_seats_never_go_below_who_has_booked():
    option = OptionFactory()
    rule(option, weekdays="12")
    starts(option)
    slot = option.slots.first()
    booked(slot)

    with pytest.raises(CannotBook, match="đã có 2 chỗ"):
        opening.set_seats(slot, 1)
    opening.set_seats(slot, 2)
    make_slots(option, MONDAY, SUNDAY)

    slot.refresh_from_db()
    assert slot.capacity == 2


def test_the_hour_on_the_wall_stays_when_clocks_change():
    """Viet Nam has no summer time, others who install this have: 14 March 2027 in New York."""
    with timezone.override("America/New_York"):
        option = OptionFactory()
        rule(option, weekdays="67")
        slots = expand(option, date(2027, 3, 13), date(2027, 3, 14))

        assert [timezone.localtime(s.starts_at).hour for s in slots] == [8, 8]
    gap = slots[1].starts_at - slots[0].starts_at
    assert gap in (timedelta(days=1), timedelta(hours=23))
    assert slots[1].starts_at.astimezone(UTC).hour == 12


ANCHORS = [
    # Tết, and the leap sixth month of 2025 (tourism.md 11).
    (1, 1, 1985, date(1985, 1, 21)),
    (1, 1, 2007, date(2007, 2, 17)),
    (1, 1, 2025, date(2025, 1, 29)),
    (1, 1, 2026, date(2026, 2, 17)),
    (1, 1, 2027, date(2027, 2, 6)),
    (1, 1, 2030, date(2030, 2, 2)),
    # Chử Đồng Tử – Tiên Dung, 10/2 (tourism.md 5).
    (10, 2, 2026, date(2026, 3, 28)),
    (10, 2, 2027, date(2027, 3, 17)),
    (10, 2, 2028, date(2028, 3, 5)),
    (10, 2, 2029, date(2029, 3, 24)),
    (10, 2, 2030, date(2030, 3, 13)),
]


@pytest.mark.parametrize(("day", "month", "year", "solar"), ANCHORS)
def test_a_lunar_rule_falls_on_its_solar_day(day, month, year, solar):
    lunar = Schedule(
        starts=time(8), capacity=1, lunar_day=day, lunar_month=month, span_days=3
    )

    found = [f for f in festivals(lunar, solar, solar) if f.lunar_year == year]

    assert [(f.first_day, f.last_day) for f in found] == [
        (solar, solar + timedelta(days=2))
    ]


def test_the_leap_sixth_month_of_2025_begins_on_the_25th_of_july():
    assert to_solar(1, 6, 2025, leap=True) == date(2025, 7, 25)


@pytest.mark.parametrize(
    ("policy", "days"),
    [
        ("first", [date(2023, 3, 1)]),
        ("leap", [date(2023, 3, 31)]),
        ("both", [date(2023, 3, 1), date(2023, 3, 31)]),
    ],
)
def test_a_year_with_the_month_twice(policy, days):
    lunar = Schedule(
        starts=time(8), capacity=1, lunar_day=10, lunar_month=2, leap_policy=policy
    )

    found = festivals(lunar, date(2023, 1, 22), date(2024, 2, 9))

    assert [f.first_day for f in found if f.lunar_year == 2023] == days


def test_the_thirtieth_of_a_short_month_is_its_last_day():
    lunar = Schedule(starts=time(8), capacity=1, lunar_day=30, lunar_month=12)

    for found in festivals(lunar, date(2026, 1, 1), date(2032, 12, 31)):
        new_year = to_solar(1, 1, found.lunar_year + 1)
        assert found.first_day == new_year - timedelta(days=1)


def test_the_great_festival_every_third_year():
    lunar = Schedule(
        starts=time(8),
        capacity=1,
        lunar_day=10,
        lunar_month=2,
        every_n_years=3,
        known_year=2024,
    )

    years = [
        f.lunar_year for f in festivals(lunar, date(2024, 2, 11), date(2034, 1, 1))
    ]

    assert years == [2024, 2027, 2030, 2033]


def test_festival_days_are_sold_when_an_editor_has_confirmed_them():
    option = OptionFactory()
    rule(option, lunar_day=10, lunar_month=2, span_days=3)

    call_command("make_slots")
    assert not Availability.objects.exists()
    days = LunarDay.objects.get(lunar_year=2027)
    days.last_day = date(2027, 3, 18)
    days.confirmed_at = timezone.now()
    days.save()
    call_command("make_slots")

    assert [slot.local_date for slot in option.slots.all()] == [
        date(2027, 3, 17),
        date(2027, 3, 18),
    ]
