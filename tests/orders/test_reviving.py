"""Money that comes after the time to pay is over: the order stands again, or a person decides."""

from datetime import timedelta

from django.utils import timezone

import pytest

from catalog.models import MovementReason, Variant
from orders import cancelling
from orders.models import State
from orders.reserved import overdue
from orders.stock import expire_all
from payments.models import BankState, Payment, Status
from tests.factories import VariantFactory
from tests.orders.placing import placed
from tests.payments.money import came

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def jar(rates) -> Variant:
    return VariantFactory(price=100_000, stock=5)


@pytest.fixture
def part(jar):
    return placed(jar, 2, settlement="vietqr")


def run_out(part) -> Payment:
    payment = Payment.objects.get(reference=part.payment_reference)
    Payment.objects.filter(pk=payment.pk).update(
        expires_at=timezone.now() - timedelta(minutes=1)
    )
    expire_all()
    return payment


def test_the_order_stands_again_when_the_goods_are_still_there(part, jar):
    payment = run_out(part)
    part.refresh_from_db()
    assert part.state == State.CANCELLED

    transfer = came(payment.amount, payment.code)

    part.refresh_from_db()
    jar.refresh_from_db()
    assert (part.state, transfer.state) == (State.PLACED, BankState.MATCHED)
    assert jar.stock == 3
    assert Payment.objects.get(pk=payment.pk).is_paid
    assert [event.state for event in part.events.all()][-2:] == ["cancelled", "placed"]
    assert not overdue().exists()


def test_the_money_waits_for_a_person_when_the_goods_are_gone(part, jar):
    payment = run_out(part)
    jar.refresh_from_db()
    jar.move(-4, MovementReason.RESERVED)

    transfer = came(payment.amount, payment.code)

    part.refresh_from_db()
    jar.refresh_from_db()
    assert (part.state, transfer.state) == (State.CANCELLED, BankState.LATE)
    assert Payment.objects.get(pk=payment.pk).status == Status.REVIEW
    assert jar.stock == 1


def test_what_a_person_cancelled_is_not_taken_up_by_a_machine(part, jar):
    payment = Payment.objects.get(reference=part.payment_reference)
    cancelling.decline(part, by=None, reason="Hết nguyên liệu")

    came(payment.amount, payment.code)

    part.refresh_from_db()
    assert part.state == State.CANCELLED
    assert Payment.objects.get(pk=payment.pk).status == Status.REVIEW


def test_packs_of_a_claimed_transfer_stay_while_a_person_looks(part, jar):
    Payment.objects.update(claimed_at=timezone.now())
    part.lines.get().reservation.__class__.objects.update(
        expires_at=timezone.now() - timedelta(hours=1)
    )

    run_out(part)

    jar.refresh_from_db()
    assert Payment.objects.get().status == Status.REVIEW
    assert jar.stock == 3
    assert not overdue().exists()
