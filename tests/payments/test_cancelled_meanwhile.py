"""Money seen for what was cancelled while it was looked for: kept for a person, never a paid sale."""

from datetime import timedelta

from django.utils import timezone

import pytest

from ledger.chart import Code
from ledger.models import Entry
from orders.cancelling import cancel_by_buyer, decline
from orders.checking import faults
from orders.models import ProducerOrder, State
from orders.stock import expire_all
from payments import refunds, unmatched
from payments.models import BankState, BankTransaction, Payment, Refund, Status
from payments.settle import confirm_received
from tests.factories import ProducerFactory, UserFactory, VariantFactory, member_of
from tests.ledger.money import balances
from tests.ledger.test_office import officer
from tests.orders.placing import order_of, placed
from tests.payments.money import came

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("rates"),
]


def looked_for(reference: str) -> Payment:
    """The buyer says he paid, nobody has seen it, the time is over: a person looks."""
    payment = Payment.objects.get(reference=reference)
    Payment.objects.filter(pk=payment.pk).update(
        claimed_at=timezone.now(), expires_at=timezone.now() - timedelta(minutes=1)
    )
    expire_all()
    payment.refresh_from_db()
    assert payment.status == Status.REVIEW
    return payment


def cancelled() -> tuple[ProducerOrder, Payment]:
    part = placed(settlement="vietqr")
    payment = looked_for(part.payment_reference)
    cancel_by_buyer(part, reason="Đặt nhầm")
    return part, payment


def check_nothing_is_sold(part: ProducerOrder, payment: Payment) -> None:
    payment.refresh_from_db()
    assert (payment.status, payment.paid_at) == (Status.REVIEW, None)
    assert "huỷ" in payment.review_reason
    assert ProducerOrder.objects.get(pk=part.pk).state == State.CANCELLED
    assert not Entry.objects.exists()
    assert list(faults()) == []


def test_a_tap_on_a_cancelled_order_sells_nothing():
    part, payment = cancelled()

    confirm_received(payment, by=UserFactory())

    check_nothing_is_sold(part, payment)


def test_a_second_tap_sells_nothing_either():
    part = placed(settlement="vietqr")
    payment = Payment.objects.get(reference=part.payment_reference)
    decline(part, by=None, reason="Hết nguyên liệu")

    confirm_received(payment, by=UserFactory())
    confirm_received(payment, by=UserFactory())

    check_nothing_is_sold(part, payment)


def test_a_bank_line_for_a_cancelled_order_waits_with_the_unmatched_money():
    part, payment = cancelled()

    transfer = came(payment.amount, payment.code)

    check_nothing_is_sold(part, payment)
    assert transfer.state == BankState.LATE
    assert transfer in BankTransaction.objects.waiting()


def test_the_maker_reads_what_becomes_of_it(client):
    part, payment = cancelled()
    client.force_login(
        member_of(part.producer),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    url = f"/kenh-ban/don/{part.code}/"

    page = client.post(f"{url}da-nhan-tien/", follow=True).content.decode()

    check_nothing_is_sold(part, payment)
    assert "Đơn này đã huỷ hoặc hết hạn" in page
    assert "tiền đã vào tài khoản" not in page


def test_it_goes_back_with_four_eyes_and_the_books_are_even():
    part, payment = cancelled()
    confirm_received(payment, by=UserFactory())

    officer("mot").post(
        f"/admin/payment/lam/{payment.pk}/tra-lai/", {"note": "Khách đã huỷ"}
    )

    refund = Refund.objects.get()
    payment.refresh_from_db()
    assert payment.status == Status.RETURNING
    assert balances() == {
        Code.HELD_BY_PRODUCER: payment.amount,
        Code.BUYER_CREDIT: -payment.amount,
    }
    refunds.approve(refund, by=UserFactory())
    refunds.confirm_sent(refund, by=UserFactory())
    assert balances() == {}
    assert ProducerOrder.objects.get(pk=part.pk).state == State.CANCELLED
    assert list(faults()) == []


def test_a_bank_line_has_its_own_way_back():
    _part, payment = cancelled()
    transfer = came(payment.amount, payment.code)

    page = officer("mot").get(f"/admin/payment/inspect/{payment.pk}/").content.decode()
    assert "Tiền đã đến, trả lại khách" not in page

    unmatched.ask_return(transfer, by=UserFactory(), note="Khách đã huỷ")
    unmatched.confirm_returned(transfer, by=UserFactory())
    assert not BankTransaction.objects.waiting().exists()


def test_money_told_again_once_it_goes_back_changes_nothing():
    _part, payment = cancelled()
    officer("mot").post(f"/admin/payment/lam/{payment.pk}/tra-lai/", {"note": "Huỷ"})

    confirm_received(payment, by=UserFactory())
    transfer = came(payment.amount, payment.code)

    payment.refresh_from_db()
    assert payment.status == Status.RETURNING
    assert transfer in BankTransaction.objects.waiting()


def test_of_two_makers_paid_together_the_cancelled_one_is_given_back(cooperative_pair):
    mine, other = cooperative_pair
    payment = looked_for(mine.payment_reference)
    decline(other, by=None, reason="Hết nguyên liệu")

    confirm_received(payment, by=UserFactory())

    payment.refresh_from_db()
    refund = Refund.objects.get()
    assert payment.is_paid
    assert refund.amount == other.total
    refunds.approve(refund, by=UserFactory())
    refunds.confirm_sent(refund, by=UserFactory())
    assert balances()[Code.BANK] == mine.total
    assert list(faults()) == []


@pytest.fixture
def cooperative_pair() -> tuple[ProducerOrder, ProducerOrder]:
    coop = ProducerFactory(kind="cooperative")
    packs = [
        VariantFactory(
            price=100_000,
            stock=5,
            product__producer=ProducerFactory(sells_through=coop),
        )
        for _each in range(2)
    ]
    order = order_of(*((pack, 1) for pack in packs), settlement="coop")
    mine, other = order.parts.order_by("pk")
    return mine, other


def test_what_still_stands_is_paid_as_before():
    part = placed(settlement="vietqr")
    payment = looked_for(part.payment_reference)

    confirm_received(payment, by=UserFactory())

    payment.refresh_from_db()
    assert payment.is_paid
    assert balances()
