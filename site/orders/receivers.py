from typing import Any

from django.dispatch import receiver

from payments.models import Payment
from payments.signals import payment_failed, payment_settled

from .bookkeeping import book_sales
from .fulfil import payment_came, payment_did_not_come


@receiver(payment_settled)
def on_settled(payment: Payment, **kwargs: Any) -> None:
    book_sales(payment)
    payment_came(payment)


@receiver(payment_failed)
def on_failed(payment: Payment, **kwargs: Any) -> None:
    payment_did_not_come(payment)
