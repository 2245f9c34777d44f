"""Tell upper apps what became of money: all receivers and the note of it in one transaction.

A process killed at any point leaves the news unannounced, and `announce_all` sends it again.
"""

import logging
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.dispatch import Signal
from django.utils import timezone

from .models import (
    BalanceMovement,
    Dispute,
    Payment,
    Refund,
    RefundMethod,
    RefundState,
    Status,
)
from .signals import (
    balance_moved,
    dispute_followed,
    payment_failed,
    payment_refunded,
    payment_settled,
    refund_failed,
)

log = logging.getLogger(__name__)
PAYMENT_NEWS: dict[str, Signal] = {
    Status.PAID: payment_settled,
    Status.FAILED: payment_failed,
    Status.EXPIRED: payment_failed,
    Status.RETURNING: payment_failed,
}


def announce_later(payment: Payment) -> None:
    """Announce after the commit; an error is logged and the sweep tries again."""
    transaction.on_commit(lambda: announce_payment(payment.pk), robust=True)


def announce_refund_later(refund: Refund) -> None:
    transaction.on_commit(lambda: announce_refund(refund.pk), robust=True)


def announce_movement_later(movement: BalanceMovement) -> None:
    transaction.on_commit(lambda: announce_movement(movement.pk), robust=True)


def announce_dispute_later(dispute: Dispute) -> None:
    transaction.on_commit(lambda: announce_dispute(dispute.pk), robust=True)


@transaction.atomic
def announce_payment(pk: int) -> None:
    """Run every receiver once; whoever comes second finds it done."""
    payment = Payment.objects.locked().get(pk=pk)
    news = PAYMENT_NEWS.get(payment.status)
    if news and payment.announced_at is None:
        news.send(Payment, payment=payment)
        Payment.objects.filter(pk=pk).update(announced_at=timezone.now())


@transaction.atomic
def announce_refund(pk: int) -> None:
    """As announce_payment; the payment's row is locked first, as everywhere."""
    Payment.objects.locked().get(refunds=pk)
    refund = Refund.objects.locked().select_related("payment").get(pk=pk)
    if refund.announced_at is None and _is_news(refund):
        done = refund.state == RefundState.DONE
        (payment_refunded if done else refund_failed).send(Refund, refund=refund)
        Refund.objects.filter(pk=pk).update(announced_at=timezone.now())


def _is_news(refund: Refund) -> bool:
    """Money left, or money that had left came back."""
    settled = refund.state in (RefundState.DONE, RefundState.FAILED)
    return settled and refund.done_at is not None and refund.moves_money


@transaction.atomic
def announce_movement(pk: int) -> None:
    """As announce_payment, after the news of its payment: what is charged is sold first."""
    payment = Payment.objects.locked().get(movements=pk)
    movement = BalanceMovement.objects.select_related("payment").get(pk=pk)
    if movement.announced_at is None and payment.announced_at:
        balance_moved.send(BalanceMovement, movement=movement)
        BalanceMovement.objects.filter(pk=pk).update(announced_at=timezone.now())


@transaction.atomic
def announce_dispute(pk: int) -> None:
    """As announce_movement: what is disputed was sold before."""
    payment = Payment.objects.locked().get(disputes=pk)
    dispute = Dispute.objects.select_related("payment").get(pk=pk)
    if dispute.announced_at is None and payment.announced_at:
        dispute_followed.send(Dispute, dispute=dispute)
        Dispute.objects.filter(pk=pk).update(announced_at=timezone.now())


def announce_all() -> int:
    """Send what a stopped process left unsent; returns how many pieces of news."""
    payments = Payment.objects.filter(announced_at=None, status__in=PAYMENT_NEWS)
    refunds = (
        Refund.objects.filter(announced_at=None, done_at__isnull=False)
        .filter(state__in=[RefundState.DONE, RefundState.FAILED])
        .exclude(method=RefundMethod.REPLACEMENT)
    )
    movements = BalanceMovement.objects.filter(
        announced_at=None, payment__announced_at__isnull=False
    )
    disputes = Dispute.objects.filter(
        announced_at=None, payment__announced_at__isnull=False
    )
    return (
        _each(announce_payment, payments)
        + _each(announce_refund, refunds)
        + _each(announce_movement, movements)
        + _each(announce_dispute, disputes)
    )


def _each(announce: Callable[[int], None], found: QuerySet[Any]) -> int:
    """One bad receiver must not keep the others' news back."""
    sent = 0
    for pk in found.order_by("pk").values_list("pk", flat=True):
        try:
            announce(pk)
            sent += 1
        except Exception:
            log.exception("news of %s %s", announce.__name__, pk)
    return sent
