"""Two hundred buyers, half through the web and half through OCTO, for twenty places, while the host's
phone blocks seats, gives them free and shuts the day; and OCTO's own races.

Real connections on PostgreSQL; the control takes the lock away and shows that the race is real.
"""

import threading
import uuid
from collections.abc import Callable
from datetime import timedelta
from unittest.mock import patch

from django.db import DatabaseError, connection, connections
from django.test import Client

import pytest

from tests.conformance.octo import JOHN, live
from tests.factories import ProducerFactory, SlotFactory, member_of
from tourism.models import (
    Availability,
    AvailabilityQuerySet,
    Booking,
    CapacityEntry,
    ResellerKey,
)

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="needs true concurrency"
    ),
]
assert connection
BUYERS, PLACES, DOORS = 200, 20, 20


def at_once(deeds: list[Callable[[], object]]) -> list[object]:
    """Everybody stands at the gate; so many pass at the same moment as the database has connections."""
    gate = threading.Semaphore(DOORS)
    results: list[object] = []

    def press(deed: Callable[[], object]) -> None:
        with gate:
            try:
                results.append(deed())
            except DatabaseError:
                results.append("crashed")
            finally:
                connections.close_all()

    threads = [threading.Thread(target=press, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def slot_and_agent(capacity: int = PLACES):
    slot = SlotFactory(option__experience__host=ProducerFactory(), capacity=capacity)
    return slot, live(slot.option.experience.host)


def on_the_web(slot: Availability, number: int) -> int:
    form = {
        "ADULT": "1",
        "CHILD": "0",
        "name": f"Khách {number}",
        "phone": f"+8491{number:07}",
        "pay": "cash",
    }
    url = f"/trai-nghiem/{slot.option.experience.slug}/dat/{slot.pk}/"
    return Client().post(url, form).status_code


def adds_up(slot: Availability) -> None:
    slot.refresh_from_db()
    entries = CapacityEntry.objects.filter(slot=slot)
    assert sum(entry.delta for entry in entries) == slot.taken
    held = Booking.objects.holding().filter(slot=slot)
    assert sum(booking.pax for booking in held) == slot.taken


def test_twenty_places_are_sold_twenty_times_through_both_doors():
    slot, agent = slot_and_agent()
    (tour,) = agent.products()
    wish = agent.wish(tour, agent.free(tour), people=1)

    answers = at_once(
        [
            (lambda n=n: on_the_web(slot, n))
            if n % 2
            else (lambda: agent.ask("POST", "/bookings", wish).status_code)
            for n in range(BUYERS)
        ]
    )

    assert answers.count(302) + answers.count(200) == PLACES
    assert set(answers) <= {200, 302, 400, 422, 409, 503}
    adds_up(slot)
    assert (slot.taken, Booking.objects.count()) == (PLACES, PLACES)


def hosts_phone(slot: Availability) -> Callable[[str, dict[str, str]], int]:
    """Signed in once; every tap is a request of its own from the same phone."""
    phone = Client()
    phone.force_login(
        member_of(slot.option.experience.host),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    session = phone.cookies["sessionid"].value

    def tap(path: str, said: dict[str, str]) -> int:
        client = Client()
        client.cookies["sessionid"] = session
        return client.post(f"/kenh-ban/{path}", said).status_code

    return tap


def test_the_hosts_phone_blocks_and_frees_seats_among_the_crowd():
    """The third door: seats down to twelve and up to twenty, the day shut and opened, forty taps in all."""
    slot, agent = slot_and_agent()
    (tour,) = agent.products()
    wish = agent.wish(tour, agent.free(tour), people=1)
    tap = hosts_phone(slot)
    seats, day = f"buoi/{slot.pk}/cho/", f"lich-don/{slot.local_date}/{slot.option_id}/"
    taps = [(seats, {"places": "12"}), (seats, {"places": "20"})] * 10
    taps += [(day, {"viec": "nghi"}), (day, {"viec": "mo"})] * 10

    buyers: list[Callable[[], object]] = [
        (lambda n=n: on_the_web(slot, n))
        if n % 2
        else (lambda: agent.ask("POST", "/bookings", wish).status_code)
        for n in range(BUYERS)
    ]
    hosts = [lambda t=t: ("host", tap(*t)) for t in taps]
    # A tap among every five buyers, so that seats change while places are sold.
    crowd = [
        d
        for i, buyer in enumerate(buyers)
        for d in (buyer, *hosts[i // 5 : i // 5 + (i % 5 == 4)])
    ]
    answers = at_once(crowd)

    assert answers.count(("host", 302)) == len(taps)
    sold = [a for a in answers if a in (302, 200)]
    assert {a for a in answers if isinstance(a, int)} <= {200, 302, 400, 422, 409, 503}
    assert "crashed" not in answers
    adds_up(slot)
    assert len(sold) == slot.taken == Booking.objects.count()
    assert 0 < slot.taken <= PLACES
    assert slot.taken <= slot.capacity
    assert CapacityEntry.objects.filter(slot=slot).count() == len(sold)
    assert tap(seats, {"places": "20"}) == 302
    adds_up(slot)


def test_without_the_lock_the_same_crowd_runs_into_the_databases_rule():
    """The control: this shows that the race is real, so that the test above means something."""
    slot, agent = slot_and_agent(capacity=3)
    (tour,) = agent.products()
    wish = agent.wish(tour, agent.free(tour), people=1)

    with patch.object(AvailabilityQuerySet, "locked", lambda self: self.order_by("pk")):
        at_once([lambda: agent.ask("POST", "/bookings", wish).status_code] * 40)

    slot.refresh_from_db()
    sold = Booking.objects.holding().filter(slot=slot).count()
    assert sold > slot.taken


def test_one_uuid_sent_twenty_times_at_once_is_one_booking():
    slot, agent = slot_and_agent()
    (tour,) = agent.products()
    wish = agent.wish(tour, agent.free(tour), people=2, uuid=str(uuid.uuid4()))

    answers = at_once([lambda: agent.ask("POST", "/bookings", wish).status_code] * 20)

    assert answers == [200] * 20
    adds_up(slot)
    assert slot.taken == 2


def test_confirmations_and_cancellations_of_one_booking_at_once():
    slot, agent = slot_and_agent()
    (tour,) = agent.products()
    path = f"/bookings/{agent.reserve(tour)['uuid']}"

    at_once(
        [
            lambda: agent.ask("POST", f"{path}/confirm", {"contact": JOHN}).status_code,
            lambda: agent.ask("POST", f"{path}/cancel", {}).status_code,
        ]
        * 10
    )

    told = agent.ok("GET", path)
    assert told["status"] == "CANCELLED"
    adds_up(slot)
    assert slot.taken == 0


def test_moves_in_opposite_directions_do_not_lock_each_other_out():
    slot, agent = slot_and_agent()
    other = SlotFactory(
        option=slot.option,
        starts_at=slot.starts_at + timedelta(days=1),
        capacity=PLACES,
    )
    (tour,) = agent.products()
    here, there = agent.free(tour, 0), agent.free(tour, 1)
    booked = [agent.booked(tour, slot=s) for s in (here, there) * 5]

    answers = at_once(
        [
            lambda b=b, to=to: (
                agent.ask(
                    "PATCH", f"/bookings/{b['uuid']}", {"availabilityId": to["id"]}
                ).status_code
            )
            for b, to in zip(booked, (there, here) * 5, strict=True)
        ]
    )

    assert answers == [200] * 10
    adds_up(slot)
    adds_up(other)
    assert (slot.taken, other.taken) == (10, 10)
    assert ResellerKey.objects.count() == 1
