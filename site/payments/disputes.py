"""Disputes: a cardholder asks his bank for the money back. Staff answer in the gateway's dashboard."""

from django.db import transaction
from django.utils import timezone

from .announce import announce_dispute_later
from .gateways import stripe as card
from .gateways.answers import DisputeAnswer
from .models import Dispute, Payment
from .models.gateway import ENDED
from .movements import keep_movement


def follow_dispute(external_id: str) -> Dispute:
    """Ask the gateway how a dispute stands and note it; news may come twice and in any order.

    Raises Payment.DoesNotExist for a payment we do not know as paid yet, and CardUnavailable.
    """
    answer = card.fetch_dispute(external_id)
    with transaction.atomic():
        payment = Payment.objects.locked().get(intent_id=answer.intent_id)
        return _note(payment, answer)


def _note(payment: Payment, answer: DisputeAnswer) -> Dispute:
    dispute, _is_new = Dispute.objects.update_or_create(
        external_id=answer.id,
        defaults={
            "payment": payment,
            "amount": answer.amount,
            "currency": answer.currency,
            "reason": answer.reason[:60],
            "status": answer.status,
            "due_by": answer.due_by,
            "opened_at": answer.opened_at,
            "announced_at": None,
        },
    )
    if dispute.status in ENDED and dispute.closed_at is None:
        dispute.closed_at = timezone.now()
        dispute.save(update_fields=["closed_at"])
    for moved in answer.moved:
        keep_movement(moved, payment, dispute=dispute)
    announce_dispute_later(dispute)
    return dispute
