import itertools
import uuid
from datetime import timedelta

from django.core import mail
from django.db.models import Sum
from django.utils import timezone

import pytest
import time_machine

from payments.models import Payment
from tests.factories import SlotFactory
from tourism import answering, changing
from tourism import booking as bookings
from tourism.models import (
    Availability,
    Booking,
    BookingStatus,
    PayMethod,
)
from tourism.party import CannotBook

pytestmark = pytest.mark.django_db(transaction=True)
NUMBERS = itertools.count(1)


def party(slot, adults=2, children=0):
    units = {u.unit_type: u for u in slot.option.units.all()}
    return {units["ADULT"]: adults, units["CHILD"]: children}


def hold(slot, method=PayMethod.CASH, key=None, **people):
    return bookings.hold(
        slot, party(slot, **people), somebody(), method, uuid=key or uuid.uuid4()
    )


def somebody():
    """A guest of his own telephone."""
    phone = f"+8491{next(NUMBERS):07d}"
    return bookings.Guest("Anna", phone, "anna@example.com", "")


def test_two_adults_and_a_child_take_three_places_at_their_own_prices():
    slot = SlotFactory(capacity=8)

    booking = hold(slot, adults=2, children=1)

    slot.refresh_from_db()
    assert slot.taken == 3
    assert booking.total == 380_000
    assert booking.people == 3


def test_paying_at_the_village_confirms_at_once_and_sends_the_ticket():
    booking = hold(SlotFactory())

    assert booking.status == BookingStatus.CONFIRMED
    assert booking.get_absolute_url() in mail.outbox[-1].body


def test_a_host_who_wants_to_say_yes_first_is_asked():
    slot = SlotFactory(option__experience__instant_confirmation=False)

    booking = hold(slot)
    assert booking.status == BookingStatus.PENDING

    answering.accept(booking)
    booking.refresh_from_db()
    assert booking.status == BookingStatus.CONFIRMED


@pytest.mark.parametrize(
    ("people", "why"),
    [
        ({"adults": 0}, "ít nhất một người"),
        ({"adults": 0, "children": 1}, "đi cùng ít nhất một người lớn"),
        ({"adults": 8, "children": 1}, "Trả tại làng được nhiều nhất 8"),
        ({"adults": 11}, "nhiều nhất 10"),
    ],
)
def test_a_party_that_does_not_fit_is_told_why(people, why):
    with pytest.raises(CannotBook, match=why):
        hold(SlotFactory(capacity=8), **people)

    assert not Booking.objects.exists()


def test_yesterday_cannot_be_booked():
    now = timezone.now()
    slot = SlotFactory(starts_at=now - timedelta(days=1))

    with pytest.raises(CannotBook, match="không còn nhận đặt"):
        hold(slot)


def test_the_same_key_is_the_same_booking():
    slot, key = SlotFactory(), uuid.uuid4()

    assert hold(slot, key=key) == hold(slot, key=key)
    slot.refresh_from_db()
    assert slot.taken == 2


def test_a_hold_nobody_pays_gives_the_places_back():
    slot = SlotFactory(capacity=2)
    first = hold(slot, PayMethod.VIETQR)
    assert first.status == BookingStatus.ON_HOLD

    with time_machine.travel(timezone.now() + timedelta(minutes=50)):
        second = hold(slot)

    first.refresh_from_db()
    assert (first.status, second.status) == (
        BookingStatus.EXPIRED,
        BookingStatus.CONFIRMED,
    )


def test_a_guest_who_says_he_has_paid_keeps_his_places():
    slot = SlotFactory(capacity=2)
    booking = hold(slot, PayMethod.VIETQR)

    bookings.claim_transfer(booking)

    with (
        time_machine.travel(timezone.now() + timedelta(hours=2)),
        pytest.raises(CannotBook),
    ):
        hold(slot)


def test_money_the_host_confirms_makes_it_a_ticket():
    booking = hold(SlotFactory(), PayMethod.VIETQR)

    bookings.money_received(booking, by=None)

    booking.refresh_from_db()
    assert booking.status == BookingStatus.CONFIRMED
    assert Payment.objects.get(reference=booking.code).is_paid


def test_cancelling_gives_the_places_back_and_every_change_adds_up():
    slot = SlotFactory()
    booking = hold(slot, adults=3)
    hold(slot, adults=1)

    changing.cancel(booking)

    slot.refresh_from_db()
    assert slot.taken == 1
    assert slot.entries.aggregate(n=Sum("delta"))["n"] == slot.taken


def test_the_database_itself_refuses_to_oversell():
    slot = SlotFactory(capacity=2)

    with pytest.raises(Exception, match="never_oversold|CHECK"):
        Availability.objects.filter(pk=slot.pk).update(taken=3)
