from typing import Any

from django.dispatch import receiver

from payments.models import Payment, Refund
from payments.signals import (
    payment_failed,
    payment_refunded,
    payment_reopening,
    payment_settled,
    refund_failed,
)

from .bookkeeping import book_refund, book_sale, unbook_refund
from .paying import payment_came, payment_did_not_come, reopen


@receiver(payment_settled)
def on_settled(payment: Payment, **kwargs: Any) -> None:
    payment_came(payment)
    book_sale(payment)


@receiver(payment_failed)
def on_failed(payment: Payment, **kwargs: Any) -> None:
    payment_did_not_come(payment)


@receiver(payment_refunded)
def on_refunded(refund: Refund, **kwargs: Any) -> None:
    book_refund(refund)


@receiver(refund_failed)
def on_refund_failed(refund: Refund, **kwargs: Any) -> None:
    unbook_refund(refund)


@receiver(payment_reopening)
def on_reopening(payment: Payment, **kwargs: Any) -> bool | None:
    return reopen(payment)
