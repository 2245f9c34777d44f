"""The same money told by many at once, and money that crosses an expiry: real connections, with controls."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from django.db import DatabaseError, connection, connections
from django.db.models import Sum
from django.test import Client
from django.utils import timezone

import pytest

from ledger.models import Entry, Kind, Posting
from orders import cancelling
from orders.models import IllegalMove, ProducerOrder, ProducerOrderQuerySet, State
from payments import refunds
from payments.announce import announce_all, announce_payment
from payments.banks.sepay import sign
from payments.models import (
    BankState,
    BankTransaction,
    GatewayEvent,
    Payment,
    PaymentQuerySet,
    Status,
)
from payments.settle import expire
from payments.signals import payment_settled
from tests.factories import VariantFactory, shipping_rates
from tests.orders.placing import placed

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="needs true concurrency"
    ),
]
MANY = 20
ROUNDS = 4
SECRET = "test-secret"
NO = (IllegalMove, refunds.CannotRefund)
SLOWLY = """
CREATE OR REPLACE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_sleep(0.2); RETURN NEW; END $$;
CREATE TRIGGER slowly BEFORE UPDATE ON payments_payment FOR EACH ROW EXECUTE FUNCTION slowly();
"""


@pytest.fixture
def slow_database() -> Iterator[None]:
    """Writing takes a while, so that all have looked before the first has written."""
    with connection.cursor() as cursor:
        cursor.execute(SLOWLY)
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER slowly ON payments_payment")
        cursor.execute("DROP FUNCTION slowly")


@pytest.fixture
def heard() -> Iterator[list[str]]:
    """The codes of the payments whose news was told."""
    codes: list[str] = []

    def hear(sender: Any, payment: Payment, **kwargs: Any) -> None:
        time.sleep(0.05)
        codes.append(payment.code)

    payment_settled.connect(hear)
    yield codes
    payment_settled.disconnect(hear)


def at_once(deeds: Sequence[Callable[[], Any]]) -> list[str]:
    """Everybody at the same moment, each on a connection of his own; what became of each."""
    gate = threading.Barrier(len(deeds))
    results: list[str] = []

    def act(deed: Callable[[], Any]) -> None:
        connection.ensure_connection()
        gate.wait()
        try:
            results.append(str(deed()))
        except (*NO, DatabaseError) as error:
            results.append(type(error).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@contextmanager
def without_locks() -> Iterator[None]:
    def unlocked(rows: Any) -> Any:
        return rows.order_by("pk")

    with (
        patch.object(PaymentQuerySet, "locked", unlocked),
        patch.object(ProducerOrderQuerySet, "locked", unlocked),
    ):
        yield


def transfer_part() -> tuple[ProducerOrder, Payment]:
    shipping_rates()
    part = placed(VariantFactory(price=100_000, stock=5), settlement="vietqr")
    return part, Payment.objects.get(reference=part.payment_reference)


def sepay(payment: Payment) -> int:
    """One signed delivery of the same notice; the status of the answer."""
    body = json.dumps(
        {
            "id": f"1{payment.pk}",
            "transactionDate": f"{timezone.localtime():%Y-%m-%d %H:%M:%S}",
            "accountNumber": payment.bank_account,
            "transferType": "in",
            "transferAmount": payment.amount,
            "content": payment.code,
            "referenceCode": f"FT{payment.pk}",
        }
    ).encode()
    stamp = str(int(time.time()))
    signature = f"sha256={sign(body, stamp, SECRET)}"
    headers = {"X-SePay-Timestamp": stamp, "X-SePay-Signature": signature}
    answer = Client().post(
        "/webhooks/sepay/", body, content_type="application/json", headers=headers
    )
    return answer.status_code


@pytest.fixture(autouse=True)
def _secret(settings: Any) -> None:
    settings.BANK_WEBHOOK_SECRETS = {"sepay": [SECRET]}


def test_the_same_webhook_from_twenty_connections_has_one_effect(heard):
    part, payment = transfer_part()

    answers = at_once([lambda: sepay(payment)] * MANY)

    assert set(answers) <= {"200", "500"}
    assert "200" in answers
    assert heard == [payment.code]
    assert GatewayEvent.objects.get().processed_at
    assert BankTransaction.objects.get().state == BankState.MATCHED
    assert Entry.objects.filter(kind=Kind.SALE).count() == 1
    assert Posting.objects.total() == 0


def test_without_the_lock_the_same_news_is_told_again_and_again(heard):
    """The control: every connection finds it untold."""
    _part, payment = transfer_part()
    Payment.objects.update(status=Status.PAID, paid_at=timezone.now())

    with without_locks():
        at_once([lambda: announce_payment(payment.pk)] * MANY)

    assert len(heard) > 1


def cross(part: ProducerOrder, payment: Payment) -> None:
    """At one moment the money arrives, the time is over and the buyer changes his mind."""
    at_once(
        [
            lambda: sepay(payment),
            lambda: expire(payment),
            lambda: cancelling.cancel_by_buyer(part, reason="Đổi ý"),
            lambda: sepay(payment),
        ]
    )


def contradictions(part: ProducerOrder, payment: Payment) -> list[str]:
    """What cannot all be true of one order and its money."""
    part, payment = (type(row).objects.get(pk=row.pk) for row in (part, payment))
    transfer = BankTransaction.objects.filter(payment=payment).first()
    refund = payment.refunds.aggregate(sum=Sum("amount"))["sum"] or 0
    variant = part.lines.get().variant
    cancelled = part.state == State.CANCELLED
    checks = {
        "the money is lost": transfer is None
        or (transfer.state == BankState.MATCHED) != payment.is_paid,
        "paid, cancelled and nothing back": payment.is_paid
        and cancelled
        and refund != payment.amount,
        "alive although nobody pays": not cancelled
        and payment.status in (Status.EXPIRED, Status.CANCELLED),
        "packs": variant.stock != (5 if cancelled else 4),
        "movements": variant.stock
        != variant.movements.aggregate(sum=Sum("delta"))["sum"],
    }
    return [what for what, wrong in checks.items() if wrong]


def test_money_that_crosses_expiry_and_cancellation_is_never_lost(slow_database):
    for _round in range(ROUNDS):
        part, payment = transfer_part()
        past = timezone.now() - timedelta(seconds=1)
        Payment.objects.filter(pk=payment.pk).update(expires_at=past)

        cross(part, payment)
        announce_all()

        assert contradictions(part, payment) == []


def test_without_locks_the_crossing_contradicts_itself(slow_database):
    """The control: what is written last wins, whatever the others have promised."""
    found = []
    for _round in range(ROUNDS):
        part, payment = transfer_part()
        past = timezone.now() - timedelta(seconds=1)
        Payment.objects.filter(pk=payment.pk).update(expires_at=past)

        with without_locks():
            cross(part, payment)
        announce_all()
        found += contradictions(part, payment)

    assert found


def test_a_refund_and_a_cancellation_at_once_never_promise_the_same_dong():
    part, payment = transfer_part()
    sepay(payment)
    line = refunds.Item("line", part.lines.get().code, 1, 100_000)

    def ask() -> None:
        refunds.request(payment, items=[line], method="bank", reason="Vỡ", by=None)

    at_once([ask, ask, lambda: cancelling.cancel(part, by=None, reason="Hết hàng")])

    payment.refresh_from_db()
    promised = payment.refunds.aggregate(sum=Sum("amount"))["sum"]
    assert payment.refund_held == promised <= payment.amount
