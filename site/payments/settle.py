"""The only door through which a payment becomes paid, failed or expired."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from .announce import announce_later
from .gateways import stripe as card
from .models import Method, Payment, Status


def settle_card(session_id: str) -> Payment:
    """Ask the gateway what became of a session and act on it once.

    Called by the webhook, the return page and the reconciliation job; the event or the page is
    only a hint of what to look up. Raises Payment.DoesNotExist for a session that is not ours.
    """
    Payment.objects.get(session_id=session_id)
    session = card.fetch(session_id)
    with transaction.atomic():
        payment = Payment.objects.locked().get(session_id=session_id)
        if not payment.is_paid:
            _apply(payment, session)
    return payment


def _apply(payment: Payment, session: card.SessionState) -> None:
    if session.paid:
        payment.intent_id = session.intent_id
        _receive(payment, session.amount, session.currency)
    elif session.expired and payment.is_open:
        _close(payment, Status.EXPIRED)


def _receive(payment: Payment, amount: int, currency: str) -> None:
    reason = ""
    if (amount, currency) != (payment.amount, payment.currency):
        reason = f"{amount} {currency} ≠ {payment.amount} {payment.currency}"
    elif not payment.is_open:
        reason = f"paid although {payment.status}"
    if reason:
        _keep_for_review(payment, reason)
    else:
        _mark_paid(payment)


def _keep_for_review(payment: Payment, reason: str) -> None:
    if payment.status != Status.REVIEW:
        payment.move_to(Status.REVIEW)
    payment.review_reason = reason
    payment.save()


def _mark_paid(payment: Payment) -> None:
    payment.move_to(Status.PAID)
    payment.paid_at = timezone.now()
    payment.announced_at = None
    payment.save()
    announce_later(payment)


def _close(payment: Payment, status: Status) -> None:
    payment.move_to(status)
    payment.announced_at = None
    payment.save()
    announce_later(payment)


@transaction.atomic
def confirm_received(payment: Payment, *, by: Any) -> Payment:
    """The payee says that the transfer or the cash has arrived; a second tap does nothing."""
    payment = Payment.objects.locked().get(pk=payment.pk)
    if payment.method == Method.CARD:
        raise ValueError("a card payment is confirmed by its gateway only")
    if not payment.is_paid:
        _mark_paid(payment)
    return payment


@transaction.atomic
def expire(payment: Payment) -> None:
    """Give up waiting, unless somebody paid meanwhile."""
    payment = Payment.objects.locked().get(pk=payment.pk)
    if payment.is_open:
        _close(payment, Status.EXPIRED)


@transaction.atomic
def cancel(payment: Payment) -> None:
    """Stop collecting; money that comes all the same goes to review."""
    payment = Payment.objects.locked().get(pk=payment.pk)
    if payment.is_open:
        payment.move_to(Status.CANCELLED)
        payment.save()
