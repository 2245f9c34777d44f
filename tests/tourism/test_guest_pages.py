"""What a guest does on the booking's own pages, without an account and without JavaScript."""

import itertools
import uuid
from datetime import timedelta
from decimal import Decimal

from django.core import mail
from django.utils import timezone

import pytest
from icalendar import Calendar

from tests.factories import ProducerFactory, SlotFactory
from tourism.booking import Guest, hold
from tourism.models import (
    Answer,
    Booking,
    ExchangeRate,
    Faq,
    GroupPrice,
    GroupRequest,
    PayMethod,
    PricingPer,
    Question,
    Venue,
    WaitlistEntry,
)

pytestmark = pytest.mark.django_db
NUMBERS = itertools.count(1)
ANNA = {"name": "Anna", "phone": "+44 20 7946 0958", "pay": "cash"}


def booked(slot, people=2, method=PayMethod.CASH):
    adult = slot.option.units.get(unit_type="ADULT")
    guest = Guest("Anna", f"+8493{next(NUMBERS):07d}", "a@example.com", "")
    return hold(slot, {adult: people}, guest, method, uuid=uuid.uuid4())


def url_of(slot):
    return f"/trai-nghiem/{slot.option.experience.slug}/"


def body(client, url):
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def test_questions_are_asked_and_the_host_reads_the_answers(client):
    slot = SlotFactory()
    diet = Question.objects.create(
        option=slot.option, kind="diet", text_vi="Có ai ăn chay?", is_required=True
    )
    url = f"{url_of(slot)}dat/{slot.pk}/"

    refused = client.post(url, {**ANNA, "ADULT": 1})
    assert refused.status_code == 422
    client.post(url, {**ANNA, "ADULT": 1, f"hoi_{diet.pk}": "Một người"})

    assert Answer.objects.get().text == "Một người"
    assert "Một người" in body(client, Booking.objects.get().get_absolute_url())


def test_what_comes_back_is_shown_before_it_is_done(client):
    booking = booked(SlotFactory())

    page = body(client, f"{booking.get_absolute_url()}doi/")
    assert "huỷ không mất tiền" in page
    booking.refresh_from_db()
    assert booking.holds_places

    client.post(f"{booking.get_absolute_url()}huy/")
    booking.refresh_from_db()
    assert booking.status == "CANCELLED"


def test_a_smaller_party_is_shown_with_its_price_and_then_done(client):
    booking = booked(SlotFactory(), people=3)
    url = f"{booking.get_absolute_url()}doi/"

    assert "300.000" in body(client, f"{url}?ADULT=2&CHILD=0")
    client.post(f"{url}nguoi/", {"ADULT": 2, "CHILD": 0})

    booking.refresh_from_db()
    assert (booking.people, booking.total) == (2, 300_000)


@pytest.mark.parametrize("typed", ["-1", "abc", "1000000", "0"])
def test_an_odd_party_changes_nothing(client, typed):
    booking = booked(SlotFactory())

    answer = client.post(
        f"{booking.get_absolute_url()}doi/nguoi/", {"ADULT": typed}, follow=True
    )

    assert answer.status_code == 200
    booking.refresh_from_db()
    assert booking.people == 2


def test_another_day_and_a_calendar_that_follows(client):
    slot = SlotFactory()
    booking = booked(slot)
    other = SlotFactory(
        option=slot.option, starts_at=slot.starts_at + timedelta(days=2)
    )
    url = booking.get_absolute_url()

    client.post(f"{url}doi/ngay/", {"buoi": other.pk})
    moved = Calendar.from_ical(client.get(f"{url}lich.ics").content).walk("VEVENT")[0]
    client.post(f"{url}huy/")
    gone = Calendar.from_ical(client.get(f"{url}lich.ics").content).walk("VEVENT")[0]

    assert moved.decoded("dtstart") == other.starts_at
    assert moved["uid"] == gone["uid"]
    assert 0 < moved["sequence"] < gone["sequence"]
    assert str(gone["status"]) == "CANCELLED"


@pytest.mark.parametrize("asked", ["", "x", "99999999", "9" * 30])
def test_a_day_that_is_none_is_explained(client, asked):
    booking = booked(SlotFactory())

    answer = client.post(
        f"{booking.get_absolute_url()}doi/ngay/", {"buoi": asked}, follow=True
    )

    assert "Hãy chọn một buổi" in answer.content.decode()


def test_everyone_has_a_ticket_of_his_own(client):
    booking = booked(SlotFactory(), people=3)

    page = body(client, f"{booking.get_absolute_url()}tung-nguoi/")
    one = body(client, f"/ve/{booking.items.first().token}/")

    assert page.count("<svg") >= 3
    assert booking.code in one


def test_a_transfer_hold_can_be_made_longer(client):
    booking = booked(SlotFactory(), method=PayMethod.VIETQR)
    Booking.objects.update(expires_at=timezone.now() + timedelta(minutes=5))

    assert "giữ chỗ thêm" in body(client, booking.get_absolute_url())
    client.post(f"{booking.get_absolute_url()}giu-them/")

    booking.refresh_from_db()
    assert booking.expires_at > timezone.now() + timedelta(minutes=40)


def test_a_full_slot_has_a_queue(client):
    slot = SlotFactory(capacity=2)
    booked(slot)
    day = f"{url_of(slot)}?ngay={slot.local_date}"
    assert f"/cho/{slot.pk}/" in body(client, day)

    done = client.post(f"{url_of(slot)}cho/{slot.pk}/", {**ANNA, "ADULT": 2})
    assert "đứng thứ 1" in body(client, done.url)
    client.post(done.url)

    assert WaitlistEntry.objects.get().left_at


def test_a_group_asks_and_what_it_typed_is_kept(client):
    slot = SlotFactory()
    url = f"{url_of(slot)}doan/"

    wrong = client.post(url, {**ANNA, "people": "30", "day": "2020-01-01"})
    assert wrong.status_code == 422
    assert 'value="Anna"' in wrong.content.decode()
    client.post(url, {**ANNA, "people": "30", "day": str(slot.local_date)})

    assert GroupRequest.objects.get().people == 30


def test_three_villages_in_one_go(client):
    morning = SlotFactory()
    noon = SlotFactory(starts_at=morning.starts_at + timedelta(hours=4))
    slugs = [s.option.experience.slug for s in (morning, noon)]
    url = f"/chuyen-di/?chang={slugs[0]}&chang={slugs[1]}&ngay={morning.local_date}"

    assert "Đặt cả hành trình" in body(client, url)
    done = client.post(
        url, {**ANNA, "adults": 2, "children": 0, "buoi": [morning.pk, noon.pk]}
    )

    assert body(client, done.url).count("Mở vé") == 2
    assert Booking.objects.filter(status="CONFIRMED").count() == 2


def test_nothing_is_booked_when_one_stop_is_full(client):
    morning = SlotFactory()
    noon = SlotFactory(starts_at=morning.starts_at + timedelta(hours=4), capacity=1)
    slugs = [s.option.experience.slug for s in (morning, noon)]
    url = f"/chuyen-di/?chang={slugs[0]}&chang={slugs[1]}&ngay={morning.local_date}"

    answer = client.post(url, {**ANNA, "adults": 2, "buoi": [morning.pk, noon.pk]})

    assert answer.status_code == 422
    assert noon.option.experience.name in answer.content.decode()
    assert not Booking.objects.exists()


@pytest.mark.parametrize("query", ["", "chang=khong-co", "chang=x&ngay=2026-99-99"])
def test_a_trip_to_nowhere_is_not_found(client, query):
    assert client.get(f"/chuyen-di/?{query}").status_code == 404


def test_a_foreign_guest_sees_about_how_much_and_pays_in_dong(client):
    slot = SlotFactory()
    ExchangeRate.objects.create(
        currency="USD",
        dong=Decimal("25000"),
        effective_from=timezone.localdate(),
        source="Vietcombank",
    )
    path = f"/en/experiences/{slot.option.experience.slug}/"

    page = body(client, path)
    assert "≈ 6 USD" in page
    assert "pay in Vietnamese dong" in page
    ExchangeRate.objects.update(effective_to=timezone.localdate() - timedelta(days=1))

    assert "USD" not in body(client, path)


def test_a_boat_has_one_price_for_all(client):
    slot = SlotFactory(option__pricing_per=PricingPer.BOOKING)
    GroupPrice.objects.create(option=slot.option, up_to=6, price=900_000)

    assert "900.000" in body(client, url_of(slot))
    client.post(f"{url_of(slot)}dat/{slot.pk}/", {**ANNA, "ADULT": 4})

    assert Booking.objects.get().total == 900_000


def test_what_is_known_of_steps_and_toilets_is_said(client):
    slot = SlotFactory()
    experience = slot.option.experience
    experience.venue = Venue.objects.create(
        host=experience.host, name_vi="Sân", step_free="no"
    )
    experience.fund_percent = 5
    experience.save()

    page = body(client, url_of(slot))

    assert "Lối vào không bậc" in page
    assert "Chưa rõ" in page
    assert "Chưa ai xem tận nơi" in page
    assert "5 % góp quỹ" in page


def test_a_session_says_which_language_its_guide_speaks(client):
    slot = SlotFactory(languages="en", option__experience__languages="vi,en")
    like_all = SlotFactory(
        option=slot.option, starts_at=slot.starts_at + timedelta(days=1)
    )

    its_day = body(client, f"{url_of(slot)}?ngay={slot.local_date}")
    another = body(client, f"{url_of(slot)}?ngay={like_all.local_date}")

    assert "còn 8 chỗ</span> · English" in its_day
    assert "còn 8 chỗ</span> ·" not in another
    assert "English" in body(client, f"{url_of(slot)}dat/{slot.pk}/")


def test_what_guests_ask_is_answered_on_the_page(client):
    slot = SlotFactory()
    Faq.objects.create(
        experience=slot.option.experience,
        question_vi="Có chỗ để xe không?",
        answer_vi="Có, trong sân nhà chị Hoa.",
        question_en="Is there parking?",
        answer_en="Yes, in the yard.",
    )

    page = body(client, url_of(slot))
    english = body(client, f"/en/experiences/{slot.option.experience.slug}/")

    assert "Có chỗ để xe không?" in page
    assert "Có, trong sân nhà chị Hoa." in page
    assert "Is there parking?" in english


def test_a_suspended_house_takes_nobody_new_and_keeps_who_has_booked(client):
    slot = SlotFactory()
    booking = booked(slot)
    host = slot.option.experience.host
    host.suspended_at = timezone.now()
    host.save()

    assert client.get(f"{url_of(slot)}dat/{slot.pk}/").status_code == 404
    assert booking.code in body(client, booking.get_absolute_url())
    client.post(f"{booking.get_absolute_url()}huy/")
    booking.refresh_from_db()
    assert booking.status == "CANCELLED"


def test_somebody_elses_private_slot_cannot_be_booked(client):
    slot = SlotFactory(is_private=True, option__experience__host=ProducerFactory())

    assert client.get(f"{url_of(slot)}dat/{slot.pk}/").status_code == 404


def test_the_ticket_speaks_the_guests_language(
    client, django_capture_on_commit_callbacks
):
    slot = SlotFactory()
    english = f"/en/experiences/{slot.option.experience.slug}/book/{slot.pk}/"

    with django_capture_on_commit_callbacks(execute=True):
        client.post(english, {**ANNA, "ADULT": 1, "email": "a@example.com"})

    assert "Your ticket" in mail.outbox[-1].subject
