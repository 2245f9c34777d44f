"""A tour is a service of its host: other taxes, the same books."""

import uuid

import pytest

from ledger.chart import Code
from ledger.models import Posting
from payments import refunds
from payments.models import Payment, Refund, Status
from payments.refunds import Item
from tests.factories import SlotFactory, UserFactory
from tests.ledger.money import balances, fee, taxes
from tourism import bookkeeping
from tourism.booking import Guest, hold
from tourism.models import Booking, PayMethod

pytestmark = pytest.mark.django_db


def booked(method: PayMethod) -> tuple[Booking, Payment]:
    slot = SlotFactory()
    adults = slot.option.units.get(unit_type="ADULT")
    guest = Guest("Lan", "+84912345678", "lan@example.vn", "")
    booking = hold(slot, {adults: 2}, guest, method, uuid=uuid.uuid4())
    payment = Payment.objects.get(reference=booking.code)
    Payment.objects.filter(pk=payment.pk).update(
        status=Status.PAID, paid_at=payment.created_at
    )
    payment.refresh_from_db()
    bookkeeping.book_sale(payment)
    return booking, payment


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

    for amount in (100_000, 200_000):
        asked = refunds.request(
            payment,
            items=[Item("line", booking.code, None, amount)],
            method="bank",
            reason="Mưa",
            by=UserFactory(),
        )
        refunds.approve(asked, by=UserFactory())
        refunds.confirm_sent(asked, by=UserFactory())
        bookkeeping.book_refund(Refund.objects.get(pk=asked.pk))

    assert balances() == {Code.GATEWAY: 300_000, Code.BANK: -300_000}


def test_money_of_an_order_is_none_of_the_tours_business():
    payment = Payment(code="LNX", reference="LN-1", amount=1, held_by="producer")

    bookkeeping.book_sale(payment)

    assert not Posting.objects.exists()
