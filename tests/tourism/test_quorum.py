"""A session that needs four guests: warned, called off, or run."""

import html
import re
from datetime import timedelta

from django.core.management import call_command

import pytest
import time_machine

from core.message import Message
from payments.models import Payment, Refund
from tests.conformance.octo import live
from tests.factories import SlotFactory, next_morning
from tests.tourism.test_changes import hold, paid, sister
from tourism import capacity, changing
from tourism.models import Availability, Booking, BookingStatus, PayMethod, SlotStatus

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _everything_adds_up(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        yield
    assert list(capacity.faults()) == []


@pytest.fixture
def slot():
    return SlotFactory(
        starts_at=next_morning(3),
        min_participants=4,
        option__experience__host__email="nha@example.vn",
    )


def tend(at):
    with time_machine.travel(at):
        call_command("tend_bookings")


def letters(kind):
    return list(Message.objects.filter(template=kind))


def test_the_host_hears_a_day_before_what_is_missing_and_only_once(slot):
    paid(slot, adults=2)

    tend(slot.cutoff_at - timedelta(hours=25))
    assert letters("slot_short_for_host") == []
    tend(slot.cutoff_at - timedelta(hours=23))
    tend(slot.cutoff_at - timedelta(hours=22))

    (letter,) = letters("slot_short_for_host")
    assert letter.to == "nha@example.vn"
    assert "Có 2 khách, cần đủ 4." in letter.text
    assert f"/kenh-ban/lich-don/{slot.local_date}/" in letter.text


def test_short_at_the_cut_off_everybody_is_told_and_gets_everything_back(slot):
    first, second = paid(slot, adults=2), hold(slot, adults=1)

    tend(slot.cutoff_at + timedelta(minutes=1))

    slot.refresh_from_db()
    assert (slot.status, slot.taken) == (SlotStatus.CANCELLED, 0)
    assert "cần đủ 4 khách" in slot.cancel_reason
    for booking in (first, second):
        booking.refresh_from_db()
        assert booking.status == BookingStatus.CANCELLED
        assert "cần đủ 4 khách" in booking.cancel_reason
    assert Refund.objects.get().amount == first.total
    assert Payment.objects.get(reference=second.code).is_open is False
    assert len(letters("booking_cancelled")) == 2
    (host,) = letters("slot_called_off_for_host")
    assert "Có 3 khách, cần đủ 4." in host.text


def test_a_foreigner_reads_why_in_english_and_finds_another_day(client, slot):
    other = sister(slot, days=2)
    booking = paid(slot, adults=2, children=1)
    Booking.objects.filter(pk=booking.pk).update(language="en")

    with time_machine.travel(slot.cutoff_at + timedelta(minutes=1)):
        call_command("tend_bookings")
        (letter,) = letters("booking_cancelled")
        page = client.get(f"/en/ticket/{booking.token}/").content.decode()
        days = client.get(f"/en/ticket/{booking.token}/change/").content.decode()
        link = re.search(rf'href="([^"]+/{other.pk}/\?ADULT=2&amp;CHILD=1)"', days)
        assert link
        form = client.get(html.unescape(link[1])).content.decode()

    assert "needs 4 guests" in letter.text
    assert f"{booking.token}/change/" in letter.text
    assert "needs 4 guests" in page
    assert 'value="2"' in form


@pytest.mark.parametrize("people", [4, 5])
def test_enough_guests_and_the_session_runs(slot, people):
    booking = paid(slot, adults=people)

    tend(slot.cutoff_at + timedelta(minutes=1))

    slot.refresh_from_db()
    booking.refresh_from_db()
    assert (slot.status, booking.status) == (SlotStatus.OPEN, BookingStatus.CONFIRMED)
    assert letters("slot_short_for_host") == []


def test_who_leaves_after_the_cut_off_does_not_take_the_session_along(slot):
    stays, leaves = paid(slot, adults=2), paid(slot, adults=2)

    with time_machine.travel(slot.cutoff_at + timedelta(minutes=1)):
        changing.cancel(leaves)
        call_command("tend_bookings")

    stays.refresh_from_db()
    assert stays.status == BookingStatus.CONFIRMED


def test_a_hold_that_nobody_pays_was_never_a_guest(slot):
    booking = paid(slot, adults=2)
    with time_machine.travel(slot.cutoff_at - timedelta(minutes=10)):
        held = hold(slot, PayMethod.VIETQR, adults=2)
    Booking.objects.filter(pk=held.pk).update(
        expires_at=slot.cutoff_at + timedelta(minutes=20)
    )

    tend(slot.cutoff_at + timedelta(minutes=5))
    booking.refresh_from_db()
    assert booking.status == BookingStatus.CONFIRMED
    tend(slot.cutoff_at + timedelta(minutes=25))

    booking.refresh_from_db()
    assert booking.status == BookingStatus.CANCELLED


def test_a_day_the_host_closed_still_receives_those_who_booked(slot):
    """He told them so: “Khách đã đặt vẫn đến”."""
    booking = paid(slot, adults=2)
    Availability.objects.filter(pk=slot.pk).update(status=SlotStatus.CLOSED)

    tend(slot.cutoff_at + timedelta(minutes=1))

    booking.refresh_from_db()
    assert booking.status == BookingStatus.CONFIRMED


def test_the_reseller_is_told_too(slot):
    agent = live(slot.option.experience.host)
    (tour,) = agent.products()
    sold = agent.booked(tour)
    booking = Booking.objects.get(uuid=sold["uuid"])
    seller = booking.resale.reseller
    seller.email = "desk@example.com"
    seller.save()

    tend(slot.cutoff_at + timedelta(minutes=1))

    assert agent.ok("GET", f"/bookings/{sold['uuid']}")["status"] == "CANCELLED"
    (letter,) = letters("resale_cancelled")
    assert letter.to == "desk@example.com"
    assert booking.code in letter.subject


def test_a_guest_reads_beforehand_how_many_are_needed(client, slot):
    booking = paid(slot, adults=1)

    book = client.get(f"/trai-nghiem/{slot.option.experience.slug}/dat/{slot.pk}/")
    ticket = client.get(booking.get_absolute_url())

    for page in (book, ticket):
        assert "cần đủ 4 khách, còn thiếu 3" in page.content.decode()
