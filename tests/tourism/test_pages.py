import io
from datetime import date, datetime, time

from django.utils import timezone

import pytest
import segno
import time_machine
import zxingcpp
from icalendar import Calendar
from PIL import Image

from tests.factories import OptionFactory, SlotFactory
from tourism.models import Booking, Schedule
from tourism.slots import make_slots
from tourism.tickets import ticket_address

pytestmark = pytest.mark.django_db
GOOD = {
    "ADULT": "2",
    "CHILD": "1",
    "name": "Anna",
    "phone": "+44 20 7946 0958",
    "pay": "cash",
}


def url_of(slot):
    return f"/trai-nghiem/{slot.option.experience.slug}/"


def book(client, slot, **changes):
    return client.post(f"{url_of(slot)}dat/{slot.pk}/", {**GOOD, **changes})


def test_the_calendar_shows_the_places_left(client):
    slot = SlotFactory(capacity=8)

    body = client.get(url_of(slot)).content.decode()

    assert "8 chỗ" in body
    assert f"?ngay={slot.local_date:%Y-%m-%d}" in body


def test_a_day_shows_its_hours(client):
    slot = SlotFactory()

    body = client.get(
        url_of(slot), {"ngay": f"{slot.local_date:%Y-%m-%d}"}
    ).content.decode()

    assert "08:30" in body
    assert f"dat/{slot.pk}/" in body


@pytest.mark.parametrize(
    "query",
    [
        "thang=x",
        "thang=2020-01",
        "thang=9999-12",
        "ngay=2026-13-45",
        "ngay=abc",
        "thang=%00",
    ],
)
def test_odd_dates_show_a_month_all_the_same(client, query):
    assert client.get(f"{url_of(SlotFactory())}?{query}").status_code == 200


def test_a_foreign_guest_books_and_gets_a_ticket(client):
    slot = SlotFactory()

    page = client.get(book(client, slot).url).content.decode()

    booking = Booking.objects.get()
    assert booking.people == 3
    assert booking.code in page
    assert "<svg" in page


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"ADULT": "0", "CHILD": "1"}, "đi cùng ít nhất một người lớn"),
        ({"ADULT": "abc"}, "bằng chữ số"),
        ({"ADULT": "1000000"}, "gọi người đón khách"),
        ({"ADULT": "-1"}, "không thể nhỏ hơn 0"),
        ({"ADULT": "8"}, "Trả tại làng được nhiều nhất 8"),
        ({"ADULT": "9"}, "nhiều nhất 8 người"),
        ({"phone": "12"}, "Số điện thoại này chưa đúng"),
        ({"name": ""}, "bắt buộc"),
        ({"pay": "gold"}, ""),
    ],
)
def test_a_wrong_booking_is_explained_and_what_was_typed_is_kept(client, changes, why):
    response = book(client, SlotFactory(capacity=8), **changes)

    body = response.content.decode()
    assert response.status_code == 422
    assert why in body
    assert 'value="Anna"' in body or "name" in changes
    assert not Booking.objects.exists()


def test_pressing_twice_books_once(client):
    slot, key = SlotFactory(), "0b7d6a52-6c0b-4a60-9a57-0f6bb6a4a6ad"

    book(client, slot, khoa=key)
    book(client, slot, khoa=key)

    assert Booking.objects.count() == 1


def test_a_slot_of_another_experience_is_not_found(client):
    slot, other = SlotFactory(), SlotFactory()

    assert client.get(f"{url_of(other)}dat/{slot.pk}/").status_code == 404


def test_a_guest_cancels_by_himself(client):
    done = book(client, SlotFactory())

    client.post(f"{done.url}huy/")

    assert Booking.objects.get().status == "CANCELLED"
    assert "Đã huỷ" in client.get(done.url).content.decode()


def test_the_invitation_says_the_same_instant_to_another_calendar(client):
    slot = SlotFactory()
    done = book(client, slot)

    calendar = Calendar.from_ical(client.get(f"{done.url}lich.ics").content)

    event = calendar.walk("VEVENT")[0]
    assert event.decoded("dtstart") == slot.starts_at
    assert str(event["status"]) == "CONFIRMED"


def test_a_drawn_ticket_reads_back(client):
    book(client, SlotFactory())
    address = ticket_address(Booking.objects.get())
    drawn = io.BytesIO()
    segno.make(address, error="m").save(drawn, kind="png", scale=5, border=4)

    assert zxingcpp.read_barcode(Image.open(drawn)).text == address


def test_a_season_may_wrap_around_new_year():
    rule = Schedule(
        weekdays="1234567",
        starts=time(8),
        capacity=5,
        season_from="12-01",
        season_to="03-31",
    )

    assert rule.runs_on(date(2026, 12, 25))
    assert rule.runs_on(date(2027, 2, 1))
    assert not rule.runs_on(date(2026, 7, 1))


def test_slots_are_made_once_in_local_time():
    option = OptionFactory()
    Schedule.objects.create(
        option=option, weekdays="67", starts=time(8, 30), capacity=10
    )

    with time_machine.travel(
        datetime(2026, 11, 23, 1, tzinfo=timezone.get_current_timezone())
    ):
        first = make_slots(option, date(2026, 11, 23), date(2026, 12, 6))
        again = make_slots(option, date(2026, 11, 23), date(2026, 12, 6))

    assert (first, again) == (4, 0)
    assert timezone.localtime(option.slots.first().starts_at).hour == 8


@pytest.mark.parametrize("count", [2, 20])
def test_lists_and_pages_ask_few_questions(
    client, django_assert_max_num_queries, count
):
    slots = [SlotFactory() for _ in range(count)]

    with django_assert_max_num_queries(12):
        client.get("/trai-nghiem/")
    with django_assert_max_num_queries(12):
        client.get(url_of(slots[0]))
