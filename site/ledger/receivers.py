from typing import Any

from django.dispatch import receiver

from payments.models import BalanceMovement, Dispute, Payment, Refund
from payments.signals import (
    balance_moved,
    dispute_followed,
    payment_failed,
    payment_refunded,
    refund_failed,
)

from . import holding, selling
from .gateway import book_movement


@receiver(balance_moved)
def on_balance_moved(movement: BalanceMovement, **kwargs: Any) -> None:
    book_movement(movement)


@receiver(dispute_followed)
def on_dispute(dispute: Dispute, **kwargs: Any) -> None:
    holding.follow(dispute)


@receiver(payment_failed)
def on_failed(payment: Payment, **kwargs: Any) -> None:
    if payment.is_returning:
        selling.keep_for_buyer(payment)


@receiver(payment_refunded)
def on_refunded(refund: Refund, **kwargs: Any) -> None:
    if refund.payment.is_returning:
        selling.give_buyer_back(refund)


@receiver(refund_failed)
def on_refund_failed(refund: Refund, **kwargs: Any) -> None:
    if refund.payment.is_returning:
        selling.take_back(refund)
