"""No news is lost: what a stopped process left is sent by the sweep, once."""

from django.core.management import call_command
from django.db import transaction

import pytest

from payments.announce import announce_all, announce_payment
from payments.models import Payment
from payments.settle import confirm_received, expire
from payments.signals import payment_failed, payment_refunded, payment_settled
from tests.factories import UserFactory

from .money import approved, awaited

pytestmark = pytest.mark.django_db(transaction=True)
SIGNALS = (payment_settled, payment_failed, payment_refunded)


class Receiver:
    """An upper app that may be ill: it writes, and falls over when told to."""

    def __init__(self):
        self.heard, self.is_ill = [], False

    def __call__(self, sender, signal, **kwargs):
        told = kwargs.get("payment") or kwargs["refund"]
        UserFactory(full_name=f"nghe {told.code}")
        if self.is_ill:
            raise RuntimeError("the receiver fell over")
        self.heard.append(told.code)


@pytest.fixture
def receiver():
    receiver = Receiver()
    for signal in SIGNALS:
        signal.connect(receiver)
    yield receiver
    for signal in SIGNALS:
        signal.disconnect(receiver)


def test_what_came_is_announced_at_once_and_only_once(receiver):
    payment = confirm_received(awaited(), by=None)

    announce_payment(payment.pk)

    payment.refresh_from_db()
    assert receiver.heard == [payment.code]
    assert payment.announced_at
    assert announce_all() == 0


def test_a_receiver_that_fell_over_left_no_half_and_is_told_again(receiver):
    receiver.is_ill = True
    payment = confirm_received(awaited(), by=None)
    payment.refresh_from_db()
    assert (payment.is_paid, payment.announced_at) == (True, None)
    heard = [user.full_name for user in type(UserFactory()).objects.all()]
    assert f"nghe {payment.code}" not in heard

    receiver.is_ill = False
    call_command("reconcile_payments")
    call_command("reconcile_payments")

    assert receiver.heard == [payment.code]


def test_one_that_keeps_falling_does_not_hold_up_the_others(receiver):
    receiver.is_ill = True
    first = confirm_received(awaited(), by=None)
    second = Payment.objects.get(pk=awaited().pk)
    expire(second)
    payment_settled.disconnect(receiver)
    payment_settled.connect(lambda **kw: 1 / 0, weak=False, dispatch_uid="ill")
    receiver.is_ill = False

    try:
        sent = announce_all()
    finally:
        payment_settled.disconnect(dispatch_uid="ill")

    assert (sent, receiver.heard) == (1, [second.code])
    first.refresh_from_db()
    assert first.announced_at is None


def test_money_of_a_transaction_that_was_undone_is_not_announced(receiver):
    payment = awaited()

    with transaction.atomic():
        confirm_received(payment, by=None)
        transaction.set_rollback(True)

    assert receiver.heard == []


def test_a_refund_left_unannounced_is_sent_by_the_sweep(receiver):
    from payments import refunds

    payment = confirm_received(awaited(), by=None)
    refund = approved(payment, 10_000)
    receiver.is_ill = True
    refunds.confirm_sent(refund, by=UserFactory())

    receiver.is_ill = False

    assert announce_all() == 1
    assert receiver.heard == [payment.code, refund.code]
