import json

import pytest
import stripe

from payments.models import GatewayEvent

pytestmark = pytest.mark.django_db
SECRET, OLD_SECRET = "whsec_new", "whsec_old"


@pytest.fixture(autouse=True)
def _card(settings):
    settings.STRIPE_SECRET_KEY = "sk_test_x"
    settings.STRIPE_WEBHOOK_SECRETS = [SECRET, OLD_SECRET]


def event(kind="customer.created", id="evt_1", object_id="cus_1"):
    return json.dumps(
        {
            "id": id,
            "object": "event",
            "type": kind,
            "api_version": "2026-08-26.dahlia",
            "data": {"object": {"id": object_id, "object": "customer"}},
        }
    )


def deliver(client, body, secret=SECRET, **headers):
    signature = stripe.WebhookSignature.generate_signature_header(body, secret)
    headers = {"Stripe-Signature": signature} | headers
    return client.post(
        "/webhooks/stripe/", body, content_type="application/json", headers=headers
    )


def test_an_event_is_stored_word_for_word(client):
    body = event()

    assert deliver(client, body).status_code == 200
    assert bytes(GatewayEvent.objects.get().body).decode() == body


def test_a_secret_being_replaced_still_counts(client):
    assert deliver(client, event(), secret=OLD_SECRET).status_code == 200


@pytest.mark.parametrize("signature", ["", "t=1,v1=00", "nonsense", "t=x"])
def test_a_bad_signature_is_refused_and_nothing_is_stored(client, signature):
    response = deliver(client, event(), **{"Stripe-Signature": signature})

    assert response.status_code == 400
    assert not GatewayEvent.objects.exists()


def test_an_unknown_type_is_kept_and_answered(client):
    assert deliver(client, event(kind="something.new")).status_code == 200
    assert GatewayEvent.objects.get().processed_at


def test_a_replay_is_one_row(client):
    deliver(client, event())
    deliver(client, event())

    assert GatewayEvent.objects.get().tries == 1


def test_a_session_nobody_knows_is_asked_for_again(client):
    body = event(kind="checkout.session.completed", object_id="cs_unknown")

    assert deliver(client, body).status_code == 500
    assert "DoesNotExist" in GatewayEvent.objects.get().error


def test_a_huge_body_is_refused_before_it_is_read(client):
    assert deliver(client, "x" * 1_100_000).status_code == 413


def test_cards_are_not_offered_without_a_key(settings):
    from payments.gateways.stripe import is_offered

    settings.STRIPE_SECRET_KEY = ""

    assert not is_offered(100_000)


@pytest.mark.parametrize(
    ("amount", "offered"),
    [(1_000, False), (15_000, True), (99_999_999, True), (100_000_000, False)],
)
def test_cards_are_offered_within_the_gateways_limits(amount, offered):
    from payments.gateways.stripe import is_offered

    assert is_offered(amount) is offered
