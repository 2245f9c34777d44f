"""The host's phone: calendar, day, list of names, the gate."""

import json
import uuid
from datetime import timedelta

from django.utils import timezone

import pytest
import time_machine

from tests.factories import SlotFactory, member_of, next_morning
from tourism.booking import Guest, hold
from tourism.models import (
    Booking,
    GroupRequest,
    PayMethod,
    Redemption,
    SlotStatus,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def slot(maker):
    return SlotFactory(
        option__experience__host=maker,
        option__experience__village=maker.village,
        starts_at=next_morning(3),
    )


def booked(slot, phone="+84912345678", people=2):
    adult = slot.option.units.get(unit_type="ADULT")
    guest = Guest("Anna", phone, "", "")
    return hold(slot, {adult: people}, guest, PayMethod.CASH, uuid=uuid.uuid4())


def body(client, url):
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def test_a_month_shows_guests_and_places(maker_client, slot):
    booked(slot)

    page = body(maker_client, f"/kenh-ban/lich-don/?thang={slot.local_date:%Y-%m}")

    assert "2/8" in page
    assert f"/kenh-ban/lich-don/{slot.local_date}/" in page


def test_only_days_to_come_with_sessions_stand_out_in_the_month(maker_client, slot):
    booked(slot)
    day = f"/kenh-ban/lich-don/{slot.local_date}/"
    month = f"/kenh-ban/lich-don/?thang={slot.local_date:%Y-%m}"
    assert f'<a href="{day}"' in body(maker_client, month)

    with time_machine.travel(slot.starts_at + timedelta(days=1)):
        gone = body(maker_client, month)

    assert f'<a class="quiet" href="{day}"' in gone
    assert "2/8" in gone


def test_a_day_without_sessions_is_quiet_too(maker_client, slot):
    empty = slot.local_date.replace(day=1 if slot.local_date.day > 14 else 28)

    page = body(maker_client, f"/kenh-ban/lich-don/?thang={slot.local_date:%Y-%m}")

    assert f'<a class="quiet" href="/kenh-ban/lich-don/{empty}/"' in page


def test_a_day_is_closed_and_opened_with_two_taps(maker_client, slot):
    url = f"/kenh-ban/lich-don/{slot.local_date}/"
    deed = f"{url}{slot.option_id}/"

    maker_client.post(deed, {"viec": "nghi"})
    slot.refresh_from_db()
    assert slot.status == SlotStatus.CLOSED
    assert "Mở ngày này" in body(maker_client, url)

    maker_client.post(deed, {"viec": "mo"})
    slot.refresh_from_db()
    assert slot.status == SlotStatus.OPEN


def test_seats_a_session_and_calling_off(maker_client, slot):
    booking = booked(slot)
    url = f"/kenh-ban/buoi/{slot.pk}/"

    maker_client.post(f"{url}cho/", {"places": "12"})
    slot.refresh_from_db()
    assert slot.capacity == 12

    day = f"/kenh-ban/lich-don/{slot.local_date}/"
    maker_client.post(
        f"{day}{slot.option_id}/them/", {"starts": "14:00", "places": "4"}
    )
    assert slot.option.slots.count() == 2

    maker_client.post(f"{url}huy/", {"ly_do": ""})
    slot.refresh_from_db()
    assert slot.status == SlotStatus.OPEN
    maker_client.post(f"{url}huy/", {"ly_do": "Mưa lớn"})
    booking.refresh_from_db()
    assert (booking.status, booking.cancel_reason) == ("CANCELLED", "Mưa lớn")


@pytest.mark.parametrize("typed", ["", "-1", "abc", "9999999"])
def test_odd_numbers_of_seats_are_explained(maker_client, slot, typed):
    answer = maker_client.post(
        f"/kenh-ban/buoi/{slot.pk}/cho/", {"places": typed}, follow=True
    )

    assert answer.status_code == 200
    slot.refresh_from_db()
    assert slot.capacity == 8


def test_the_list_of_names_is_for_printing(maker_client, slot):
    booking = booked(slot)

    page = body(maker_client, f"/kenh-ban/lich-don/{slot.local_date}/danh-sach/")

    assert booking.code in page
    assert "300.000" in page


def test_another_house_sees_and_touches_nothing(client, slot):
    client.force_login(
        member_of(SlotFactory().option.experience.host),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    booking = booked(slot)

    assert (
        client.post(f"/kenh-ban/buoi/{slot.pk}/cho/", {"places": 1}).status_code == 404
    )
    assert client.get(f"/kenh-ban/khach/{booking.code}/xem/").status_code == 404
    assert booking.code not in body(client, f"/kenh-ban/lich-don/{slot.local_date}/")


def test_a_request_is_refused_with_a_reason_or_moved_to_another_day(maker_client, slot):
    first, second = booked(slot), booked(slot, "+84912345679")
    other = SlotFactory(
        option=slot.option, starts_at=slot.starts_at + timedelta(days=1)
    )
    page = body(maker_client, f"/kenh-ban/khach/{first.code}/xem/")
    assert f'value="{other.pk}"' in page

    maker_client.post(
        f"/kenh-ban/khach/{first.code}/", {"viec": "ngay-khac", "buoi": other.pk}
    )
    maker_client.post(
        f"/kenh-ban/khach/{second.code}/", {"viec": "tu-choi", "ly_do": "Nhà có giỗ"}
    )

    first.refresh_from_db()
    second.refresh_from_db()
    assert first.proposed_slot == other
    assert second.cancel_reason == "Nhà có giỗ"


def test_a_group_gets_a_price_or_a_no(maker_client, slot):
    asked = GroupRequest.objects.create(
        experience=slot.option.experience,
        wished_on=slot.local_date,
        people=30,
        name="Trường Khoái Châu",
        phone="+84912345678",
    )
    assert "Trường Khoái Châu" in body(maker_client, "/kenh-ban/khach/")
    url = f"/kenh-ban/doan/{asked.pk}/"

    maker_client.post(url, {"viec": "moi", "starts_at": "x", "total": "2.000.000"})
    assert not Booking.objects.exists()
    maker_client.post(
        url,
        {
            "viec": "moi",
            "starts_at": f"{slot.local_date}T14:00",
            "total": "2.000.000",
            "answer": "Mời các em",
        },
    )

    assert Booking.objects.get().total == 2_000_000


def test_the_gate_lets_in_by_code_and_by_name(maker_client, slot):
    booking = booked(slot, people=3)

    with time_machine.travel(slot.starts_at):
        page = body(maker_client, "/kenh-ban/soat-ve/")
        assert booking.code in page
        assert booking.token not in page
        maker_client.post("/kenh-ban/soat-ve/", {"ma": f"{booking.code}/1"})
        assert booking.items.filter(redeemed_at=None).count() == 2
        maker_client.post("/kenh-ban/soat-ve/", {"ma": booking.code.lower()})
        assert booking.items.filter(redeemed_at=None).count() == 0
        again = maker_client.post(
            "/kenh-ban/soat-ve/", {"ma": booking.code}, follow=True
        )

    assert "Vé này đã vào rồi" in again.content.decode()
    assert Redemption.objects.filter(result="already").count() == 1


def sent(client, *scans, **changes):
    told = {"device": "phone-a", "scans": list(scans), **changes}
    return client.post(
        "/kenh-ban/soat-ve/gui/", json.dumps(told), content_type="application/json"
    )


def test_what_a_phone_saw_without_a_network_is_decided_by_the_server(
    maker_client, slot
):
    booking = booked(slot)
    one = {"text": booking.token, "nonce": "n1", "at": slot.starts_at.isoformat()}

    with time_machine.travel(slot.starts_at + timedelta(minutes=5)):
        first = sent(maker_client, one, {**one, "nonce": "n2"}).json()["results"]
        again = sent(maker_client, one).json()["results"]
        other = sent(maker_client, {**one, "nonce": "n3"}, device="phone-b").json()

    assert [row["result"] for row in first] == ["admitted", "already"]
    assert again == first[:1]
    assert other["results"][0]["result"] == "already"
    assert Redemption.objects.count() == 3


@pytest.mark.parametrize(
    "told",
    ["{", "[]", '{"device": 1}', '{"device": "a", "scans": [{"text": "x"}]}',
     '{"device": "a", "scans": [{"text": "x", "nonce": "1", "at": "soon"}]}'],
)  # fmt: skip
def test_nonsense_from_a_phone_is_refused_in_words(maker_client, told):
    answer = maker_client.post(
        "/kenh-ban/soat-ve/gui/", told, content_type="application/json"
    )

    assert answer.status_code == 400
    assert "mở lại trang" in answer.json()["problem"]


def test_a_nul_at_the_gate_is_an_unknown_ticket(maker_client, maker):
    """PostgreSQL takes no NUL as text."""
    at = timezone.now().isoformat()
    told = {
        "device": "a\x00b",
        "scans": [{"text": "x\x00y", "nonce": "n\x00", "at": at}],
    }
    url = "/kenh-ban/soat-ve/gui/"

    maker_client.post("/kenh-ban/soat-ve/", {"ma": "x\x00y", "lan": "l\x00"})
    answer = maker_client.post(url, json.dumps(told), content_type="application/json")

    assert answer.json()["results"][0]["nonce"] == "n"
    assert Redemption.objects.count() == 2


def test_a_day_asks_few_questions(
    maker_client, maker, slot, django_assert_max_num_queries
):
    for n in range(6):
        booked(slot, f"+8491234500{n}", people=1)

    with time_machine.travel(slot.starts_at), django_assert_max_num_queries(25):
        maker_client.get("/kenh-ban/soat-ve/")
    with django_assert_max_num_queries(20):
        maker_client.get(f"/kenh-ban/lich-don/?thang={timezone.localdate():%Y-%m}")
