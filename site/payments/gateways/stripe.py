"""Cards on Stripe's hosted page. The only file that imports stripe.

VND has no decimals at Stripe: what we store is what we send (docs.stripe.com/currencies).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import timezone

import stripe

from payments.models import Payment, Refund

MINIMUM = 15_000  # about 0.50 US dollars, Stripe's floor for a charge
MAXIMUM = 99_999_999  # eight digits
LIFETIME = timedelta(minutes=35)  # Stripe takes 30 minutes to 24 hours


class CardUnavailable(Exception):
    """The gateway cannot be reached or refuses; nothing was charged."""


class CardRefused(Exception):
    """The gateway says no, and will say no again; its words."""


class BadSignature(Exception):
    """A webhook that is not from the gateway."""


@dataclass(frozen=True)
class Item:
    """A line on the hosted page; `amount` in đồng for one."""

    name: str
    amount: int
    quantity: int = 1


@dataclass(frozen=True)
class SessionState:
    paid: bool
    expired: bool
    amount: int
    currency: str
    intent_id: str | None


def is_offered(amount: int) -> bool:
    return bool(settings.STRIPE_SECRET_KEY) and MINIMUM <= amount <= MAXIMUM


@cache
def client(key: str, base: str) -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        stripe_version=settings.STRIPE_API_VERSION,
        base_addresses={"api": base} if base else {},
        max_network_retries=2,
    )


def _client() -> stripe.StripeClient:
    return client(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE)


def start(
    payment: Payment, items: Sequence[Item], *, language: str, email: str = ""
) -> str:
    """Make the hosted page for a saved payment and return its address.

    Safe to repeat: the idempotency key is ours and the same. Raises CardUnavailable.
    """
    params: stripe.params.checkout.SessionCreateParams = {
        "mode": "payment",
        "client_reference_id": payment.reference,
        "line_items": [_line(item) for item in items],
        "metadata": {"payment": payment.code},
        "payment_intent_data": {"metadata": {"payment": payment.code}},
        "locale": "vi" if language == "vi" else "en",
        "expires_at": int(
            (payment.expires_at or timezone.now() + LIFETIME).timestamp()
        ),
        "success_url": payment.return_url,
        "cancel_url": payment.return_url,
    }
    if email:
        params["customer_email"] = email
    key = f"cs:{payment.code}:{payment.attempt}"
    try:
        session = _client().v1.checkout.sessions.create(
            params, {"idempotency_key": key}
        )
    except stripe.StripeError as error:
        raise CardUnavailable(str(error)) from error
    payment.session_id, payment.checkout_url = session.id, session.url or ""
    payment.save(update_fields=["session_id", "checkout_url"])
    return payment.checkout_url


def _line(item: Item) -> stripe.params.checkout.SessionCreateParamsLineItem:
    return {
        "quantity": item.quantity,
        "price_data": {
            "currency": "vnd",
            "unit_amount": item.amount,
            "product_data": {"name": item.name},
        },
    }


def fetch(session_id: str) -> SessionState:
    """What the gateway knows about a session now. Raises CardUnavailable."""
    try:
        session = _client().v1.checkout.sessions.retrieve(session_id)
    except stripe.StripeError as error:
        raise CardUnavailable(str(error)) from error
    intent = session.payment_intent
    return SessionState(
        paid=session.payment_status == "paid",
        expired=session.status == "expired",
        amount=session.amount_total or 0,
        currency=(session.currency or "").upper(),
        intent_id=intent if isinstance(intent, str) or intent is None else intent.id,
    )


@dataclass(frozen=True)
class RefundAnswer:
    """What the gateway knows of a refund; `amount` in đồng, `code` ours or empty."""

    id: str
    status: str
    amount: int
    currency: str
    intent_id: str | None
    code: str
    reason: str = ""

    @property
    def succeeded(self) -> bool:
        return self.status == "succeeded"

    @property
    def failed(self) -> bool:
        return self.status in ("failed", "canceled")


def refund(refund: Refund) -> RefundAnswer:
    """Give an approved refund back to its card; repeating it is safe, the key is ours.

    Raises CardRefused, or CardUnavailable when the answer is unknown.
    """
    params: stripe.params.RefundCreateParams = {
        "payment_intent": refund.payment.intent_id or "",
        "amount": refund.amount,
        "metadata": {"refund": refund.code},
    }
    try:
        made = _client().v1.refunds.create(
            params, {"idempotency_key": f"re:{refund.code}"}
        )
    except stripe.InvalidRequestError as error:
        raise CardRefused(error.user_message or str(error)) from error
    except stripe.StripeError as error:
        raise CardUnavailable(str(error)) from error
    return _answer(made)


def find_refund(refund: Refund) -> RefundAnswer | None:
    """The same refund from an earlier try: the gateway forgets keys after a day. Raises CardUnavailable."""
    try:
        found = _client().v1.refunds.list(
            {"payment_intent": refund.payment.intent_id or "", "limit": 100}
        )
    except stripe.StripeError as error:
        raise CardUnavailable(str(error)) from error
    answers = map(_answer, found.data)
    return next((each for each in answers if each.code == refund.code), None)


def _answer(made: stripe.Refund) -> RefundAnswer:
    intent = made.payment_intent
    return RefundAnswer(
        id=made.id,
        status=made.status or "pending",
        amount=made.amount,
        currency=made.currency.upper(),
        intent_id=intent.id if isinstance(intent, stripe.PaymentIntent) else intent,
        code=made.to_dict().get("metadata", {}).get("refund", ""),
        reason=getattr(made, "failure_reason", None) or "",
    )


@dataclass(frozen=True)
class Event:
    """A hint from the gateway: what happened to which object."""

    id: str
    kind: str
    object_id: str


def verify(body: bytes, signature: str) -> Event:
    """The event of a webhook, its signature checked over the raw bytes; raises BadSignature.

    Several secrets may be valid at once, so that they can be changed without a gap.
    """
    for secret in settings.STRIPE_WEBHOOK_SECRETS:
        try:
            _client().construct_event(body, signature, secret)
        except (stripe.SignatureVerificationError, ValueError):
            continue
        return read(body)
    raise BadSignature


def read(body: bytes) -> Event:
    """The event in a body whose signature was checked before it was stored."""
    told: Any = json.loads(body)
    return Event(told["id"], told["type"], str(told["data"]["object"]["id"]))
