"""Refunds reverse the frozen split, to the đồng, whoever holds the money."""

import pytest

from ledger.chart import Code
from ledger.gateway import Settled, book_gateway_fee
from ledger.models import Entry, FeeRate, Posting
from orders import bookkeeping
from orders.models import ProducerOrder, Settlement
from payments import refunds
from payments.gateways.stripe import RefundAnswer
from payments.models import Payment, Refund, Status
from payments.refunds import Item
from tests.factories import UserFactory
from tests.ledger.money import balances, fee, ordered, taxes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rates")]


def sold(way: Settlement, price: int = 99_999) -> ProducerOrder:
    part = ordered(way, price, quantity=1).parts.get()
    payment = payment_of(part)
    Payment.objects.filter(pk=payment.pk).update(
        status=Status.PAID, paid_at=payment.created_at
    )
    bookkeeping.book_sales(payment_of(part))
    return part


def payment_of(part: ProducerOrder) -> Payment:
    return Payment.objects.get(reference=part.payment_reference)


def refund(part: ProducerOrder, *items: Item, method: str = "bank") -> Refund:
    asked = refunds.request(
        payment_of(part), items=items, method=method, reason="Vỡ", by=UserFactory()
    )
    refunds.approve(asked, by=UserFactory())
    if method == "card":
        said = RefundAnswer(asked.code, "succeeded", asked.amount, "VND", "pi", "")
        refunds.record(asked, said)
    else:
        refunds.confirm_sent(asked, by=UserFactory())
    asked.refresh_from_db()
    bookkeeping.book_refund(asked)
    return asked


def of_line(part: ProducerOrder, amount: int) -> Item:
    return Item("line", part.lines.get().code, 1, amount)


@pytest.mark.parametrize("way", [Settlement.VIETQR, Settlement.COD, Settlement.CARD])
def test_all_refunds_together_leave_nothing_but_the_delivery(way):
    fee(333)
    taxes(held_by=bookkeeping.holder(way))
    part = sold(way)

    for amount in (33_333, 33_333, 33_333):
        refund(part, of_line(part, amount))

    left = balances()
    assert Code.COMMISSION not in left
    assert Code.TAX_WITHHELD not in left
    assert Posting.objects.total() == 0
    owed = left.get(Code.PRODUCER, 0) + left.get(Code.PRODUCER_SALES, 0)
    sent_back_by_the_maker = 99_999 if way == Settlement.COD else 0
    assert owed == -22_000 - sent_back_by_the_maker


def test_a_refund_takes_back_the_frozen_fee_though_the_list_has_changed():
    fee(500)
    part = sold(Settlement.CARD, 100_000)
    FeeRate.objects.update(basis_points=900)

    refund(part, of_line(part, 50_000), method="card")

    assert balances()[Code.COMMISSION] == -2_500
    assert balances()[Code.GATEWAY] == 122_000 - 50_000
    assert balances()[Code.PRODUCER] == -(122_000 - 50_000 - 2_500)


def test_the_delivery_fee_is_given_back_without_touching_the_service_fee():
    fee(500)
    part = sold(Settlement.VIETQR, 100_000)

    refund(part, Item("delivery", part.code, None, 22_000))

    assert balances()[Code.PRODUCER_SALES] == -100_000
    assert balances()[Code.COMMISSION] == -5_000


@pytest.mark.parametrize(
    ("way", "bearer"),
    [(Settlement.CARD, Code.REFUND_LOSS), (Settlement.VIETQR, Code.PRODUCER_SALES)],
)
def test_a_gesture_is_borne_by_whoever_pays_it(way, bearer):
    part = sold(way, 100_000)
    before = balances().get(bearer, 0)

    refund(part, Item("goodwill", part.code, None, 5_000))

    assert balances()[bearer] == before + 5_000


def test_a_card_sale_refunded_by_transfer_is_paid_from_the_bank():
    part = sold(Settlement.CARD, 100_000)

    refund(part, of_line(part, 100_000), method="bank")

    assert balances()[Code.BANK] == -100_000
    assert balances()[Code.GATEWAY] == 122_000


def test_a_refund_told_twice_is_booked_once():
    part = sold(Settlement.CARD, 100_000)
    told = refund(part, of_line(part, 40_000), method="card")

    bookkeeping.book_refund(told)

    assert balances()[Code.GATEWAY] == 82_000


def test_a_refund_the_bank_sent_back_is_taken_out_of_the_books_again():
    fee(333)
    part = sold(Settlement.CARD, 99_999)
    before = balances()
    failed = refund(part, of_line(part, 33_333), method="card")

    refunds.fail(failed, reason="Tài khoản đã đóng")
    bookkeeping.unbook_refund(failed)
    bookkeeping.unbook_refund(failed)

    assert balances() == before
    refund(part, of_line(part, 99_999), method="card")
    assert Code.COMMISSION not in balances()


def test_a_refund_of_something_unknown_waits_to_be_explained():
    part = sold(Settlement.CARD, 100_000)

    refund(part, Item("line", "LN-KHAC-9", 1, 10_000), method="card")

    assert balances()[Code.UNCLEAR] == 10_000


def test_goods_replaced_move_no_money():
    part = sold(Settlement.CARD, 100_000)
    before = Entry.objects.count()

    refund(part, of_line(part, 100_000), method="replacement")

    assert Entry.objects.count() == before


def test_a_settlement_in_singapore_dollars_is_booked_over_the_exchange_account():
    part = sold(Settlement.CARD, 1_000_000)
    payment = payment_of(part)

    for _twice in range(2):
        book_gateway_fee(payment, Settled(gross=5_320, fee=231, currency="SGD"))

    gateway = Posting.objects.on(Code.GATEWAY)
    assert gateway.total("VND") == 0
    assert gateway.total("SGD") == 5_320 - 231
    assert Posting.objects.on(Code.FX).total("VND") == payment.amount
    assert Posting.objects.on(Code.PSP_FEE).total("SGD") == 231
    assert Posting.objects.total("SGD") == 0
