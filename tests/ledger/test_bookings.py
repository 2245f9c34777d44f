"""A tour is a service of its host: other taxes, the same books."""

import uuid

from django.test import Client

import pytest

from ledger import periods, statements
from ledger.chart import Code
from ledger.models import Posting, What
from orders.checking import faults
from payments import refunds
from payments.collect import Due, open_payment
from payments.models import Method, Payment, Refund, Status
from payments.refunds import Item
from tests.factories import SlotFactory, UserFactory, member_of
from tests.ledger.money import balances, fee, taxes
from tourism import bookkeeping
from tourism.booking import Guest, hold
from tourism.models import Availability, Booking, Experience, PayMethod

pytestmark = pytest.mark.django_db


def booked(method: PayMethod, fund_percent: int = 0) -> tuple[Booking, Payment]:
    slot = SlotFactory()
    Experience.objects.update(fund_percent=fund_percent)
    slot = Availability.objects.get(pk=slot.pk)
    adults = slot.option.units.get(unit_type="ADULT")
    guest = Guest("Lan", "+84912345678", "lan@example.vn", "")
    booking = hold(slot, {adults: 2}, guest, method, uuid=uuid.uuid4())
    return booking, come(Payment.objects.get(reference=booking.code))


def come(payment: Payment) -> Payment:
    Payment.objects.filter(pk=payment.pk).update(
        status=Status.PAID, paid_at=payment.created_at
    )
    payment.refresh_from_db()
    bookkeeping.book_sale(payment)
    return payment


def given_back(payment: Payment, *amounts: int) -> None:
    for amount in amounts:
        asked = refunds.request(
            payment,
            items=[Item("line", payment.reference, None, amount)],
            method="bank",
            reason="Mưa",
            by=UserFactory(),
        )
        refunds.approve(asked, by=UserFactory())
        refunds.confirm_sent(asked, by=UserFactory())
        bookkeeping.book_refund(Refund.objects.get(pk=asked.pk))


def test_a_tour_paid_by_card_is_owed_to_its_host_less_fee_and_service_tax():
    fee(500)
    taxes()

    booking, payment = booked(PayMethod.CARD)

    assert balances() == {
        Code.GATEWAY: 300_000,
        Code.PRODUCER: -(300_000 - 15_000 - 21_000),
        Code.COMMISSION: -15_000,
        Code.TAX_WITHHELD: -21_000,
    }
    categories = Posting.objects.filter(reference=booking.code).values_list("category")
    assert set(categories) == {("service",)}


def test_a_tour_given_back_takes_fee_and_tax_along():
    fee(333)
    taxes()
    booking, payment = booked(PayMethod.CARD)

    given_back(payment, 100_000, 200_000)

    assert balances() == {Code.GATEWAY: 300_000, Code.BANK: -300_000}


@pytest.mark.parametrize(
    ("method", "side"),
    [(PayMethod.CARD, Code.PRODUCER), (PayMethod.VIETQR, Code.RECEIVABLE)],
)
def test_the_villages_share_is_owed_to_its_fund(method, side):
    booking, _payment = booked(method, fund_percent=5)

    assert booking.fund_share == 15_000
    assert balances()[Code.VILLAGE_FUND] == -15_000
    his = Posting.objects.on(side).filter(what=What.FUND)
    assert his.of(booking.slot.option.experience.host).total() == 15_000
    assert list(faults()) == []


def test_a_refund_takes_back_the_villages_share_in_proportion():
    _booking, payment = booked(PayMethod.CARD, fund_percent=5)

    given_back(payment, 100_000)
    assert balances()[Code.VILLAGE_FUND] == -10_000

    given_back(payment, 200_000)
    assert balances() == {Code.GATEWAY: 300_000, Code.BANK: -300_000}
    assert list(faults()) == []


def test_who_joined_later_pays_his_share_too_and_nothing_is_left_over():
    """133.333 đồng a head would leave a remainder twice: the share is told once, for the whole."""
    booking, _payment = booked(PayMethod.VIETQR, fund_percent=7)
    Booking.objects.filter(pk=booking.pk).update(total=433_333, fund_share=30_333)

    host = booking.slot.option.experience.host
    come(open_payment(Due(booking.code, 133_333), Method.CASH, payee=host))

    assert balances() == {
        Code.HELD_BY_PRODUCER: 433_333,
        Code.PRODUCER_SALES: -433_333,
        Code.RECEIVABLE: 30_333,
        Code.VILLAGE_FUND: -30_333,
    }
    assert list(faults()) == []


def test_the_hosts_statement_shows_the_share_and_opens_it():
    booking, _payment = booked(PayMethod.VIETQR, fund_percent=5)
    host = booking.slot.option.experience.host
    client = Client()
    client.force_login(
        member_of(host), backend="django.contrib.auth.backends.ModelBackend"
    )

    page = client.get("/kenh-ban/tien/").content.decode()
    month = periods.this_month()
    lines = client.get(f"/kenh-ban/tien/{month}/khoan/quy-lang/").content.decode()

    assert "Góp quỹ làng" in page
    assert booking.code in lines
    assert "15.000" in lines
    told = statements.statement(host, month)
    assert (told.earned_total, told.received_total) == (285_000, 300_000)
    assert told.closing == -15_000


def test_check_books_names_a_share_that_is_not_what_the_guest_was_told():
    booking, _payment = booked(PayMethod.VIETQR, fund_percent=5)

    Booking.objects.update(fund_share=20_000)

    assert list(faults()) == [
        f"visit {booking.code}: 20000 for the village, 15000 booked"
    ]


def test_money_of_an_order_is_none_of_the_tours_business():
    payment = Payment(code="LNX", reference="LN-1", amount=1, held_by="producer")

    bookkeeping.book_sale(payment)

    assert not Posting.objects.exists()
