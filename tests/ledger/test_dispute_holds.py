"""What a cardholder asks back is not paid out while his bank decides; the outcome lets it go."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

import pytest

from ledger import payouts
from ledger.models import Hold, Posting
from ledger.payouts import CannotPay
from orders.models import Order, Settlement
from payments.disputes import _note
from payments.gateways.answers import DisputeAnswer
from payments.models import Payment, Status
from payments.settle import _mark_paid
from producers.models import Producer
from tests.factories import UserFactory, member_of
from tests.ledger.money import fee, ordered

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("rates"),
]


def paid_by_card(*prices: int) -> tuple[Order, Payment]:
    fee(500)
    order = ordered(Settlement.CARD, *prices)
    payment = Payment.objects.get(reference=order.number)
    _mark_paid(payment)
    return order, payment


def heard(payment: Payment, status: str = "needs_response", **facts: Any) -> None:
    """What the gateway answers when asked about the dispute."""
    told = {
        "id": "dp_1",
        "intent_id": "pi_1",
        "amount": payment.amount,
        "currency": "VND",
        "reason": "fraudulent",
        "status": status,
        "due_by": timezone.now() + timedelta(days=7),
        "opened_at": timezone.now(),
        "moved": [],
    }
    _note(payment, DisputeAnswer(**{**told, **facts}))


def payable(producer: Producer) -> int:
    return payouts.payable(producer)


def test_a_sale_names_the_payment_whose_money_it_books():
    order, payment = paid_by_card(100_000, 60_000)
    paid_by_card(40_000)

    codes = order.parts.values_list("code", flat=True)
    keys = {f"sale:{code}:{payment.code}" for code in codes}
    assert set(payment.entries.values_list("key", flat=True)) == keys


def test_a_dispute_holds_what_each_maker_earned_of_it():
    order, payment = paid_by_card(100_000, 60_000)

    for _twice in range(2):
        heard(payment)

    for part in order.parts.all():
        hold = Hold.objects.get(producer=part.producer)
        owed = -Posting.objects.of(part.producer).on("liability:producer").total()
        assert (hold.amount, payable(part.producer)) == (owed, 0)
        assert order.number in hold.reason
        assert hold.until == hold.since + timedelta(days=180)


def test_half_a_sum_disputed_holds_half():
    order, payment = paid_by_card(100_000)
    maker = order.parts.get().producer

    heard(payment, amount=payment.amount // 2)

    assert payable(maker) == 212_000 // 2


@pytest.mark.parametrize("outcome", ["won", "warning_closed", "prevented"])
def test_the_outcome_lets_the_money_go(outcome):
    order, payment = paid_by_card(100_000)
    heard(payment)

    heard(payment, outcome)

    assert Hold.objects.get().released_at
    assert payable(order.parts.get().producer) == 212_000


def test_a_lost_dispute_waits_two_weeks_for_the_office():
    order, payment = paid_by_card(100_000)
    heard(payment)

    heard(payment, "lost")

    hold = Hold.objects.get()
    assert hold.until == timezone.localdate() + timedelta(days=14)
    assert "đang xem ai chịu" in hold.reason
    assert payable(order.parts.get().producer) == 0


def test_a_file_drafted_before_the_dispute_does_not_leave():
    order, payment = paid_by_card(100_000)
    batch = payouts.draft(by=UserFactory())
    payouts.approve(batch, by=UserFactory())

    heard(payment)

    with pytest.raises(CannotPay, match="vừa bị tạm giữ"):
        payouts.export(batch)
    assert order.parts.get().producer.holds.count() == 1


def test_news_that_a_stopped_process_left_are_told_by_the_sweep(monkeypatch):
    from payments import announce, disputes

    _order, payment = paid_by_card(100_000)
    monkeypatch.setattr(disputes, "announce_dispute_later", lambda dispute: None)
    heard(payment)
    assert not Hold.objects.exists()

    announce.announce_all()

    assert Hold.objects.exists()


def test_a_dispute_before_the_money_is_known_holds_once_it_is():
    fee(500)
    order = ordered(Settlement.CARD, 100_000)
    payment = Payment.objects.get(reference=order.number)
    heard(payment)
    assert not Hold.objects.exists()

    _mark_paid(Payment.objects.get(pk=payment.pk))
    from payments import announce

    announce.announce_all()

    assert Payment.objects.get().status == Status.PAID
    assert Hold.objects.exists()


def test_the_maker_reads_why_and_until_when(client):
    order, payment = paid_by_card(100_000)
    heard(payment)
    maker = order.parts.get().producer
    client.force_login(
        member_of(maker), backend="django.contrib.auth.backends.ModelBackend"
    )

    page = client.get(reverse("workspace:money")).content.decode()

    assert "đòi lại tiền qua thẻ" in page
    assert f"{Hold.objects.get().until:%d/%m/%Y}" in page
