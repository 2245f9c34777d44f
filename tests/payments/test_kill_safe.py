"""A crash at every step of settling and refunding: done again, it ends as if nothing had happened.

The crash is the database's: a trigger that refuses one statement, as a full disk or a lost
connection would. (`tests/load/test_kill.py` does the same with kill -9 at random points.)
"""

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection

import pytest

from accounts.models import User
from payments import refunds
from payments.models import (
    BankTransaction,
    GatewayEvent,
    Payment,
    Refund,
    RefundState,
    Status,
)
from payments.signals import payment_refunded, payment_settled
from tests.factories import UserFactory

from .cards import charged
from .money import ACCOUNT, asked, awaited
from .test_bank_webhooks import SECRET, paying, sepay

pytestmark = pytest.mark.django_db(transaction=True)
POSTGRES = """
CREATE FUNCTION crash() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'crash'; END $$;
CREATE TRIGGER crash BEFORE {event} ON {table} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION crash();
"""
SQLITE = """
CREATE TRIGGER crash BEFORE {event} ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, 'crash'); END
"""


@contextmanager
def crashing(event: str, table: str, when: str) -> Iterator[None]:
    """While inside, the database falls over at this statement."""
    is_postgres = connection.vendor == "postgresql"
    text = POSTGRES if is_postgres else SQLITE
    drop = f"DROP TRIGGER crash{f' ON {table}; DROP FUNCTION crash' * is_postgres}"
    with connection.cursor() as cursor:
        cursor.execute(text.format(event=event, table=table, when=when))
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(drop)


@pytest.fixture(autouse=True)
def effects():
    """What an upper app wrote down, for each piece of news."""

    def act(sender, signal, **kwargs):
        told = kwargs.get("payment") or kwargs["refund"]
        UserFactory(full_name=f"nghe {told.code}")

    for signal in (payment_settled, payment_refunded):
        signal.connect(act)
    yield lambda: User.objects.filter(full_name__startswith="nghe").count()
    for signal in (payment_settled, payment_refunded):
        signal.disconnect(act)


SETTLING = {
    "storing the event": ("INSERT", "payments_gatewayevent", "TRUE"),
    "keeping the transfer": ("INSERT", "payments_banktransaction", "TRUE"),
    "matching it": ("UPDATE", "payments_banktransaction", "NEW.state = 'matched'"),
    "marking it paid": ("UPDATE", "payments_payment", "NEW.status = 'paid'"),
    "closing the event": (
        "UPDATE",
        "payments_gatewayevent",
        "NEW.processed_at IS NOT NULL",
    ),
    "telling the upper apps": ("INSERT", "accounts_user", "NEW.full_name LIKE 'nghe%'"),
    "noting that all were told": (
        "UPDATE",
        "payments_payment",
        "NEW.announced_at IS NOT NULL",
    ),
}


@pytest.mark.parametrize("step", SETTLING)
def test_a_crash_while_settling_loses_and_doubles_nothing(
    client, settings, effects, step
):
    settings.BANK_WEBHOOK_SECRETS = {"sepay": [SECRET]}
    client.raise_request_exception = False
    payment = awaited(450_000)
    with crashing(*SETTLING[step]):
        sepay(client, paying(payment, accountNumber=ACCOUNT))
    assert effects() == 0

    for _again in range(2):  # the service sends again, the sweep comes by
        assert sepay(client, paying(payment)).status_code == 200
        call_command("reconcile_payments")

    payment.refresh_from_db()
    assert payment.status == Status.PAID
    assert payment.announced_at
    assert BankTransaction.objects.get().state == "matched"
    assert GatewayEvent.objects.get().processed_at
    assert effects() == 1


REFUNDING = {
    "writing the refund": ("INSERT", "payments_refund", "TRUE"),
    "writing its items": ("INSERT", "payments_refunditem", "TRUE"),
    "holding the amount": ("UPDATE", "payments_payment", "NEW.refund_held > 0"),
    "approving": ("UPDATE", "payments_refund", "NEW.state = 'approved'"),
    "noting the gateway's id": (
        "UPDATE",
        "payments_refund",
        "NEW.external_id IS NOT NULL",
    ),
    "keeping the gateway's line": ("INSERT", "payments_balancemovement", "TRUE"),
    "writing its history": ("INSERT", "payments_refundevent", "NEW.state = 'done'"),
    "counting what left": ("UPDATE", "payments_payment", "NEW.refunded > 0"),
    "telling the upper apps": ("INSERT", "accounts_user", "NEW.full_name LIKE 'nghe%'"),
    "noting that all were told": (
        "UPDATE",
        "payments_refund",
        "NEW.announced_at IS NOT NULL",
    ),
}


@pytest.mark.parametrize("step", REFUNDING)
def test_a_crash_while_refunding_gives_back_exactly_once(cards, effects, step):
    cards.control(hold=True)
    payment = charged(202_000)
    lan, hoa = UserFactory(), UserFactory()

    def give_back() -> None:
        refund = asked(payment, 52_000, method="card", by=lan, key="return:1")
        if refund.state == RefundState.REQUESTED:
            refund = refunds.approve(refund, by=hoa)
        refunds.send(refund)

    with crashing(*REFUNDING[step]), contextlib.suppress(Exception):
        give_back()
    for _again in range(2):  # the person presses again, the sweep comes by
        give_back()
        call_command("reconcile_payments")

    payment = Payment.objects.get(pk=payment.pk)
    refund = Refund.objects.get()
    assert (payment.refunded, payment.refund_held) == (52_000, 0)
    assert refund.state == RefundState.DONE
    assert refund.announced_at
    assert refund.events.filter(state="done").count() == 1
    assert refund.movements.count() == 1
    assert effects() == 2  # paid once, refunded once
