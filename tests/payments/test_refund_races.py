"""Two refunds of the same đồng at the same moment: real connections on PostgreSQL, and a control."""

import threading
from unittest.mock import patch

from django.db import IntegrityError, connection, connections

import pytest

from payments import refunds
from payments.models import Payment, PaymentQuerySet, Refund
from tests.slowly import slow

from .money import approved, asked, paid

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="needs true concurrency"
    ),
]
PEOPLE = 8


@pytest.fixture
def slow_database():
    with slow("INSERT", "payments_refund"):
        yield


def at_once(deed) -> list[str]:
    gate = threading.Barrier(PEOPLE)
    results: list[str] = []

    def press() -> None:
        connection.ensure_connection()
        gate.wait()
        try:
            deed()
            results.append("done")
        except (refunds.CannotRefund, IntegrityError) as error:
            results.append(type(error).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_the_same_dong_is_promised_once_and_the_others_are_told(slow_database):
    payment = paid(200_000)

    results = at_once(lambda: asked(payment, 200_000, by=None))

    assert sorted(results) == ["TooMuch"] * (PEOPLE - 1) + ["done"]


def test_without_the_lock_the_database_has_to_step_in(slow_database):
    """The control: all see the whole amount free, and only the CHECK keeps the money."""
    payment = paid(200_000)

    with patch.object(PaymentQuerySet, "locked", lambda self: self.order_by("pk")):
        results = at_once(lambda: asked(payment, 200_000, by=None))

    assert "IntegrityError" in results
    assert Refund.objects.count() == 1


def test_eight_taps_at_once_give_back_once():
    payment = paid(200_000)
    refund = approved(payment, 50_000)

    at_once(lambda: refunds.confirm_sent(refund, by=None))

    assert Payment.objects.get().refunded == 50_000
    assert refund.events.filter(state="done").count() == 1
