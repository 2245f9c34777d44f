"""Money at a glance: today, this week, what waits, why and until when; what was kept and by which law."""

import uuid
from datetime import timedelta

from django.utils import timezone

import pytest
import time_machine

from ledger import journal
from ledger.chart import Code
from ledger.journal import Label, move
from ledger.models import Kind, What
from orders import bookkeeping, fulfil
from orders.models import Settlement
from payments.models import Payment
from payments.settle import confirm_received
from tests.conformance.octo import live
from tests.factories import SlotFactory, member_of, next_morning
from tests.ledger.money import fee, ordered, taxes
from tourism.booking import Guest, hold
from tourism.models import Booking, PayMethod
from workspace import guests, money_now

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rates")]


def sold():
    """Paid by transfer and in the books."""
    part = ordered(Settlement.VIETQR, 100_000).parts.get()
    payment = Payment.objects.get(reference=part.code)
    bookkeeping.book_sales(confirm_received(payment, by=None))
    return part


def page_of(client, part, path=""):
    client.force_login(
        member_of(part.producer), backend="django.contrib.auth.backends.ModelBackend"
    )
    answer = client.get(f"/kenh-ban/tien/{path}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_was_earned_today_and_this_week_is_after_fees(client):
    fee(500)
    part = sold()

    body = page_of(client, part)

    told = body[body.index("Hôm nay được hưởng") : body.index("Đang chờ, chưa về")]
    assert told.count("212.000") == 2


def test_a_transfer_that_has_not_come_says_until_when_it_may(client):
    part = ordered(Settlement.VIETQR, 100_000).parts.get()

    body = page_of(client, part)

    assert "1 đơn khách chưa chuyển khoản" in body
    assert "222.000" in body
    assert "Đơn giữ hàng cho khách đến" in body


def test_cash_on_delivery_waits_for_the_buyer_then_for_the_carrier(client):
    part = ordered(Settlement.COD, 100_000).parts.get()
    before = page_of(client, part)
    for deed in (fulfil.accept, fulfil.pack):
        deed(part, by=None)
    fulfil.hand_over(part, by=None, carrier="Bưu điện")
    fulfil.deliver(part, by=None)
    bookkeeping.book_sales(Payment.objects.get(reference=part.code))

    after = page_of(client, part)

    assert "1 đơn khách trả tiền khi nhận hàng" in before
    assert "khách trả tiền khi nhận hàng" not in after
    assert "Đơn vị giao hàng đã thu của khách, đang giữ" in after


def test_what_the_operator_owes_says_when_it_is_paid_or_what_is_missing(client):
    part = ordered(Settlement.COD, 100_000).parts.get()
    owed = move(Code.BANK, Code.PRODUCER, 50_000, Label(part.producer, What.MONEY))
    journal.post("p", "x", owed, kind=Kind.CORRECTION)
    body = page_of(client, part)
    part.producer.bank_account = ""
    part.producer.save()

    without = page_of(client, part)

    assert "Trả trong đợt chi trả tới, khi đủ 10.000" in body
    assert "Bạn chưa ghi tài khoản nhận tiền" in without
    assert "/kenh-ban/tai-khoan/" in without


# Guests


@pytest.fixture
def slot(maker):
    return SlotFactory(option__experience__host=maker, starts_at=next_morning(3))


def guests_of(slot, way=PayMethod.CASH, people=2):
    """Each party from a telephone of its own."""
    adult = slot.option.units.get(unit_type="ADULT")
    guest = Guest("Anna", f"+849123456{Booking.objects.count():02d}", "", "")
    return hold(slot, {adult: people}, guest, way, uuid=uuid.uuid4())


def waiting(maker):
    return {one.why: (one.amount, one.when) for one in money_now.told(maker).waiting}


def test_who_pays_at_the_gate_is_waited_for_until_the_session(maker, slot):
    later = SlotFactory(option=slot.option, starts_at=next_morning(5))
    due = guests_of(slot).total + guests_of(later).total

    told = waiting(maker)

    first = f"Đoàn đầu tiên: 08:30 {slot.starts_at:%d/%m/%Y}."
    assert told == {"2 đoàn sẽ trả tiền khi đến": (due, f"Thu khi khách đến. {first}")}


def test_a_transfer_for_held_places_says_until_when_they_are_held(maker, slot):
    booking = guests_of(slot, PayMethod.VIETQR)

    ((why, (amount, when)),) = waiting(maker).items()

    assert why == "1 đoàn giữ chỗ, chưa chuyển khoản"
    assert amount == booking.total
    until = timezone.localtime(booking.expires_at)
    assert when.startswith(f"Chỗ giữ cho khách đến {until:%H:%M %d/%m/%Y}")


@pytest.mark.parametrize(
    ("status", "why"),
    [
        ("ON_HOLD", None),
        ("PENDING", None),
        ("CONFIRMED", "1 đoàn sẽ trả tiền khi đến"),
        ("REDEEMED", "1 đoàn đã đến, chưa ghi tiền"),
        ("CANCELLED", None),
        ("EXPIRED", None),
    ],
)
def test_only_who_was_promised_a_place_is_waited_for(maker, slot, status, why):
    guests_of(slot)
    slot.bookings.update(status=status)

    assert [*waiting(maker)] == ([why] if why else [])


def test_who_came_and_has_not_paid_stays_in_sight_until_the_money_is_noted(
    maker_client, maker, slot
):
    booking = guests_of(slot)
    with time_machine.travel(slot.starts_at):
        guests.arrived(booking, maker, None)
    with time_machine.travel(slot.ends_at + timedelta(days=9)):
        before = maker_client.get("/kenh-ban/khach/").content.decode()
        owed = waiting(maker)
        maker_client.post(f"/kenh-ban/khach/{booking.code}/", {"viec": "da-nhan-tien"})
        after = maker_client.get("/kenh-ban/khach/").content.decode()

        assert [*owed] == ["1 đoàn đã đến, chưa ghi tiền"]
        assert booking.code in before
        assert booking.code not in after
        assert waiting(maker) == {}


def test_who_did_not_come_is_not_waited_for(maker, slot):
    guests_of(slot)

    with time_machine.travel(slot.ends_at + timedelta(days=1)):
        assert waiting(maker) == {}


def test_what_resellers_owe_is_waited_for_once(maker, slot):
    agent = live(maker)
    (tour,) = agent.products()
    agent.booked(tour)

    told = waiting(maker)

    assert [*told] == ["1 lượt đại lý chưa chuyển tiền"]
    assert told["1 lượt đại lý chưa chuyển tiền"][0] == Payment.objects.get().amount


def test_another_houses_guests_are_not_his(maker, slot):
    guests_of(SlotFactory(starts_at=next_morning(3)))

    assert waiting(maker) == {}


def test_the_page_says_what_guests_still_have_to_pay(maker_client, slot):
    guests_of(slot)

    body = maker_client.get("/kenh-ban/tien/").content.decode()

    assert '<a href="/kenh-ban/khach/">1 đoàn sẽ trả tiền khi đến</a>' in body


# All of it


def test_nothing_waits_where_all_has_come(client):
    part = sold()

    body = page_of(client, part)

    assert "Tiền chưa về" not in body


def test_each_fee_and_tax_names_its_law(client):
    fee(500)
    taxes(held_by="producer")
    part = sold()
    month = f"{timezone.localdate():%Y-%m}"

    fees = page_of(client, part, f"{month}/khoan/phi-dich-vu/")
    kept = page_of(client, part, f"{month}/khoan/thue/")

    assert "Căn cứ: 5 %, Biểu phí 2026" in fees.replace("\xa0", " ")
    assert "Nghị định 117/2025/NĐ-CP" in kept
    assert kept.count("Căn cứ:") == 2


def test_many_lines_ask_the_database_no_more_than_few(
    client, django_assert_max_num_queries
):
    fee(500)
    part = sold()
    month = f"{timezone.localdate():%Y-%m}"
    page_of(client, part)

    with django_assert_max_num_queries(18):
        client.get(f"/kenh-ban/tien/{month}/khoan/phi-dich-vu/")
    with django_assert_max_num_queries(40):
        client.get("/kenh-ban/tien/")
