"""Cards on Stripe's hosted page. The only file that imports stripe.

VND has no decimals at Stripe: what we store is what we send (docs.stripe.com/currencies).
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import timezone

import stripe

from payments.models import Payment, Refund

from .answers import DisputeAnswer as DisputeAnswer
from .answers import Event as Event
from .answers import Item as Item
from .answers import Moved as Moved
from .answers import RefundAnswer as RefundAnswer
from .answers import SessionState as SessionState

MINIMUM = 15_000  # about 0.50 US dollars, Stripe's floor for a charge
MAXIMUM = 99_999_999  # eight digits
LIFETIME = timedelta(minutes=35)  # Stripe takes 30 minutes to 24 hours
PATIENCE = 20  # seconds for one answer


class CardUnavailable(Exception):
    """The gateway cannot be reached or refuses; nothing was charged."""


class CardRefused(CardUnavailable):
    """The gateway says no, and will say no again; its words."""


class BadSignature(Exception):
    """A webhook that is not from the gateway."""


def is_offered(amount: int) -> bool:
    return bool(settings.STRIPE_SECRET_KEY) and MINIMUM <= amount <= MAXIMUM


@cache
def client(key: str, base: str) -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        stripe_version=settings.STRIPE_API_VERSION,
        base_addresses={"api": base} if base else {},
        max_network_retries=2,
        http_client=stripe.RequestsClient(timeout=PATIENCE),
    )


def _client() -> stripe.StripeClient:
    return client(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE)


@contextmanager
def _asking() -> Iterator[None]:
    """The SDK's errors in our words."""
    try:
        yield
    except stripe.InvalidRequestError as error:
        raise CardRefused(error.user_message or str(error)) from error
    except stripe.StripeError as error:
        raise CardUnavailable(str(error)) from error


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
    with _asking():
        session = _client().v1.checkout.sessions.create(
            params, {"idempotency_key": key}
        )
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
    with _asking():
        session = _client().v1.checkout.sessions.retrieve(session_id)
        intent_id = _id(session.payment_intent)
        intent = _intent(intent_id) if intent_id else None
    is_paid = session.payment_status == "paid"
    is_waiting = session.status == "complete" and not is_paid
    gave_up = intent is not None and intent.status in GIVEN_UP
    return SessionState(
        paid=is_paid,
        expired=session.status == "expired",
        amount=session.amount_total or 0,
        currency=(session.currency or "").upper(),
        intent_id=intent_id,
        is_processing=is_waiting and not gave_up,
        failed=is_waiting and gave_up,
        moved=_charged(intent) if is_paid and intent else None,
    )


GIVEN_UP = ("canceled", "requires_payment_method")


def _intent(intent_id: str) -> stripe.PaymentIntent:
    return _client().v1.payment_intents.retrieve(
        intent_id, {"expand": ["latest_charge.balance_transaction"]}
    )


def _charged(intent: stripe.PaymentIntent) -> Moved | None:
    charge = intent.latest_charge
    return (
        _moved(charge.balance_transaction)
        if isinstance(charge, stripe.Charge)
        else None
    )


def _moved(line: str | stripe.BalanceTransaction | None) -> Moved | None:
    """None until the gateway has booked it."""
    if not isinstance(line, stripe.BalanceTransaction):
        return None
    rate = line.exchange_rate
    return Moved(
        id=line.id,
        kind=line.type,
        amount=line.amount,
        fee=line.fee,
        net=line.net,
        currency=line.currency.upper(),
        exchange_rate="" if rate is None else f"{Decimal(repr(rate)):f}",
        at=_at(line.created),
    )


def _at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _id(found: Any) -> str | None:
    """The id of something the gateway may send whole."""
    return found if isinstance(found, str) or found is None else str(found.id)


def close(session_id: str) -> None:
    """Shut the hosted page, if it is still open. Raises CardUnavailable."""
    try:
        with _asking():
            _client().v1.checkout.sessions.expire(session_id)
    except CardRefused:
        # Paid or expired meanwhile: whoever asks next finds out which.
        return


def refund(refund: Refund) -> RefundAnswer:
    """Give an approved refund back to its card; repeating it is safe, the key is ours.

    Raises CardRefused, or CardUnavailable when the answer is unknown.
    """
    params: stripe.params.RefundCreateParams = {
        "payment_intent": refund.payment.intent_id or "",
        "amount": refund.amount,
        "metadata": {"refund": refund.code},
        "expand": ["balance_transaction"],
    }
    with _asking():
        made = _client().v1.refunds.create(
            params, {"idempotency_key": f"re:{refund.code}"}
        )
    return _refund(made)


def find_refund(refund: Refund) -> RefundAnswer | None:
    """The same refund from an earlier try: the gateway forgets keys after a day. Raises CardUnavailable."""
    with _asking():
        found = _client().v1.refunds.list(
            {"payment_intent": refund.payment.intent_id or "", "limit": 100}
        )
    ours = [each.id for each in found.data if _refund(each).code == refund.code]
    return fetch_refund(ours[0]) if ours else None


def fetch_refund(external_id: str) -> RefundAnswer:
    """Raises CardUnavailable."""
    with _asking():
        return _refund(
            _client().v1.refunds.retrieve(
                external_id, {"expand": ["balance_transaction"]}
            )
        )


def _refund(made: stripe.Refund) -> RefundAnswer:
    return RefundAnswer(
        id=made.id,
        status=made.status or "pending",
        amount=made.amount,
        currency=made.currency.upper(),
        intent_id=_id(made.payment_intent),
        code=made.to_dict().get("metadata", {}).get("refund", ""),
        reason=getattr(made, "failure_reason", None) or "",
        moved=_moved(made.balance_transaction),
    )


def fetch_dispute(external_id: str) -> DisputeAnswer:
    """Raises CardUnavailable."""
    with _asking():
        found = _client().v1.disputes.retrieve(external_id)
    due_by = found.evidence_details.due_by
    return DisputeAnswer(
        id=found.id,
        status=found.status,
        amount=found.amount,
        currency=found.currency.upper(),
        reason=found.reason,
        intent_id=_id(found.payment_intent),
        opened_at=_at(found.created),
        due_by=_at(due_by) if due_by else None,
        moved=[moved for line in found.balance_transactions if (moved := _moved(line))],
    )


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


def events_since(
    moment: datetime, kinds: Sequence[str]
) -> Iterator[tuple[Event, bytes]]:
    """What the gateway would have told us since `moment` (it keeps 30 days). Raises CardUnavailable."""
    with _asking():
        found = _client().v1.events.list(
            {
                "types": list(kinds),
                "created": {"gte": int(moment.timestamp())},
                "limit": 100,
            }
        )
        for event in found.auto_paging_iter():
            body = json.dumps(event.to_dict(), default=str).encode()
            yield read(body), body
