"""What was paid before for a parcel nobody took: its goods' money is asked back, the delivery was made."""

import pytest

from orders import cancelling, fulfil, undelivered
from orders.checking import faults
from orders.models import ProducerOrder, Settlement, State, StockReservation
from payments import refunds
from payments.models import Payment, Refund
from payments.refunds import TooMuch
from payments.settle import confirm_received
from tests.factories import UserFactory
from tests.ledger.money import ordered

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("rates"),
]


def on_its_way(way: Settlement = Settlement.VIETQR) -> ProducerOrder:
    part = ordered(way, 100_000).parts.get()
    if way == Settlement.VIETQR:
        confirm_received(Payment.objects.get(reference=part.code), by=None)
    fulfil.accept(part, by=None)
    fulfil.pack(part, by=None)
    fulfil.hand_over(part, by=None, carrier="GHN")
    return ProducerOrder.objects.get(pk=part.pk)


def test_the_goods_are_asked_back_for_another_person_to_approve():
    part = on_its_way()

    for _twice in range(2):
        undelivered.come_back(part, note="GHN 123")

    refund = Refund.objects.get()
    assert (refund.amount, refund.state) == (200_000, "requested")
    assert not StockReservation.objects.filter(released_at=None).exists()
    assert list(faults()) == []


def test_cash_nobody_paid_gives_nothing_back():
    part = on_its_way(Settlement.COD)

    undelivered.come_back(part, note="GHN 123")

    assert not Refund.objects.exists()
    assert not Payment.objects.open().exists()


def refunded_before(part: ProducerOrder) -> None:
    payment = Payment.objects.get(reference=part.code)
    item = refunds.Item("goodwill", part.code, None, 50_000)
    refunds.request(payment, items=[item], method="bank", reason="Vỡ", by=UserFactory())


def test_a_parcel_comes_back_also_where_a_refund_was_asked_before():
    part = on_its_way()
    refunded_before(part)

    undelivered.come_back(part, note="GHN 123")

    part.refresh_from_db()
    assert part.state == State.RETURNED
    assert "chờ hoàn" in part.events.last().note


def test_a_cancellation_the_refund_refuses_says_why_and_changes_nothing():
    part = ordered(Settlement.VIETQR, 100_000).parts.get()
    confirm_received(Payment.objects.get(reference=part.code), by=None)
    refunded_before(part)

    with pytest.raises(TooMuch, match="Hãy gọi đơn vị vận hành"):
        cancelling.cancel(part, by=UserFactory(), reason="Đặt nhầm")

    part.refresh_from_db()
    assert part.state == State.PLACED
