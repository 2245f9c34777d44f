"""Cards with the real SDK over HTTP against the local Stripe: one door, whatever order news comes in."""

import contextlib
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import timedelta

from django.utils import timezone

import pytest

from orders import basket as baskets
from orders.cancelling import cancel_by_buyer
from orders.checkout import Buyer, place_order
from orders.models import Order, Settlement
from payments.gateways import stripe as card
from payments.models import GatewayEvent, Payment, Status
from payments.settle import settle_card
from tests.factories import KHOAI_CHAU, VariantFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def order(cards, rates) -> Order:
    jar = VariantFactory(price=180_000)
    buyer = Buyer("Lan", "+84912345678", "", KHOAI_CHAU, "Thôn 1", "")
    pay = {jar.product.producer_id: Settlement.CARD}
    basket = baskets.put(None, jar, 1)
    return place_order(basket, buyer, pay, idempotency_key="k", expected_total=202_000)


def open_page(order) -> Payment:
    payment = Payment.objects.get(reference=order.number)
    payment.return_url = "http://testserver/"
    items = [card.Item("Tinh bột nghệ", 180_000), card.Item("Phí giao", 22_000)]
    card.start(payment, items, language="vi")
    return payment


def pay(payment: Payment, number: str = "4242424242424242") -> None:
    form = urllib.parse.urlencode(
        {"number": number, "exp": "12/30", "cvc": "123", "name": "Lan"}
    )

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *args):
            return None

    opener = urllib.request.build_opener(Stay)
    with contextlib.suppress(urllib.error.HTTPError):  # the redirect back to us
        opener.open(payment.checkout_url, form.encode(), timeout=10)


def test_what_we_send_is_what_stripe_allows_and_dong_has_no_decimals(order, cards):
    payment = open_page(order)

    assert card.fetch(payment.session_id).amount == 202_000
    assert cards.violations() == []


def test_starting_twice_opens_the_same_page(order):
    payment = open_page(order)
    first = payment.session_id

    assert open_page(order).session_id == first


def test_a_paid_session_settles_once(order):
    payment = open_page(order)
    pay(payment)

    for _ in range(3):
        settle_card(payment.session_id)

    payment.refresh_from_db()
    assert payment.status == Status.PAID
    assert payment.intent_id
    assert order.parts.get().lines.get().reservation.expires_at is None


def test_a_declined_card_leaves_the_order_unpaid(order):
    payment = open_page(order)

    pay(payment, "4000000000009995")

    assert settle_card(payment.session_id).status == Status.PENDING


def test_money_that_comes_after_the_buyer_cancelled_goes_to_a_person(order):
    payment = open_page(order)
    pay(payment)
    cancel_by_buyer(order.parts.get(), reason="Đặt nhầm")

    assert settle_card(payment.session_id).status == Status.REVIEW


def test_another_amount_than_ours_goes_to_a_person(order):
    payment = open_page(order)
    Payment.objects.filter(pk=payment.pk).update(amount=201_000)
    pay(payment)

    assert settle_card(payment.session_id).status == Status.REVIEW


@pytest.mark.parametrize("chaos", [False, True])
def test_signed_webhooks_settle_the_order_even_doubled_and_shuffled(
    order, cards, live_server, settings, chaos
):
    secret = cards.webhook_endpoint(f"{live_server.url}/webhooks/stripe/")
    settings.STRIPE_WEBHOOK_SECRETS = [secret]
    cards.control(duplicate=chaos, shuffle=chaos)
    payment = open_page(order)

    pay(payment)
    until = timezone.now() + timedelta(seconds=40)
    while timezone.now() < until and not Payment.objects.get(pk=payment.pk).is_paid:
        time.sleep(0.1)

    assert Payment.objects.get(pk=payment.pk).status == Status.PAID
    time.sleep(0.5)
    assert GatewayEvent.objects.filter(kind="checkout.session.completed").count() == 1


def test_without_an_answer_from_the_gateway_nothing_is_lost(order, settings):
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"

    with pytest.raises(card.CardUnavailable):
        open_page(order)

    assert Payment.objects.get(reference=order.number).status == Status.PENDING
