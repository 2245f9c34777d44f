"""A host's guests in the calendar of a phone, behind an address that can be changed."""

import re

import pytest

from tests import calendars
from tests.factories import SlotFactory
from tests.tourism.test_pages import book
from tourism import changing
from tourism.models import Booking

pytestmark = pytest.mark.django_db


def address(maker_client):
    maker_client.post("/kenh-ban/lich/doi/")
    page = maker_client.get("/kenh-ban/lich/").content.decode()
    return re.search(r'value="http[^"]+?(/lich-khach/[\w-]+\.ics)"', page).group(1)


def test_another_familys_parser_reads_who_comes(client, maker, maker_client):
    slot = SlotFactory(option__experience__host=maker)
    book(client, slot, name="Anna Muster")

    read = calendars.read(client.get(address(maker_client)).content)

    (event,) = read["events"]
    assert event["summary"].endswith("3 khách")
    assert event["status"] == "CONFIRMED"
    assert event["start"] == f"{slot.starts_at:%Y-%m-%dT01:30:00Z}"
    assert "Anna Muster" in event["description"]
    assert "7946" not in str(read)


def test_a_cancelled_visit_says_so_under_the_same_name(client, maker, maker_client):
    book(client, SlotFactory(option__experience__host=maker))
    url = address(maker_client)
    (before,) = calendars.read(client.get(url).content)["events"]

    changing.cancel(Booking.objects.get(), reason="Ốm")

    (after,) = calendars.read(client.get(url).content)["events"]
    assert after["uid"] == before["uid"]
    assert after["status"] == "CANCELLED"
    assert after["sequence"] > before["sequence"]


def test_guests_of_others_are_not_told(client, maker, maker_client):
    book(client, SlotFactory())

    assert b"VEVENT" not in client.get(address(maker_client)).content


def test_a_new_address_kills_the_old_one(client, maker_client):
    old = address(maker_client)

    new = address(maker_client)

    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200


def test_a_closed_calendar_is_gone(client, maker_client):
    url = address(maker_client)

    maker_client.post("/kenh-ban/lich/tat/")

    assert client.get(url).status_code == 404


@pytest.mark.parametrize("token", ["x", "%00", "../", "a" * 300, "👵"])
def test_a_guessed_address_finds_nothing(client, token):
    assert client.get(f"/lich-khach/{token}.ics").status_code == 404


def test_a_stranger_cannot_open_a_calendar(client, maker):
    assert client.post("/kenh-ban/lich/doi/").status_code == 302
    assert not hasattr(maker, "booking_calendar")
