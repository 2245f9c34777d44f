"""What a voucher of the platform paid for wholly: the platform owes the maker, until it comes back."""

import pytest

from ledger import statements
from ledger.chart import Code
from ledger.models import Entry
from orders import bookkeeping, cancelling, fulfil, returning
from orders.checking import faults
from orders.models import OrderLine, ProducerOrder, Settlement
from payments.models import Payment
from payments.settle import confirm_received
from tests.factories import UserFactory, return_terms
from tests.ledger.money import balances, fee, ordered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rates")]


def free(way: Settlement = Settlement.VIETQR) -> ProducerOrder:
    """Two packs of 100.000 and 22.000 of delivery, all of it at the platform's cost."""
    fee(500)
    part = ordered(way, 100_000).parts.get()
    Payment.objects.all().delete()
    OrderLine.objects.update(discount=200_000, discount_borne_by_platform=200_000)
    ProducerOrder.objects.update(
        goods_total=0,
        discount=200_000,
        shipping_fee=0,
        shipping_discount=22_000,
        shipping_discount_borne_by_platform=22_000,
    )
    part.refresh_from_db()
    return part


def delivered(part: ProducerOrder) -> ProducerOrder:
    fulfil.accept(part, by=None)
    fulfil.pack(part, by=None)
    fulfil.hand_over(part, by=None)
    fulfil.deliver(part, by=None)
    part.refresh_from_db()
    return part


def test_a_free_order_is_owed_to_the_maker_once_it_arrived():
    part = delivered(free())

    bookkeeping.book_free(part)

    assert Entry.objects.get().key == f"sale:{part.code}:voucher"
    assert balances() == {
        Code.PROMOTION: 222_000,
        Code.PRODUCER: -222_000,
        Code.RECEIVABLE: 10_000,
        Code.COMMISSION: -10_000,
    }
    assert statements.balance(part.producer) == 212_000
    assert list(faults()) == []


def test_what_did_not_arrive_is_in_no_book():
    part = free()
    fulfil.accept(part, by=None)

    cancelling.cancel(part, by=UserFactory(), reason="Hết hàng")

    assert not Entry.objects.exists()


def test_a_free_pack_given_back_is_no_longer_owed():
    return_terms()
    part = delivered(free())
    line = part.lines.get()

    for _each in range(2):
        back = returning.ask(part, {line.pk: 1}, reason="broken")
        returning.accept(back, by=None)
        returning.goods_back(back, by=None, restock=False)

    # The delivery was made and stays owed.
    assert balances() == {Code.PROMOTION: 22_000, Code.PRODUCER: -22_000}
    assert list(faults()) == []


def test_a_free_line_of_a_paid_order_is_booked_with_its_payment():
    fee(500)
    part = ordered(Settlement.VIETQR, 100_000).parts.get()
    OrderLine.objects.update(discount=200_000, discount_borne_by_platform=200_000)
    ProducerOrder.objects.update(goods_total=0, discount=200_000)
    Payment.objects.update(amount=22_000)

    payment = confirm_received(Payment.objects.get(reference=part.code), by=None)
    for _twice in range(2):
        bookkeeping.book_sales(payment)

    assert balances() == {
        Code.HELD_BY_PRODUCER: 22_000,
        Code.PRODUCER_SALES: -22_000,
        Code.PROMOTION: 200_000,
        Code.PRODUCER: -200_000,
        Code.RECEIVABLE: 10_000,
        Code.COMMISSION: -10_000,
    }
    cancelling.cancel(part, by=UserFactory(), reason="Hết hàng")
    assert Code.PROMOTION not in balances()
    assert Code.COMMISSION not in balances()
