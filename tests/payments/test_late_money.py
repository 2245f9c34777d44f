"""Money in review: card money that bought nothing goes back with four eyes, a little too little is taken."""

import pytest

from core.audit import AuditEvent
from ledger.chart import Code
from orders.cancelling import cancel, cancel_by_buyer
from orders.checking import faults
from orders.models import ProducerOrder, Settlement, State
from payments import refunds, returning_late, unmatched
from payments.gateways.answers import RefundAnswer
from payments.models import BankState, Payment, Refund, RefundState, Status
from payments.refunds import CannotRefund
from payments.settle import _receive_late
from payments.unmatched import CannotDecide
from tests.factories import UserFactory
from tests.ledger.money import balances, fee, ordered
from tests.ledger.test_office import officer
from tests.payments.money import ACCOUNT, came

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("rates"),
]


def late_card(price: int = 100_000) -> tuple[ProducerOrder, Payment]:
    """Paid by card after the buyer had cancelled."""
    fee(500)
    part = ordered(Settlement.CARD, price).parts.get()
    payment = Payment.objects.get(reference=part.order.number)
    cancel_by_buyer(part, reason="Đặt nhầm")
    payment.refresh_from_db()
    payment.intent_id = "pi_1"
    _receive_late(payment)
    return part, payment


def gone_back(refund: Refund) -> None:
    said = RefundAnswer(refund.code, "succeeded", refund.amount, "VND", "pi_1", "")
    refunds.record(refund, said)


def test_late_card_money_goes_back_with_four_eyes_and_the_books_are_even():
    part, payment = late_card()
    boss, other = officer("mot"), UserFactory()

    boss.post(f"/admin/payment/lam/{payment.pk}/hoan-the/", {"note": "Khách đã huỷ"})

    refund = Refund.objects.get()
    payment.refresh_from_db()
    assert (payment.status, payment.paid_at) == (Status.RETURNING, None)
    assert balances() == {Code.GATEWAY: 222_000, Code.BUYER_CREDIT: -222_000}
    with pytest.raises(refunds.SamePerson):
        refunds.approve(refund, by=refund.requested_by)
    refunds.approve(refund, by=other)
    gone_back(refund)
    assert balances() == {}
    assert ProducerOrder.objects.get(pk=part.pk).state == State.CANCELLED
    assert list(faults()) == []


def test_a_refund_the_bank_sends_back_leaves_the_money_the_buyers():
    _part, payment = late_card()
    refund = returning_late.ask_back(payment, by=UserFactory(), note="Đã huỷ")
    refunds.approve(refund, by=UserFactory())
    gone_back(refund)

    refunds.fail(refund, reason="Thẻ đã khoá")

    assert balances() == {Code.GATEWAY: 222_000, Code.BUYER_CREDIT: -222_000}
    payment.refresh_from_db()
    again = returning_late.ask_back(payment, by=UserFactory(), note="Lần nữa")
    assert again.state == RefundState.REQUESTED


def test_it_is_asked_back_once():
    _part, payment = late_card()
    returning_late.ask_back(payment, by=UserFactory(), note="Đã huỷ")

    with pytest.raises(CannotRefund):
        returning_late.ask_back(payment, by=UserFactory(), note="Đã huỷ")


def test_news_of_the_session_afterwards_change_nothing():
    _part, payment = late_card()
    returning_late.ask_back(payment, by=UserFactory(), note="Đã huỷ")
    payment.refresh_from_db()

    assert payment.is_returning
    assert not payment.is_paid
    assert not Payment.objects.open().filter(pk=payment.pk).exists()


def test_goods_that_can_be_had_again_are_taken_by_a_tap(monkeypatch):
    part, payment = late_card()
    with pytest.raises(CannotRefund, match="không còn nữa"):
        returning_late.try_again(payment, by=UserFactory())

    monkeypatch.setattr("payments.settle._reopened", lambda _payment, _unknown: True)
    returning_late.try_again(payment, by=UserFactory())

    payment.refresh_from_db()
    assert payment.status == Status.PAID


def test_card_money_that_is_there_is_not_forgotten_by_a_tap():
    _part, payment = late_card()

    page = officer("mot").get(f"/admin/payment/inspect/{payment.pk}/").content.decode()

    assert "Hoàn hết về thẻ" in page
    assert "Không thấy tiền" not in page


def short_by(missing: int) -> tuple[ProducerOrder, Payment]:
    fee(500)
    part = ordered(Settlement.VIETQR, 100_000).parts.get()
    payment = Payment.objects.get(reference=part.code)
    Payment.objects.filter(pk=payment.pk).update(bank_account=ACCOUNT)
    transfer = came(payment.amount - missing, payment.code)
    assert transfer.state == BankState.SHORT
    return part, Payment.objects.get(pk=payment.pk)


def test_a_little_too_little_is_taken_with_a_reason():
    part, payment = short_by(2_000)
    transfer = payment.transfers.get()
    boss = officer("mot")
    url = f"/admin/banktransaction/lam/{transfer.pk}/nhan-thieu/"

    refused = boss.post(url, {"note": ""}, follow=True)
    boss.post(url, {"note": "Ngân hàng trừ phí"})

    payment.refresh_from_db()
    assert "Hãy ghi vì sao nhận thiếu" in refused.content.decode()
    assert (payment.status, payment.amount, payment.waived) == ("paid", 220_000, 2_000)
    assert balances()[Code.HELD_BY_PRODUCER] == 220_000
    assert AuditEvent.objects.get().about == part.code
    assert list(faults()) == []
    with pytest.raises(CannotDecide):
        unmatched.accept_short(transfer, by=UserFactory(), note="x")


def test_an_order_paid_a_little_short_can_be_cancelled_and_gives_back_what_came():
    part, payment = short_by(2_000)
    unmatched.accept_short(payment.transfers.get(), by=UserFactory(), note="Phí")

    cancel(part, by=UserFactory(), reason="Hết hàng")

    assert Refund.objects.get().amount == 220_000
