"""Nonsense at OCTO's door: always 400 with a code, never a 500, and nothing lost."""

import json
from datetime import timedelta

from django.utils import timezone

import pytest
import time_machine

from tests.conformance.octo import JOHN, live
from tests.factories import ProducerFactory, SlotFactory
from tourism.models import Availability, Booking, BookingStatus, PolicyTier

pytestmark = pytest.mark.django_db
ODD = [
    None,
    0,
    -1,
    1.5,
    True,
    "",
    "x" * 5_000,
    "a\u0000b",
    "👵",
    [],
    [[]],
    {},
    {"id": {}},
]


@pytest.fixture
def slot():
    return SlotFactory(option__experience__host=ProducerFactory())


@pytest.fixture
def agent(slot):
    return live(slot.option.experience.host)


@pytest.fixture
def tour(agent):
    (product,) = agent.products()
    return product


def path(booking, verb=""):
    return f"/bookings/{booking['uuid']}{verb}"


def survives(answer):
    assert answer.status_code in (200, 400), answer.content
    assert answer.headers["Content-Type"] == "application/json"
    if answer.status_code == 400:
        assert set(answer.json()) >= {"error", "errorMessage"}


FIELDS = [
    ("/availability/calendar", ["productId", "optionId", "localDateStart", "localDateEnd", "units"]),
    ("/availability", ["productId", "optionId", "localDate", "availabilityIds", "units", "currency"]),
    ("/bookings", ["uuid", "productId", "optionId", "availabilityId", "unitItems", "expirationMinutes", "notes", "contact", "resellerReference"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("address", "field"), [(a, f) for a, fields in FIELDS for f in fields]
)
def test_odd_values_in_any_field(agent, tour, address, field):
    day = f"{timezone.localdate() + timedelta(days=3)}"
    whole = {
        "/availability/calendar": {"localDateStart": day, "localDateEnd": day},
        "/availability": {"localDate": day},
        "/bookings": {},
    }
    good = {**agent.wish(tour, agent.slots(tour)[0]), **whole[address]}
    for odd in ODD:
        survives(agent.ask("POST", address, {**good, field: odd}))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"x"',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"productId": "\\ud800"}',
        json.dumps({"unitItems": [{"unitId": "adult"}] * 10_000}).encode(),
        b'{"x":"' + b"a" * 3_000_000 + b'"}',
        b'{"expirationMinutes": 1e400}',
    ],
    ids=range(11),
)
@pytest.mark.parametrize("address", ["/availability", "/bookings"])
def test_bodies_that_are_none(agent, address, body):
    answer = agent.client.generic(
        "POST",
        f"/octo{address}",
        body,
        content_type="application/json",
        headers=agent.headers,
    )

    survives(answer)
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "text", ["%00", "a%00b", "..", "%F0%9F%91%B5", "a" * 3_000, "%5C"]
)
def test_odd_addresses(agent, text):
    for address in ("products", "bookings"):
        survives(agent.ask("GET", f"/{address}/{text}"))
    survives(agent.ask("GET", f"/bookings?resellerReference={text}"))
    survives(agent.ask("GET", f"/bookings?localDate={text}"))


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("DELETE", "/bookings", 405),
        ("PUT", "/products", 405),
        ("GET", "/availability", 405),
        ("GET", "/no/such/thing", 404),
        ("GET", "/", 404),
    ],
)
def test_what_octo_does_not_have(agent, method, address, status):
    answer = agent.ask(method, address)

    assert answer.status_code == status
    assert answer.json()["error"]


def test_a_slot_of_another_option_is_no_slot_of_this_one(agent, tour, slot):
    other = SlotFactory(
        option__experience__host=slot.option.experience.host,
        starts_at=slot.starts_at + timedelta(hours=2),
    )
    wish = agent.wish(tour, {"id": timezone.localtime(other.starts_at).isoformat()})

    agent.refused("INVALID_AVAILABILITY_ID", "POST", "/bookings", wish)


def test_a_private_slot_is_nobody_elses(agent, tour, slot):
    Availability.objects.update(is_private=True)
    wish = agent.wish(tour, {"id": timezone.localtime(slot.starts_at).isoformat()})

    agent.refused("INVALID_AVAILABILITY_ID", "POST", "/bookings", wish)
    assert agent.slots(tour) == []


def test_a_slot_past_its_cut_off(agent, tour, slot):
    wish = agent.wish(tour, agent.free(tour))

    with time_machine.travel(slot.starts_at - timedelta(hours=1)):
        agent.refused("UNPROCESSABLE_ENTITY", "POST", "/bookings", wish)
        today = {"localDate": f"{slot.local_date}"}
        assert agent.slots(tour, **today)[0]["status"] == "CLOSED"
    with time_machine.travel(slot.starts_at + timedelta(days=1)):
        agent.refused("UNPROCESSABLE_ENTITY", "POST", "/bookings", wish)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-02-30", "2026-03-01"),
        ("1900-01-01", "1900-01-02"),
        ("9999-12-31", "9999-12-31"),
        ("2026-12-01", "2026-11-01"),
        ("2026-01-01", "2028-01-01"),
        ("2026-1-1", "2026-1-2"),
        ("0000-00-00", "0000-00-00"),
        ("٢٠٢٦-٠١-٠١", "٢٠٢٦-٠١-٠٢"),
    ],
)
def test_days_that_are_none(agent, tour, first, last):
    body = {
        "productId": tour["id"],
        "optionId": tour["options"][0]["id"],
        "localDateStart": first,
        "localDateEnd": last,
    }

    for address in ("/availability", "/availability/calendar"):
        agent.refused("BAD_REQUEST", "POST", address, body)
    query = f"localDateStart={first}&localDateEnd={last}"
    agent.refused("BAD_REQUEST", "GET", f"/bookings?{query}")


def test_the_past_is_closed_but_no_error(agent, tour):
    body = {
        "productId": tour["id"],
        "optionId": tour["options"][0]["id"],
        "localDateStart": "2020-01-01",
        "localDateEnd": "2020-01-07",
    }

    days = agent.ok("POST", "/availability/calendar", body)

    assert {d["status"] for d in days} == {"CLOSED"}
    assert agent.ok("POST", "/availability", body) == []


def test_a_million_people(agent, tour):
    units = [{"id": "adult", "quantity": 10**6}]
    day = {"localDate": agent.slots(tour)[0]["localDateTimeStart"][:10]}

    (slot,) = agent.slots(tour, **day, units=units)

    assert slot["available"] is False


def test_confirming_what_was_cancelled(agent, tour):
    booking = agent.reserve(tour)
    agent.ok("POST", path(booking, "/cancel"), {})

    body = {"contact": JOHN}
    agent.refused("UNPROCESSABLE_ENTITY", "POST", path(booking, "/confirm"), body)
    agent.refused("UNPROCESSABLE_ENTITY", "POST", path(booking, "/extend"), {})
    agent.refused("UNPROCESSABLE_ENTITY", "PATCH", path(booking), {"notes": "x"})
    assert Availability.objects.get().taken == 0


def test_a_policy_changed_after_the_sale_does_not_touch_it(agent, tour, slot):
    booking = agent.booked(tour)
    PolicyTier.objects.update(minutes_before=90 * 24 * 60)

    gone = agent.ok("POST", path(booking, "/cancel"), {"reason": "Sick"})

    assert gone["cancellation"]["refund"] == "FULL"


def test_after_the_cut_off_nothing_is_cancelled_or_moved(agent, tour, slot):
    booking = agent.booked(tour)

    with time_machine.travel(slot.starts_at - timedelta(hours=20)):
        assert agent.ok("GET", path(booking))["cancellable"] is False
        agent.refused("UNPROCESSABLE_ENTITY", "POST", path(booking, "/cancel"), {})
        body = {"unitItems": [{"unitId": "adult"}]}
        agent.refused("UNPROCESSABLE_ENTITY", "PATCH", path(booking), body)
        agent.ok("PATCH", path(booking), {"notes": "We come by bus"})
    assert Booking.objects.get().status == BookingStatus.CONFIRMED


def test_a_host_who_was_suspended_keeps_what_was_sold(agent, tour, slot):
    held, sold = agent.reserve(tour), agent.booked(tour)
    host = slot.option.experience.host
    host.suspended_at = timezone.now()
    host.save()

    assert agent.products() == []
    agent.refused("INVALID_PRODUCT_ID", "GET", f"/products/{tour['id']}")
    body = {"contact": JOHN}
    agent.refused("UNPROCESSABLE_ENTITY", "POST", path(held, "/confirm"), body)
    assert agent.ok("GET", path(sold))["status"] == "CONFIRMED"
    agent.ok("POST", path(sold, "/cancel"), {})


def test_a_uuid_of_a_guest_that_is_used_already(agent, tour):
    booking = agent.reserve(tour)
    taken = booking["unitItems"][0]["uuid"]
    wish = agent.wish(tour, agent.slots(tour)[0])
    wish["unitItems"] = [{"unitId": "adult", "uuid": taken}]

    answer = agent.ask("POST", "/bookings", wish)
    survives(answer)
    assert answer.status_code == 400
    assert Availability.objects.get().taken == 2


def test_the_same_guest_twice(agent, tour):
    booking = agent.reserve(tour)
    guest = {"unitId": "adult", "uuid": booking["unitItems"][0]["uuid"]}

    answer = agent.ask("PATCH", path(booking), {"unitItems": [guest, guest]})

    survives(answer)
    items = agent.ok("GET", path(booking))["unitItems"]
    assert Availability.objects.get().taken == len(items)
