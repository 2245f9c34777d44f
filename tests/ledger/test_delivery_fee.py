"""The delivery fee is booked to whoever pays the carrier, whoever holds the buyer's money."""

import pytest

from ledger import payouts, periods, statements, taxes
from ledger.chart import Code
from ledger.models import Posting
from ledger.remitting import book_remittance
from orders import bookkeeping
from orders.checking import faults
from orders.models import Consolidator, FeeReceiver, ProducerOrder, Settlement
from orders.remitting import parcel_of
from payments import refunds
from payments.models import Holder, Payment, RefundMethod
from payments.refunds import Item
from payments.settle import confirm_received
from tests.factories import ProducerFactory, UserFactory
from tests.ledger.money import balances, fee, ordered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rates")]
WAYS = [Settlement.VIETQR, Settlement.COD, Settlement.CASH]


def gathered(way: Settlement, price: int = 100_000) -> ProducerOrder:
    """A part that a gathering place sends: 22.000 đồng of delivery are the place's, not the maker's."""
    fee(500)
    part = ordered(way, price).parts.get()
    place = Consolidator.objects.create(producer=ProducerFactory())
    part.consolidated_by, part.fee_receiver = place, FeeReceiver.COOP
    part.save()
    return part


def settled(part: ProducerOrder, held_by: Holder | None = None) -> Payment:
    payment = Payment.objects.get(reference=part.code)
    payment = confirm_received(payment, by=None, held_by=held_by)
    bookkeeping.book_sales(payment)
    return payment


def owed(producer: object) -> int:
    return statements.balance(producer)  # type: ignore[arg-type]


@pytest.mark.parametrize("held_by", list(Holder))
def test_the_place_that_sends_the_parcel_is_owed_its_fee(held_by):
    part = gathered(Settlement.VIETQR)

    settled(part, held_by)

    place = part.consolidated_by.producer
    own = -32_000 if held_by == Holder.PRODUCER else 190_000
    assert (owed(place), owed(part.producer)) == (22_000, own)
    assert Posting.objects.total() == 0
    assert list(faults()) == []


def test_a_statement_shows_the_fee_where_it_was_earned():
    part = gathered(Settlement.VIETQR)

    settled(part)

    month = periods.this_month()
    place = statements.statement(part.consolidated_by.producer, month)
    maker = statements.statement(part.producer, month)
    assert place.earned_total == place.closing == 22_000
    assert (maker.earned_total, maker.received_total) == (190_000, 222_000)
    assert maker.closing == -32_000


@pytest.mark.parametrize("held_by", [Holder.PRODUCER, Holder.GATEWAY])
def test_a_refunded_fee_is_taken_from_whom_it_went_to(held_by):
    part = gathered(Settlement.VIETQR)
    payment = settled(part, held_by)

    everything = [
        Item("line", part.lines.get().code, 2, 200_000),
        Item("delivery", part.code, None, 22_000),
    ]
    asked = refunds.request(
        payment,
        items=everything,
        method=RefundMethod.BANK,
        reason="Vỡ",
        by=UserFactory(),
    )
    refunds.approve(asked, by=UserFactory())
    bookkeeping.book_refund(refunds.confirm_sent(asked, by=None))

    assert owed(part.consolidated_by.producer) == owed(part.producer) == 0
    assert Code.COMMISSION not in balances()
    assert list(faults()) == []


def test_cash_of_the_carrier_is_nobodys_to_pay_out_before_it_comes():
    part = gathered(Settlement.COD)
    place = part.consolidated_by.producer

    settled(part, Holder.CARRIER)

    assert payouts.ours(place) == 0
    assert payouts.ours(part.producer) == -10_000
    book_remittance("GHN-1", parcel_of(part, 222_000, 25_000), 197_000)
    assert Posting.objects.on(Code.COD_IN_TRANSIT).total() == 0
    # The place earned 22.000 and bears the carrier's 25.000; the maker got 3.000 too little.
    assert (owed(place), owed(part.producer)) == (-3_000, -7_000)


def test_a_carrier_that_keeps_its_fee_from_the_cash_is_paid_by_the_sender():
    part = ordered(Settlement.COD, 100_000).parts.get()

    settled(part)

    assert (owed(part.producer), payouts.ours(part.producer)) == (222_000, 0)
    book_remittance("GHN-1", parcel_of(part, 222_000, 22_000), 200_000)
    assert balances() == {}


def test_in_mode_d_the_fee_is_the_cooperatives_own_income():
    part = ordered(Settlement.VIETQR, 100_000).parts.get()
    part.seller_of_record = ProducerFactory()
    part.fee_receiver = FeeReceiver.COOP
    part.save()

    settled(part, Holder.PLATFORM)

    assert balances() == {
        Code.BANK: 222_000,
        Code.PRODUCER: -200_000,
        Code.DELIVERY_INCOME: -22_000,
    }


def test_what_was_paid_for_wrapping_stays_with_who_wraps():
    part = gathered(Settlement.VIETQR)
    part.wrap_fee = 10_000
    part.save()

    payment = settled(part, Holder.GATEWAY)

    assert owed(part.consolidated_by.producer) == 12_000
    assert owed(part.producer) == 200_000
    item = Item("delivery", part.code, None, 22_000)
    asked = refunds.request(
        payment, items=[item], method="bank", reason="Vỡ", by=UserFactory()
    )
    refunds.approve(asked, by=UserFactory())
    bookkeeping.book_refund(refunds.confirm_sent(asked, by=None))
    assert owed(part.consolidated_by.producer) == 0
    assert owed(part.producer) == 190_000


def test_the_year_of_a_place_counts_no_fee_as_its_goods():
    part = gathered(Settlement.VIETQR)

    settled(part)

    year = periods.Period(periods.this_month().year)
    assert taxes.running(part.consolidated_by.producer, year).sold_here == 0
