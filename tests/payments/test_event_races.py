"""The same webhook over twenty connections has one effect: PostgreSQL, and a control without the lock."""

import threading
from unittest.mock import patch

from django.db import connection, connections
from django.test import Client

import pytest
import stripe

from accounts.models import User
from payments.gateways import stripe as card
from payments.inbox import CARD_HANDLERS
from payments.models import BankTransaction, GatewayEvent, Payment, PaymentQuerySet
from payments.signals import payment_settled
from tests.factories import UserFactory
from tests.slowly import slow

from .cards import opened, type_card
from .money import awaited
from .test_bank_webhooks import SECRET, paying, sepay

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="needs true concurrency"
    ),
]
CONNECTIONS = 20


@pytest.fixture
def effects():
    """How often an upper app was moved to act, as its rows tell."""

    def act(sender, payment, **kwargs):
        UserFactory(full_name=f"nghe {payment.code}")

    payment_settled.connect(act)
    yield lambda: User.objects.filter(full_name__startswith="nghe").count()
    payment_settled.disconnect(act)


def at_once(deliver) -> list[int]:
    gate = threading.Barrier(CONNECTIONS)
    answers: list[int] = []

    def press() -> None:
        try:
            connection.ensure_connection()
            gate.wait()
            answers.append(deliver(Client()).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.fixture
def paid_event(cards, settings):
    """A signed `checkout.session.completed` that has not been delivered yet."""
    settings.STRIPE_WEBHOOK_SECRETS = [SECRET]
    cards.control(hold=True)
    payment = opened()
    type_card(payment)
    told = card.events_since(payment.created_at, sorted(CARD_HANDLERS))
    body = next(b for event, b in told if event.object_id == payment.session_id)
    signature = stripe.WebhookSignature.generate_signature_header(body.decode(), SECRET)
    return lambda client: client.post(
        "/webhooks/stripe/",
        body,
        content_type="application/json",
        headers={"Stripe-Signature": signature},
    )


def test_twenty_deliveries_of_a_paid_session_have_one_effect(paid_event, effects):
    answers = at_once(paid_event)

    assert answers == [200] * CONNECTIONS
    assert (GatewayEvent.objects.count(), effects()) == (1, 1)
    assert Payment.objects.get().is_paid


def test_without_the_lock_the_same_delivery_acts_more_than_once(paid_event, effects):
    """The control: this shows that the race is real, so that the test above means something."""
    careless = patch.object(PaymentQuerySet, "locked", lambda self: self.order_by("pk"))
    with careless, slow("UPDATE", "payments_payment"):
        at_once(paid_event)

    assert effects() > 1


def test_twenty_deliveries_of_a_transfer_have_one_effect(effects, settings):
    settings.BANK_WEBHOOK_SECRETS = {"sepay": [SECRET]}
    payment = awaited(450_000)

    answers = at_once(lambda client: sepay(client, paying(payment)))

    assert answers == [200] * CONNECTIONS
    assert (GatewayEvent.objects.count(), BankTransaction.objects.count()) == (1, 1)
    assert effects() == 1
