"""What OCTO's own checker does not look at: prices, headers, keys, repeated requests, holds, states, rules."""

import uuid
from datetime import timedelta

from django.utils import timezone

import pytest
import time_machine

from ledger.models import Entry
from payments.models import Payment
from tests.conformance.document import faults
from tests.conformance.octo import JOHN, live
from tests.factories import ProducerFactory, SlotFactory
from tourism import booking as bookings
from tourism.models import (
    Availability,
    Booking,
    BookingStatus,
    Experience,
    Faq,
    GroupPrice,
    Option,
    Resale,
    ResellerKey,
    Unit,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def slot():
    host = ProducerFactory(bank_bin="970436", bank_account="0011223344")
    return SlotFactory(
        option__experience__host=host,
        option__experience__name_en="Basket weaving",
        capacity=8,
    )


@pytest.fixture
def agent(slot):
    return live(slot.option.experience.host, capabilities="octo/pricing")


@pytest.fixture
def tour(agent):
    (product,) = agent.products()
    return product


def path(booking, verb=""):
    return f"/bookings/{booking['uuid']}{verb}"


# Prices


def test_prices_are_whole_dong_with_the_resellers_share_taken_off(agent, tour):
    adult, child = (u["pricingFrom"][0] for u in tour["options"][0]["units"])

    assert (adult["retail"], adult["net"]) == (150_000, 135_000)
    assert (child["original"], child["net"]) == (80_000, 72_000)
    assert adult["currency"] == "VND"
    assert adult["currencyPrecision"] == 0
    assert (tour["defaultCurrency"], tour["pricingPer"]) == ("VND", "UNIT")


def test_a_party_is_priced_before_it_is_booked(agent, tour):
    units = [{"id": "adult", "quantity": 2}, {"id": "child", "quantity": 1}]
    day = timezone.localdate() + timedelta(days=3)
    asked = {"localDateStart": f"{day}", "localDateEnd": f"{day}", "units": units}

    (slot,) = agent.slots(tour, **asked)
    body = {"productId": tour["id"], "optionId": tour["options"][0]["id"], **asked}
    (calendar,) = agent.ok("POST", "/availability/calendar", body)

    assert slot["pricing"]["retail"] == calendar["pricingFrom"]["retail"] == 380_000
    assert [p["unitId"] for p in slot["unitPricing"]] == ["adult", "child"]
    assert (
        faults("Availability", slot) == faults("AvailabilityCalendar", calendar) == []
    )


def test_a_booking_keeps_the_price_and_the_contract_it_was_made_with(agent, tour):
    booking = agent.reserve(tour)
    Unit.objects.update(price=999_000)
    agent_terms = Resale.objects.get().reseller.terms
    agent_terms.update(commission_percent=50)

    later = agent.ok("GET", path(booking))

    assert later["pricing"] == booking["pricing"]
    assert (later["pricing"]["retail"], later["pricing"]["net"]) == (300_000, 270_000)


def test_a_party_that_pays_once_has_one_price(agent, slot):
    Option.objects.update(pricing_per="BOOKING")
    GroupPrice.objects.create(option=slot.option, up_to=4, price=900_000)
    GroupPrice.objects.create(option=slot.option, up_to=8, price=1_500_000)
    (tour,) = agent.products()

    three = agent.reserve(tour, people=3)
    grown = agent.ok("PATCH", path(three), {"unitItems": [{"unitId": "adult"}] * 5})

    assert tour["pricingPer"] == "BOOKING"
    assert tour["options"][0]["pricingFrom"][0]["retail"] == 900_000
    assert three["pricing"]["retail"] == 900_000
    assert grown["pricing"]["retail"] == 1_500_000
    assert faults("Product", tour) == faults("Booking", grown) == []


def test_other_currencies_are_refused(agent, tour):
    wish = agent.wish(tour, agent.free(tour), currency="USD")

    agent.refused("BAD_REQUEST", "POST", "/bookings", wish)


# Headers and languages


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("", ""),
        ("octo/pricing", "octo/pricing"),
        ("octo/content,octo/pricing", "octo/pricing, octo/content"),
        ("octo/pickups, octo/pricing, x", "octo/pricing"),
    ],
)
def test_the_answer_names_the_capabilities_that_are_used(agent, asked, told):
    answer = agent.ask("GET", "/products", **{"Octo-Capabilities": asked})

    assert answer.headers["Octo-Capabilities"] == told
    (product,) = answer.json()
    assert ("pricingPer" in product) == ("pricing" in told)
    assert ("title" in product) == ("content" in told)


@pytest.mark.parametrize(
    ("wanted", "language", "title"),
    [
        ("en-GB,en;q=0.9", "en", "Basket weaving"),
        ("vi", "vi", "Đan giỏ mây"),
        ("ko", "vi", "Đan giỏ mây"),
        ("*;q=x", "vi", "Đan giỏ mây"),
    ],
)
def test_content_speaks_the_language_asked_for(agent, wanted, language, title):
    headers = {"Octo-Capabilities": "octo/content", "Accept-Language": wanted}
    answer = agent.ask("GET", "/products/", **headers)

    assert answer.headers["Content-Language"] == language
    assert answer.headers["Available-Languages"] == "vi, en"
    (product,) = answer.json()
    assert product["title"].startswith(title)
    assert product["locale"] == language
    assert faults("Product", product) == []


def test_what_guests_ask_is_told_to_resellers(agent, slot):
    Faq.objects.create(
        experience=slot.option.experience,
        question_vi="Có chỗ để xe không?",
        answer_vi="Có, trong sân.",
    )

    (product,) = agent.ask(
        "GET", "/products", **{"Octo-Capabilities": "octo/content"}
    ).json()

    assert product["faqs"] == [
        {"question": "Có chỗ để xe không?", "answer": "Có, trong sân."}
    ]
    assert faults("Product", product) == []


@pytest.mark.parametrize("slash", ["", "/"])
def test_both_slash_forms_answer_without_a_redirect(agent, slash):
    for address in ("supplier", "products", "capabilities"):
        assert agent.ask("GET", f"/{address}{slash}").status_code == 200
    assert agent.ask("POST", f"/bookings{slash}", {}).status_code == 400


# Keys


@pytest.mark.parametrize("value", ["", "Bearer", "Bearer ", "Basic abc", "octo_live_x"])
def test_without_a_key_nobody_is_answered(agent, value):
    answer = agent.ask("GET", "/products", Authorization=value)

    assert (answer.status_code, answer.json()["error"]) == (400, "UNAUTHORIZED")
    assert "Octo-Capabilities" in answer.headers


@pytest.mark.parametrize("value", ["Bearer x", "Bearer octo_live_wrong", "bearer ✓"])
def test_a_wrong_key_is_forbidden(agent, value):
    answer = agent.ask(
        "GET", "/products", Authorization=value.encode().decode("latin1")
    )

    assert (answer.status_code, answer.json()["error"]) == (400, "FORBIDDEN")


def test_a_reseller_sees_only_hosts_who_agreed_and_his_own_bookings(agent, tour, slot):
    booking = agent.reserve(tour)
    stranger = live()

    assert stranger.products() == []
    stranger.refused("INVALID_PRODUCT_ID", "GET", f"/products/{tour['id']}")
    stranger.refused("INVALID_BOOKING_UUID", "GET", path(booking))
    stranger.refused("INVALID_BOOKING_UUID", "POST", path(booking, "/cancel"), {})


def test_a_test_key_sells_nothing_real_and_a_live_key_nothing_of_the_sandbox(
    agent, tour
):
    booking = agent.reserve(tour)
    reseller = Resale.objects.get().reseller
    agent.headers["Authorization"] = (
        f"Bearer {ResellerKey.issue(reseller, is_test=True)[1]}"
    )

    assert agent.products() == []
    agent.refused("INVALID_BOOKING_UUID", "GET", path(booking))


# A repeated request


def test_the_same_uuid_with_the_same_body_is_the_same_booking(agent, tour):
    wish = agent.wish(tour, agent.free(tour), uuid=str(uuid.uuid4()))

    first = agent.ok("POST", "/bookings", wish)
    again = agent.ok("POST", "/bookings", dict(reversed(wish.items())))

    assert first["uuid"] == again["uuid"] == wish["uuid"]
    assert Booking.objects.count() == 1
    assert Availability.objects.get().taken == 2


def test_the_same_uuid_with_another_body_is_refused(agent, tour):
    wish = agent.wish(tour, agent.free(tour), uuid=str(uuid.uuid4()))
    agent.ok("POST", "/bookings", wish)

    other = {**wish, "notes": "and another thing"}

    told = agent.refused("INVALID_BOOKING_UUID", "POST", "/bookings", other)
    assert told["uuid"] == wish["uuid"]
    assert Availability.objects.get().taken == 2


def test_a_uuid_of_somebody_elses_booking_is_refused(agent, tour):
    taken = agent.reserve(tour)["uuid"]
    stranger = live(Experience.objects.get().host)
    wish = stranger.wish(tour, stranger.free(tour), uuid=taken)

    stranger.refused("INVALID_BOOKING_UUID", "POST", "/bookings", wish)


def test_two_confirmations_confirm_once(agent, tour):
    booking = agent.reserve(tour)
    body = {"contact": JOHN, "resellerReference": "R1"}

    first = agent.ok("POST", path(booking, "/confirm"), body)
    again = agent.ok("POST", path(booking, "/confirm"), body)

    assert again["utcConfirmedAt"] == first["utcConfirmedAt"]
    assert Payment.objects.count() == 1
    other = {**body, "resellerReference": "R2"}
    agent.refused("UNPROCESSABLE_ENTITY", "POST", path(booking, "/confirm"), other)


def test_a_second_cancellation_changes_nothing(agent, tour):
    booking = agent.booked(tour)

    first = agent.ok("POST", path(booking, "/cancel"), {"reason": "Sick"})
    again = agent.ok("POST", path(booking, "/cancel"), {})

    assert again["cancellation"] == first["cancellation"]
    assert Availability.objects.get().taken == 0


# Holds


def test_a_hold_ends_and_its_places_come_back(agent, tour):
    booking = agent.reserve(tour, expirationMinutes=10)
    later = timezone.now() + timedelta(minutes=11)

    with time_machine.travel(later):
        gone = agent.ok("GET", path(booking))

        assert (gone["status"], gone["utcExpiresAt"]) == ("EXPIRED", None)
        assert Availability.objects.get().taken == 0
        body = {"contact": JOHN}
        agent.refused("UNPROCESSABLE_ENTITY", "POST", path(booking, "/confirm"), body)
        agent.refused("UNPROCESSABLE_ENTITY", "POST", path(booking, "/extend"), {})
        agent.refused("UNPROCESSABLE_ENTITY", "POST", path(booking, "/cancel"), {})
        agent.refused("UNPROCESSABLE_ENTITY", "PATCH", path(booking), {"notes": "x"})


def test_a_stale_hold_does_not_keep_others_out(agent, tour):
    agent.reserve(tour, people=8)

    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        assert agent.reserve(tour, Availability_of(agent, tour), people=8)["status"]

    assert Booking.objects.filter(status=BookingStatus.EXPIRED).count() == 1


def Availability_of(agent, tour):
    return agent.slots(tour)[0]


def test_an_extended_hold_lives_longer_but_not_for_ever(agent, tour):
    booking = agent.reserve(tour)

    longer = agent.ok("POST", path(booking, "/extend"), {"expirationMinutes": 10**6})

    expires, made = (
        timezone.datetime.fromisoformat(longer[name])
        for name in ("utcExpiresAt", "utcCreatedAt")
    )
    assert timedelta(minutes=119) < expires - made <= timedelta(minutes=121)


# States


def test_a_host_who_must_accept_is_waited_for(agent, slot):
    Experience.objects.update(instant_confirmation=False)
    (tour,) = agent.products()
    assert tour["instantConfirmation"] is False

    booking = agent.booked(tour)
    assert (booking["status"], booking["utcConfirmedAt"]) == ("PENDING", None)
    assert booking["voucher"]["deliveryOptions"] == []

    accept(Booking.objects.get())
    assert agent.ok("GET", path(booking))["status"] == "CONFIRMED"


def accept(booking):
    try:
        from tourism.answering import accept as deed
    except ImportError:
        deed = bookings.accept
    deed(booking)


def test_a_request_that_was_refused_is_rejected(agent, slot):
    Experience.objects.update(instant_confirmation=False)
    (tour,) = agent.products()
    booking = agent.booked(tour)

    Booking.objects.update(status=BookingStatus.REJECTED)

    told = agent.ok("GET", path(booking))
    assert (told["status"], told["cancellable"]) == ("REJECTED", False)
    assert faults("Booking", told) == []
    agent.refused("UNPROCESSABLE_ENTITY", "POST", path(booking, "/cancel"), {})


def test_a_visit_that_took_place_is_redeemed(agent, tour):
    booking = agent.booked(tour)
    now = timezone.now()
    row = Booking.objects.get()
    row.items.update(redeemed_at=now)
    Booking.objects.update(status=BookingStatus.REDEEMED, redeemed_at=now)

    told = agent.ok("GET", path(booking))

    assert {i["status"] for i in told["unitItems"]} == {"REDEEMED"}
    assert told["utcRedeemedAt"] == told["voucher"]["utcRedeemedAt"]
    assert faults("Booking", told) == []
    agent.refused("UNPROCESSABLE_ENTITY", "POST", path(booking, "/cancel"), {})
    body = {"unitItems": [{"unitId": "adult"}]}
    agent.refused("UNPROCESSABLE_ENTITY", "PATCH", path(booking), body)


# Rules of a party


@pytest.mark.parametrize(
    "items",
    [
        ["child"],
        ["child", "child"],
        ["adult"] * 9,
        ["adult"] * 999,
    ],
)
def test_a_party_against_the_rules_is_refused(agent, tour, items):
    wish = agent.wish(tour, agent.free(tour))
    wish["unitItems"] = [{"unitId": unit} for unit in items]

    agent.refused("UNPROCESSABLE_ENTITY", "POST", "/bookings", wish)
    assert Availability.objects.get().taken == 0


def test_rules_of_units_are_told(tour):
    adult, child = tour["options"][0]["units"]

    assert child["restrictions"]["accompaniedBy"] == ["adult"]
    assert (child["restrictions"]["minAge"], child["restrictions"]["maxAge"]) == (5, 11)
    assert adult["restrictions"]["paxCount"] == 1


def test_a_family_ticket_takes_the_places_of_a_family(agent, slot):
    Unit.objects.create(
        option=slot.option,
        unit_type="FAMILY",
        name_vi="Cả nhà",
        price=500_000,
        pax_count=4,
    )
    Unit.objects.create(
        option=slot.option, unit_type="INFANT", name_vi="Bé", price=0, pax_count=0
    )
    (tour,) = agent.products()
    wish = agent.wish(tour, agent.free(tour))
    wish["unitItems"] = [{"unitId": "family"}, {"unitId": "infant"}]

    agent.ok("POST", "/bookings", wish)
    agent.ok("POST", "/bookings", {**wish, "unitItems": [{"unitId": "family"}]})

    assert Availability.objects.get().taken == 8
    assert agent.slots(tour)[0]["status"] == "SOLD_OUT"


def test_too_few_places_for_a_party_is_sold_out_for_it(agent, tour):
    agent.reserve(tour, people=7)
    units = [{"id": "adult", "quantity": 2}]
    day = {"localDate": agent.slots(tour)[0]["localDateTimeStart"][:10]}

    assert agent.slots(tour, **day)[0]["status"] == "LIMITED"
    (for_two,) = agent.slots(tour, **day, units=units)
    assert (for_two["available"], for_two["status"]) == (False, "SOLD_OUT")


# Money


def test_a_confirmed_booking_asks_the_reseller_for_the_hosts_net(agent, tour, slot):
    agent.booked(tour)

    payment, booking = Payment.objects.get(), Booking.objects.get()
    assert (payment.amount, payment.method) == (270_000, "vietqr")
    assert payment.bank_account == "0011223344"
    assert payment.expires_at is None
    assert booking.total == 270_000


def test_the_ledger_books_the_net_when_it_arrives(
    agent, tour, django_capture_on_commit_callbacks
):
    agent.booked(tour)

    with django_capture_on_commit_callbacks(execute=True):
        bookings.money_received(Booking.objects.get(), by=None)

    assert Payment.objects.get().is_paid
    entry = Entry.objects.get()
    assert sum(p.amount for p in entry.postings.all()) == 0
    assert 270_000 in {p.amount for p in entry.postings.all()}


def test_a_changed_party_is_invoiced_anew(agent, tour):
    booking = agent.booked(tour)

    agent.ok("PATCH", path(booking), {"unitItems": [{"unitId": "adult"}] * 3})

    assert [p.amount for p in Payment.objects.open()] == [405_000]


def test_a_paid_invoice_is_not_written_anew(agent, tour):
    booking = agent.booked(tour)
    bookings.money_received(Booking.objects.get(), by=None)

    body = {"unitItems": [{"unitId": "adult"}] * 3}
    agent.refused("UNPROCESSABLE_ENTITY", "PATCH", path(booking), body)

    assert Availability.objects.get().taken == 2


def test_a_cancelled_booking_is_not_invoiced(agent, tour):
    booking = agent.booked(tour)

    agent.ok("POST", path(booking, "/cancel"), {})

    assert not Payment.objects.open().exists()


def test_the_guest_is_written_to_only_when_the_reseller_asks(agent, tour, mailoutbox):
    agent.booked(tour)
    assert Booking.objects.get().email == ""

    told = agent.confirm(agent.reserve(tour), emailReceipt=True)

    assert Booking.objects.get(uuid=told["uuid"]).email == JOHN["emailAddress"]


def test_the_guest_never_reads_what_the_reseller_pays(agent, tour, client):
    booking = agent.booked(tour)

    url = booking["voucher"]["deliveryOptions"][0]["deliveryValue"]
    page = client.get(url.removeprefix("http://127.0.0.1:8000")).content.decode()

    assert "270" not in page
    assert "Hạ Long Travel" in page
    assert booking["id"] in page


def test_nothing_moves_between_slots_but_through_the_entries(agent, tour, slot):
    other = SlotFactory(
        option=slot.option,
        starts_at=slot.starts_at + timedelta(days=1),
        capacity=8,
    )
    booking = agent.booked(tour)

    agent.ok("PATCH", path(booking), {"availabilityId": agent.free(tour, 1)["id"]})

    for each in (slot, other):
        each.refresh_from_db()
        assert sum(e.delta for e in each.entries.all()) == each.taken
    assert (slot.taken, other.taken) == (0, 2)
