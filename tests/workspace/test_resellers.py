"""A reseller sold a visit and pays the host on invoice (decision 0090)."""

from datetime import timedelta

import pytest
import time_machine

from ledger.models import Entry
from payments.models import Payment
from tests.conformance.octo import live
from tests.factories import ProducerFactory, SlotFactory, next_morning
from tourism import checkin
from tourism.models import Booking

pytestmark = pytest.mark.django_db


@pytest.fixture
def slot(maker):
    return SlotFactory(
        option__experience__host=maker,
        option__experience__village=maker.village,
        starts_at=next_morning(3),
    )


@pytest.fixture
def agent(slot, maker):
    return live(maker)


@pytest.fixture
def sold(agent) -> Booking:
    (tour,) = agent.products()
    return Booking.objects.get(uuid=agent.booked(tour)["uuid"])


def body(client, url):
    return client.get(url).content.decode()


def test_the_host_taps_that_the_money_came_where_he_sees_the_booking(
    maker_client, sold, django_capture_on_commit_callbacks
):
    page = body(maker_client, "/kenh-ban/khach/")
    assert "Hạ Long Travel (đại lý chưa trả)" in page
    assert 'value="da-nhan-tien"' in page

    with django_capture_on_commit_callbacks(execute=True):
        maker_client.post(f"/kenh-ban/khach/{sold.code}/", {"viec": "da-nhan-tien"})

    assert Payment.objects.get().is_paid
    postings = Entry.objects.get().postings.all()
    assert sum(p.amount for p in postings) == 0
    assert 270_000 in {p.amount for p in postings}
    page = body(maker_client, "/kenh-ban/khach/")
    assert "Hạ Long Travel (đại lý đã trả)" in page
    assert 'value="da-nhan-tien"' not in page


def test_what_is_owed_stays_in_sight_after_the_visit(
    maker_client, sold, django_capture_on_commit_callbacks
):
    payment = Payment.objects.get()
    with time_machine.travel(sold.slot.ends_at + timedelta(days=5)):
        coming = body(maker_client, "/kenh-ban/khach/")
        assert "Tiền đại lý" in coming
        assert sold.code not in coming
        assert "Đại lý chưa chuyển tiền" in body(maker_client, "/kenh-ban/")
        page = body(maker_client, "/kenh-ban/dai-ly/")
        assert payment.code in page
        assert "270.000" in page

        url = f"/kenh-ban/dai-ly/{sold.code}/da-nhan-tien/"
        with django_capture_on_commit_callbacks(execute=True):
            first = maker_client.post(url, follow=True).content.decode()
            again = maker_client.post(url, follow=True).content.decode()

    assert "tiền đã vào tài khoản" in first
    assert "không còn khoản nào đang chờ" in again
    assert Entry.objects.count() == 1


def test_another_house_neither_sees_nor_confirms_it(maker_client, sold, slot):
    slot.option.experience.host = ProducerFactory()
    slot.option.experience.save()

    assert sold.code not in body(maker_client, "/kenh-ban/dai-ly/")
    answer = maker_client.post(f"/kenh-ban/dai-ly/{sold.code}/da-nhan-tien/")

    assert answer.status_code == 404
    assert not Payment.objects.get().is_paid


def test_a_resellers_guest_owes_nothing_at_the_gate(maker_client, maker, sold):
    """He paid the reseller; the transfer that is open is the reseller's."""
    assert Payment.objects.get().is_open

    guests = checkin.guests_of_day(maker, sold.slot.local_date)

    assert guests == [sold]
    assert checkin.to_collect(guests) == {}
    names = body(maker_client, f"/kenh-ban/lich-don/{sold.slot.local_date}/danh-sach/")
    assert sold.code in names
    assert "thu tại chỗ" not in names


def test_a_place_the_reseller_only_holds_asks_for_no_money(maker_client, agent):
    (tour,) = agent.products()
    held = agent.reserve(tour)

    page = body(maker_client, "/kenh-ban/khach/")

    assert Booking.objects.get(uuid=held["uuid"]).code in page
    assert 'value="da-nhan-tien"' not in page
