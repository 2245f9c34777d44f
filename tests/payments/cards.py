"""A card payment on the local Stripe, as far as a test needs it."""

import contextlib
import urllib.error
import urllib.parse
import urllib.request
from datetime import timedelta

from django.utils import timezone

from payments.collect import Due, open_payment
from payments.gateways import stripe as card
from payments.models import Method, Payment
from payments.settle import settle_card

DECLINED, DISPUTED = "4000000000009995", "4000000000000259"


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


def type_card(payment: Payment, number: str = "4242424242424242") -> None:
    """What the buyer does on the hosted page."""
    form = urllib.parse.urlencode(
        {"number": number, "exp": "12/30", "cvc": "123", "name": "Lan"}
    )
    with contextlib.suppress(urllib.error.HTTPError):  # the redirect back to us
        urllib.request.build_opener(_Stay).open(
            payment.checkout_url, form.encode(), timeout=20
        )


def opened(amount: int = 202_000) -> Payment:
    due = Due(
        "LN-C", amount, timezone.now() + timedelta(minutes=35), "http://testserver/"
    )
    payment = open_payment(due, Method.CARD)
    card.start(payment, [card.Item("Tinh bột nghệ", amount)], language="vi")
    return payment


def charged(amount: int = 202_000, number: str = "4242424242424242") -> Payment:
    payment = opened(amount)
    type_card(payment, number)
    return settle_card(payment.session_id)
