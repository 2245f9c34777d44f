"""Many at once, on PostgreSQL with real connections; SQLite takes one writer at a time anyway."""

import itertools
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from unittest.mock import patch

from django.core.management import call_command
from django.db import connection, connections, transaction
from django.test import Client
from django.utils import timezone

import pytest
import time_machine

from payments.models import Payment, Refund
from tests.factories import SlotFactory
from tourism import booking as bookings
from tourism import capacity, changing, paying
from tourism.models import (
    Availability,
    AvailabilityQuerySet,
    Booking,
    BookingStatus,
    PayMethod,
)
from tourism.party import CannotBook

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
    pytest.mark.skipif(
        "connections['default'].vendor != 'postgresql'", reason="needs true concurrency"
    ),
]
# PostgreSQL gives a hundred connections as it comes.
AT_ONCE = 40
NUMBERS = itertools.count(1)


@pytest.fixture(autouse=True)
def _everything_adds_up():
    yield
    assert list(capacity.faults()) == []


def guest():
    return bookings.Guest("Anna", f"+8491{next(NUMBERS):07d}", "", "")


def hold(slot, method=PayMethod.CASH, adults=1):
    adult = slot.option.units.get(unit_type="ADULT")
    return bookings.hold(slot, {adult: adults}, guest(), method, uuid=uuid.uuid4())


def by_the_web(slot):
    """The form of the page, as a browser without JavaScript sends it."""
    typed = {"ADULT": "1", "name": "Anna", "phone": guest().phone, "pay": "cash"}
    path = f"/trai-nghiem/{slot.option.experience.slug}/dat/{slot.pk}/"
    answer = Client().post(path, typed)
    if answer.status_code != 302:
        raise CannotBook(answer.status_code)


def at_once(deeds):
    """Run them on AT_ONCE connections that start together; what each came to, by name."""
    gate = threading.Barrier(min(AT_ONCE, len(deeds)))
    waited = threading.local()

    def press(deed):
        if not getattr(waited, "done", False):
            waited.done = True
            gate.wait()
        try:
            deed()
            return "done"
        except Exception as error:  # noqa: BLE001 - the control wants to see what the database says
            return type(error).__name__
        finally:
            connections.close_all()

    with ThreadPoolExecutor(min(AT_ONCE, len(deeds))) as pool:
        return list(pool.map(press, deeds))


def test_two_hundred_buyers_for_twenty_places():
    slot = SlotFactory(capacity=20)
    doors = itertools.cycle([lambda: hold(slot), lambda: by_the_web(slot)])

    results = at_once([next(doors) for _ in range(200)])

    slot.refresh_from_db()
    assert results.count("done") == slot.taken == 20
    assert set(results) <= {"done", "CannotBook", "Busy"}
    assert Booking.objects.holding().count() == 20


def test_without_the_lock_more_people_hold_a_ticket_than_there_are_places():
    """The control: the race is real when nobody locks."""
    slot = SlotFactory(capacity=3)

    with patch.object(AvailabilityQuerySet, "locked", lambda self: self.order_by("pk")):
        at_once([lambda: hold(slot)] * 12)

    slot.refresh_from_db()
    assert Booking.objects.count() > slot.taken
    assert "entries say" in next(capacity.faults())
    for one in Booking.objects.all():
        one.items.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE tourism_booking CASCADE")
    Availability.objects.update(taken=0)


def test_moves_in_opposite_directions_do_not_lock_each_other_out():
    here = SlotFactory(capacity=30)
    there = SlotFactory(
        option=here.option, starts_at=here.starts_at + timedelta(days=1), capacity=30
    )
    parties = [hold(slot) for slot in [here, there] * 10]

    deeds = [
        lambda b=booking: changing.move(b, there if b.slot_id == here.pk else here)
        for booking in parties
    ]
    results = at_once(deeds)

    assert results == ["done"] * 20
    here.refresh_from_db()
    there.refresh_from_db()
    assert (here.taken, there.taken) == (10, 10)


@pytest.mark.parametrize("round_no", range(5))
def test_a_hold_that_runs_out_while_it_is_being_paid(round_no):
    slot = SlotFactory(capacity=1)
    late = hold(slot, PayMethod.VIETQR)
    payment = Payment.objects.get(reference=late.code)

    with time_machine.travel(timezone.now() + timedelta(minutes=50), tick=True):
        results = at_once(
            [
                lambda: bookings.money_received(late, by=None),
                lambda: hold(slot),
                lambda: call_command("tend_bookings"),
            ]
        )

    late.refresh_from_db()
    payment.refresh_from_db()
    slot.refresh_from_db()
    assert slot.taken == 1
    assert "OperationalError" not in results
    confirmed = late.status == BookingStatus.CONFIRMED
    kept_for_a_person = payment.status == "review" or Refund.objects.exists()
    assert confirmed != kept_for_a_person


def test_who_waits_three_seconds_is_asked_to_try_again():
    slot = SlotFactory()
    has_it, may_go = threading.Event(), threading.Event()

    def sit_on_it():
        with transaction.atomic():
            Availability.objects.locked().get(pk=slot.pk)
            has_it.set()
            may_go.wait(10)
        connections.close_all()

    holder = threading.Thread(target=sit_on_it)
    holder.start()
    has_it.wait()
    try:
        with pytest.raises(capacity.Busy, match="thử lại"):
            hold(slot)
    finally:
        may_go.set()
        holder.join()


def test_two_boats_on_one_landing_never_at_once():
    from tourism.models import Need, Resource

    slots = [SlotFactory() for _ in range(6)]
    landing = Resource.objects.create(
        host=slots[0].option.experience.host, kind="PLACE", name="Bến"
    )
    for slot in slots:
        Need.objects.create(option=slot.option, resource=landing)

    results = at_once([lambda s=slot: hold(s) for slot in slots])

    assert results.count("done") == 1
    assert paying.paid_for(Booking.objects.get()) is None
