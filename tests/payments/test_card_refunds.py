"""Card refunds, disputes and fees with the real SDK over HTTP against the local Stripe."""

from datetime import timedelta

from django.core.management import call_command
from django.db.models import Sum
from django.utils import timezone

import pytest
import stripe

from payments import dashboard, refunds
from payments.dashboard import follow_refund
from payments.disputes import follow_dispute
from payments.gateways import stripe as card
from payments.models import (
    BalanceMovement,
    Dispute,
    GatewayEvent,
    Payment,
    Refund,
    RefundState,
    Status,
)
from payments.reconcile import fetch_missed_events, push_refunds, settle_silent
from payments.settle import cancel, expire
from payments.signals import balance_moved
from tests.factories import UserFactory

from .cards import DECLINED, DISPUTED, charged, opened, type_card
from .money import approved, asked

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _honest(cards):
    """Whatever a test asks Stripe has to be allowed by Stripe's own OpenAPI file."""
    cards.control(hold=True)
    yield
    assert cards.violations() == []


def backwards(payment: Payment, minutes: int) -> None:
    Payment.objects.filter(pk=payment.pk).update(
        created_at=timezone.now() - timedelta(minutes=minutes)
    )


def test_part_by_part_a_card_payment_goes_back_to_its_card():
    payment = charged(202_000)

    for amount in (52_000, 150_000):
        refunds.send(approved(payment, amount, method="card"))

    payment.refresh_from_db()
    assert (payment.refunded, payment.refundable) == (202_000, 0)
    assert set(Refund.objects.values_list("state", flat=True)) == {"done"}
    assert BalanceMovement.objects.filter(kind="refund").count() == 2


def test_the_books_of_the_gateway_are_kept_line_by_line():
    payment = charged(202_000)
    refunds.send(approved(payment, 52_000, method="card"))

    charge = payment.movements.get(kind="charge")
    assert (charge.amount, charge.currency) == (202_000, "VND")
    assert charge.net == charge.amount - charge.fee
    theirs = card._client().v1.balance_transactions.list({"limit": 100})
    ids = set(BalanceMovement.objects.values_list("external_id", flat=True))
    net = sum(line.net for line in theirs.data if line.id in ids)
    assert BalanceMovement.objects.aggregate(Sum("net"))["net__sum"] == net


def test_settled_in_another_currency_it_is_kept_in_that_currency():
    line = stripe.BalanceTransaction.construct_from(
        {
            "id": "txn_sgd",
            "object": "balance_transaction",
            "type": "charge",
            "amount": 1052,
            "fee": 86,
            "net": 966,
            "currency": "sgd",
            "exchange_rate": 5.21e-05,
            "created": 1795417357,
        },
        "sk_test_x",
    )

    moved = card._moved(line)

    assert (moved.amount, moved.fee, moved.net) == (1052, 86, 966)
    assert (moved.currency, moved.exchange_rate) == ("SGD", "0.0000521")


def test_sending_twice_gives_back_once():
    payment = charged()
    refund = approved(payment, 100_000, method="card")

    for _press in range(3):
        refunds.send(refund)

    payment.refresh_from_db()
    assert payment.refunded == 100_000


def test_killed_after_the_gateway_said_yes_the_same_refund_is_found_again():
    payment = charged()
    refund = approved(payment, 100_000, method="card")
    answer = card.refund(refund)  # and here the process died

    push_refunds()

    refund.refresh_from_db()
    assert (refund.state, refund.external_id) == (RefundState.DONE, answer.id)
    assert (
        len(card._client().v1.refunds.list({"payment_intent": payment.intent_id}).data)
        == 1
    )


def test_without_an_answer_the_refund_stays_approved_and_is_sent_later(settings, cards):
    refund = approved(charged(), 100_000, method="card")
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    with pytest.raises(card.CardUnavailable):
        refunds.send(refund)

    settings.STRIPE_API_BASE = cards.api_base
    call_command("reconcile_payments")

    refund.refresh_from_db()
    assert refund.state == RefundState.DONE


def test_what_the_gateway_refuses_fails_with_its_words_and_frees_the_amount():
    payment = charged()
    card._client().v1.refunds.create({"payment_intent": payment.intent_id})
    refund = approved(payment, 100_000, method="card")

    refunds.send(refund)

    refund.refresh_from_db()
    payment.refresh_from_db()
    assert refund.state == RefundState.FAILED
    assert refund.error
    assert payment.refund_held == 0


def test_a_refund_made_in_the_dashboard_counts_and_waits_for_its_lines(cards):
    payment = charged(202_000)
    waiting = asked(payment, 202_000, method="card")
    made = card._client().v1.refunds.create(
        {"payment_intent": payment.intent_id, "amount": 52_000}
    )

    for _news in range(2):
        follow_refund(made.id)

    refund = Refund.objects.get(external_id=made.id)
    payment.refresh_from_db()
    waiting.refresh_from_db()
    assert (refund.state, refund.source) == (RefundState.REVIEW, "dashboard")
    assert (payment.refunded, payment.refund_held) == (52_000, 0)
    assert waiting.state == RefundState.REJECTED
    assert refund.announced_at is None
    item = refunds.Item("line", "LN-C-1", 1, 52_000)
    with pytest.raises(refunds.CannotRefund, match="đúng bằng"):
        dashboard.explain(refund, [item, item], by=UserFactory())
    dashboard.explain(refund, [item], by=UserFactory())
    refund.refresh_from_db()
    assert refund.state == RefundState.DONE
    assert refund.announced_at


def test_a_dispute_is_followed_from_its_opening():
    payment = charged(202_000, DISPUTED)
    found = card._client().v1.disputes.list({"payment_intent": payment.intent_id})

    for _news in range(2):
        dispute = follow_dispute(found.data[0].id)

    assert (dispute.payment, dispute.amount) == (payment, 202_000)
    assert Dispute.objects.going_on().get() == dispute
    assert dispute.movements.filter(amount__lt=0).exists()


def test_a_dispute_that_arrives_before_its_payment_waits_and_is_worked_later(settings):
    payment = opened()
    type_card(payment, DISPUTED)

    fetch_missed_events()
    waiting = GatewayEvent.objects.undone().filter(kind__startswith="charge.dispute")
    early = waiting.exists() or Dispute.objects.exists()
    call_command("reconcile_payments")

    assert early
    assert Payment.objects.get(pk=payment.pk).is_paid
    assert Dispute.objects.get().payment_id == payment.pk


def test_a_job_finds_what_a_lost_webhook_and_a_closed_browser_hid():
    payment = opened()
    type_card(payment)
    backwards(payment, minutes=6)

    assert settle_silent() == 1

    payment.refresh_from_db()
    assert payment.status == Status.PAID


def test_a_page_opened_a_moment_ago_is_left_in_peace():
    opened()

    assert settle_silent() == 0


def test_events_that_never_arrived_are_fetched_once():
    payment = charged()
    refunds.send(approved(payment, 52_000, method="card"))

    first, again = fetch_missed_events(), fetch_missed_events()

    assert first >= 2
    assert again == 0
    payment.refresh_from_db()
    assert payment.refunded == 52_000


def test_giving_up_shuts_the_page_first():
    payment = opened()

    expire(payment)

    payment.refresh_from_db()
    assert payment.status == Status.EXPIRED
    assert card.fetch(payment.session_id).expired


def test_what_was_paid_a_second_ago_is_not_given_up():
    payment = opened()
    type_card(payment)

    expire(payment)

    payment.refresh_from_db()
    assert payment.status == Status.PAID


def test_while_the_gateway_is_silent_nothing_is_given_up(settings):
    payment = opened()
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"

    expire(payment)

    payment.refresh_from_db()
    assert payment.status == Status.PENDING


def test_cancelling_shuts_the_page_too():
    payment = opened()

    cancel(payment)

    assert card.fetch(payment.session_id).expired


def test_a_declined_card_can_be_tried_again():
    payment = opened()
    type_card(payment, DECLINED)
    type_card(payment)

    backwards(payment, minutes=6)
    settle_silent()

    payment.refresh_from_db()
    assert payment.status == Status.PAID


def test_every_line_of_the_gateways_account_is_told_once_after_its_sale():
    heard = []

    def hear(sender, movement, **kwargs):
        heard.append((movement.kind, movement.payment.announced_at is not None))

    balance_moved.connect(hear)
    try:
        payment = charged()
        refunds.send(approved(payment, 52_000, method="card"))
        call_command("reconcile_payments")
    finally:
        balance_moved.disconnect(hear)

    assert heard == [("charge", True), ("refund", True)]
