from typing import Any

from django.dispatch import receiver

from payments.models import Payment, Refund
from payments.signals import (
    payment_failed,
    payment_refunded,
    payment_settled,
    refund_failed,
)

from .bookkeeping import book_refund, book_sales, unbook_refund
from .fulfil import payment_came, payment_did_not_come


@receiver(payment_settled)
def on_settled(payment: Payment, **kwargs: Any) -> None:
    book_sales(payment)
    payment_came(payment)


@receiver(payment_failed)
def on_failed(payment: Payment, **kwargs: Any) -> None:
    payment_did_not_come(payment)


@receiver(payment_refunded)
def on_refunded(refund: Refund, **kwargs: Any) -> None:
    book_refund(refund)


@receiver(refund_failed)
def on_refund_failed(refund: Refund, **kwargs: Any) -> None:
    unbook_refund(refund)
