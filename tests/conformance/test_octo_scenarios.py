"""The 47 scenarios that OCTO's reference checker runs, written anew from the specification.

Here a warning is a failure, and so is another HTTP status than 200 or 400 (tourism.md 1.4). One
known contradiction: the specification wants `availabilityLocalStartTimes` of opening hours not
empty, the checker warns when it is not; we follow the specification (decision 0091).
"""

import re
import uuid
from datetime import date, timedelta

import pytest

from tests.conformance.document import faults
from tests.conformance.octo import JOHN, days, sandbox

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sandbox_there")]
KINDS = ("START_TIME", "OPENING_HOURS")
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
UNKNOWN = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def agent():
    return sandbox()


@pytest.fixture(params=KINDS)
def product(request, agent):
    """A product of each way to come."""
    return of_kind(agent, request.param)


@pytest.fixture
def tour(agent):
    return of_kind(agent, "START_TIME")


def of_kind(agent, kind):
    return next(p for p in agent.products() if p["availabilityType"] == kind)


def whole(booking):
    """The booking is what the schema says and what the checker looks at besides."""
    assert faults("Booking", booking) == []
    assert booking["uuid"] == booking["uuid"].lower()
    for name, value in booking.items():
        if name.startswith("utc") and value is not None:
            assert STAMP.fullmatch(value), name
    is_cancelled = booking["status"] == "CANCELLED"
    assert (booking["cancellation"] is not None) == is_cancelled
    assert ("VOUCHER" in booking["deliveryMethods"]) == (booking["voucher"] is not None)
    assert booking["product"]["id"] == booking["productId"]
    assert booking["option"]["id"] == booking["optionId"]
    assert booking["availability"]["id"] == booking["availabilityId"]
    assert len({item["uuid"] for item in booking["unitItems"]}) == len(
        booking["unitItems"]
    )
    return booking


def same(one, other):
    """The same booking, however many places are left by now."""
    return one | {"availability": None} == other | {"availability": None}


# Supplier (1) and capabilities


def test_supplier(agent):
    supplier = agent.ok("GET", "/supplier")

    assert faults("Supplier", supplier) == []
    assert supplier["endpoint"].endswith("/octo")


def test_capabilities(agent):
    known = agent.ok("GET", "/capabilities")

    assert all(faults("Capability", c) == [] for c in known)
    assert {c["id"] for c in known} == {"octo/pricing", "octo/content"}


# Products (3)


def test_products(agent):
    products = agent.products()

    assert all(faults("Product", p) == [] for p in products)
    assert {p["availabilityType"] for p in products} == set(KINDS)


def test_product(agent, product):
    assert agent.ok("GET", f"/products/{product['id']}") == product


def test_product_that_does_not_exist(agent):
    told = agent.refused("INVALID_PRODUCT_ID", "GET", "/products/invalid")

    assert told["productId"] == "invalid"


# Calendar (5)


def calendar(agent, product, **body):
    return {
        "productId": product["id"],
        "optionId": product["options"][0]["id"],
        **(body or days(1, 30)),
    }


def test_calendar_of_an_interval(agent, product):
    found = agent.ok("POST", "/availability/calendar", calendar(agent, product))

    assert len(found) == 30
    assert all(faults("AvailabilityCalendar", day) == [] for day in found)
    assert any(day["available"] for day in found)
    for day in found:
        assert day["available"] == (day["status"] in ("AVAILABLE", "LIMITED"))
        assert bool(day["openingHours"]) == (
            product["availabilityType"] == "OPENING_HOURS"
        )


def test_calendar_of_an_unknown_product(agent, tour):
    body = calendar(agent, tour) | {"productId": "invalid"}

    agent.refused("INVALID_PRODUCT_ID", "POST", "/availability/calendar", body)


def test_calendar_of_an_unknown_option(agent, tour):
    body = calendar(agent, tour) | {"optionId": "invalid"}

    told = agent.refused("INVALID_OPTION_ID", "POST", "/availability/calendar", body)
    assert told["optionId"] == "invalid"


def test_calendar_without_a_beginning(agent, tour):
    body = calendar(agent, tour, localDateEnd=days(1, 30)["localDateEnd"])

    agent.refused("BAD_REQUEST", "POST", "/availability/calendar", body)


# Availability (11)


def test_availability_of_an_interval(agent, product):
    slots = agent.slots(product)

    assert len(slots) == 30
    for slot in slots:
        assert faults("Availability", slot) == []
        assert STAMP.fullmatch(slot["utcCutoffAt"])
        assert slot["allDay"] == (product["availabilityType"] == "OPENING_HOURS")
        assert slot["id"].endswith("+07:00")


def test_availability_of_a_day(agent, product):
    day = agent.free(product)["localDateTimeStart"][:10]

    one = agent.slots(product, localDateStart=day, localDateEnd=day)
    same = agent.slots(product, localDate=day)

    assert one == same
    assert [s["localDateTimeStart"][:10] for s in one] == [day]


def test_availability_by_id(agent, product):
    slot = agent.free(product)

    assert agent.slots(product, availabilityIds=[slot["id"]]) == [slot]


def test_availability_status_tells_what_is_sold_out(agent, product):
    slots = agent.slots(product)

    statuses = {s["status"] for s in slots}
    assert statuses == {"AVAILABLE", "SOLD_OUT"}
    for slot in slots:
        assert slot["available"] == (slot["status"] != "SOLD_OUT")
        assert (slot["vacancies"] == 0) == (slot["status"] == "SOLD_OUT")


def test_availability_of_an_unknown_product(agent, tour):
    body = calendar(agent, tour) | {"productId": "invalid"}

    agent.refused("INVALID_PRODUCT_ID", "POST", "/availability", body)


def test_availability_of_an_unknown_option(agent, tour):
    body = calendar(agent, tour) | {"optionId": "invalid"}

    agent.refused("INVALID_OPTION_ID", "POST", "/availability", body)


def test_availability_by_id_and_by_day_at_once(agent, tour):
    slot = agent.free(tour)
    body = calendar(agent, tour) | {
        "availabilityIds": [slot["id"]],
        "localDate": slot["localDateTimeStart"][:10],
    }

    agent.refused("BAD_REQUEST", "POST", "/availability", body)
    body.pop("localDate")
    agent.refused("BAD_REQUEST", "POST", "/availability", body)


# Reservation (8)


def test_reservation(agent, product):
    wish = agent.wish(product, agent.free(product), notes="Test note")

    booking = whole(agent.ok("POST", "/bookings", wish))

    assert booking["status"] == "ON_HOLD"
    assert booking["notes"] == "Test note"
    assert booking["availabilityId"] == wish["availabilityId"]
    assert len(booking["unitItems"]) == 2
    assert booking["utcExpiresAt"]
    assert booking["voucher"]["deliveryOptions"] == []


def test_reservation_of_what_is_sold_out(agent, tour):
    slot = next(s for s in agent.slots(tour) if s["status"] == "SOLD_OUT")

    agent.refused("UNPROCESSABLE_ENTITY", "POST", "/bookings", agent.wish(tour, slot))


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("productId", "INVALID_PRODUCT_ID"),
        ("optionId", "INVALID_OPTION_ID"),
        ("availabilityId", "INVALID_AVAILABILITY_ID"),
    ],
)
def test_reservation_with_a_wrong_id(agent, tour, field, code):
    wish = agent.wish(tour, agent.free(tour)) | {field: "invalid"}

    assert agent.refused(code, "POST", "/bookings", wish)[field] == "invalid"


def test_reservation_without_unit_items(agent, tour):
    wish = agent.wish(tour, agent.free(tour))
    wish.pop("unitItems")

    agent.refused("UNPROCESSABLE_ENTITY", "POST", "/bookings", wish)


def test_reservation_with_no_unit_items(agent, tour):
    wish = agent.wish(tour, agent.free(tour), people=0)

    agent.refused("UNPROCESSABLE_ENTITY", "POST", "/bookings", wish)


def test_reservation_with_a_wrong_unit(agent, tour):
    wish = agent.wish(tour, agent.free(tour)) | {"unitItems": [{"unitId": "invalid"}]}

    told = agent.refused("INVALID_UNIT_ID", "POST", "/bookings", wish)
    assert told["unitId"] == "invalid"


# Extend (2)


def test_extending_a_reservation(agent, tour):
    booking = agent.reserve(tour)

    path = f"/bookings/{booking['uuid']}/extend"
    longer = whole(agent.ok("POST", path, {"expirationMinutes": 31}))

    assert longer["status"] == "ON_HOLD"
    assert longer["utcExpiresAt"] > booking["utcExpiresAt"]


# Confirmation (4)


def test_confirmation(agent, product):
    booking = agent.reserve(product)

    done = whole(agent.confirm(booking, resellerReference="R-1"))

    assert (done["status"], done["resellerReference"]) == ("CONFIRMED", "R-1")
    assert {k: done["contact"][k] for k in JOHN} == JOHN
    assert done["utcConfirmedAt"]
    assert done["voucher"]["deliveryOptions"][0]["deliveryFormat"] == "QRCODE"


def test_confirmation_with_one_guest_more(agent, tour):
    booking = agent.reserve(tour)
    three = agent.wish(tour, agent.free(tour), people=3)["unitItems"]

    done = whole(agent.confirm(booking, unitItems=three))

    assert done["status"] == "CONFIRMED"
    assert len(done["unitItems"]) == 3


def test_confirmation_with_a_wrong_unit(agent, tour):
    booking = agent.reserve(tour)
    body = {"contact": JOHN, "unitItems": [{"unitId": "invalid"}]}

    path = f"/bookings/{booking['uuid']}/confirm"
    agent.refused("INVALID_UNIT_ID", "POST", path, body)


# Update (4)


def test_change_of_date(agent, tour):
    booking = agent.booked(tour)
    other = agent.free(tour, 3)

    path = f"/bookings/{booking['uuid']}"
    moved = whole(agent.ok("PATCH", path, {"availabilityId": other["id"]}))

    assert moved["availabilityId"] == other["id"]
    assert moved["status"] == "CONFIRMED"
    kept = [item["uuid"] for item in booking["unitItems"]]
    assert [item["uuid"] for item in moved["unitItems"]] == kept


def test_change_of_units(agent, tour):
    booking = agent.booked(tour)
    stays = booking["unitItems"][0]
    items = [
        {"uuid": stays["uuid"], "unitId": stays["unitId"]},
        {"unitId": "child"},
        {"unitId": "child"},
    ]

    path = f"/bookings/{booking['uuid']}"
    changed = whole(agent.ok("PATCH", path, {"unitItems": items}))

    assert [i["unitId"] for i in changed["unitItems"]] == ["adult", "child", "child"]
    assert changed["unitItems"][0]["uuid"] == stays["uuid"]


def test_change_of_contact(agent, tour):
    booking = agent.booked(tour)
    contact = {**JOHN, "fullName": "Jane Doe", "firstName": "Jane"}

    path = f"/bookings/{booking['uuid']}"
    changed = whole(agent.ok("PATCH", path, {"contact": contact, "notes": "Vegan"}))

    assert {k: changed["contact"][k] for k in JOHN} == contact
    assert changed["notes"] == "Vegan"


def test_change_of_product(agent, tour):
    booking = agent.booked(tour)
    other = of_kind(agent, "OPENING_HOURS")
    wish = agent.wish(other, agent.free(other), people=3)

    changed = whole(agent.ok("PATCH", f"/bookings/{booking['uuid']}", wish))

    assert changed["productId"] == other["id"]
    assert changed["optionId"] == other["options"][0]["id"]
    assert len(changed["unitItems"]) == 3


# Cancellation (3)


def test_cancelling_a_reservation(agent, tour):
    booking = agent.reserve(tour)

    path = f"/bookings/{booking['uuid']}/cancel"
    gone = whole(agent.ok("POST", path, {"reason": "Reason"}))

    assert gone["status"] == "CANCELLED"
    assert gone["cancellation"]["reason"] == "Reason"


def test_cancelling_a_booking(agent, product):
    booking = agent.booked(product)
    assert booking["cancellable"]

    path = f"/bookings/{booking['uuid']}/cancel"
    gone = whole(agent.ok("POST", path, {"reason": "Reason"}))

    assert (gone["status"], gone["cancellable"]) == ("CANCELLED", False)
    assert gone["cancellation"]["refund"] == "FULL"


# Get (3)


def test_getting_a_reservation_and_a_booking(agent, tour):
    booking = agent.reserve(tour)
    path = f"/bookings/{booking['uuid']}"

    assert whole(agent.ok("GET", path)) == booking

    done = agent.confirm(booking)
    assert whole(agent.ok("GET", path)) == done


@pytest.mark.parametrize("value", [UNKNOWN, "invalid"])
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/bookings/{}", None),
        ("PATCH", "/bookings/{}", {"notes": "x"}),
        ("POST", "/bookings/{}/extend", {}),
        ("POST", "/bookings/{}/confirm", {"contact": JOHN}),
        ("POST", "/bookings/{}/cancel", {}),
    ],
)
def test_a_booking_that_does_not_exist(agent, method, path, body, value):
    told = agent.refused("INVALID_BOOKING_UUID", method, path.format(value), body)

    assert told["uuid"] == value


# List (3)


def test_listing_by_the_resellers_reference(agent, tour):
    reference = str(uuid.uuid4())
    done = agent.confirm(agent.reserve(tour), resellerReference=reference)
    agent.booked(tour)

    (found,) = agent.ok("GET", f"/bookings?resellerReference={reference}")
    assert same(found, done)


def test_listing_by_the_suppliers_reference(agent, tour):
    done = agent.booked(tour)

    path = f"/bookings/?supplierReference={done['supplierReference']}"
    assert agent.ok("GET", path) == [done]


def test_listing_by_the_day_of_the_visit(agent, tour):
    done = agent.booked(tour)
    day = date.fromisoformat(done["availability"]["localDateTimeStart"][:10])
    later = day + timedelta(days=1)

    assert agent.ok("GET", f"/bookings?localDate={day}") == [done]
    assert (
        agent.ok("GET", f"/bookings?localDateStart={later}&localDateEnd={later}") == []
    )


def test_listing_everything_is_refused(agent):
    agent.refused("BAD_REQUEST", "GET", "/bookings")
