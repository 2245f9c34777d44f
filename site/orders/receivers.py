from typing import Any

from django.dispatch import receiver
from django.http import HttpRequest

from allauth.account.signals import user_logged_in

from payments.models import Payment, Refund
from payments.signals import (
    payment_failed,
    payment_refunded,
    payment_reopening,
    payment_settled,
    refund_failed,
)

from . import basket
from .bookkeeping import book_refund, book_sales, unbook_refund
from .fulfil import payment_came, payment_did_not_come
from .remembering import merge_baskets
from .returning import money_went_back
from .reviving import revive


@receiver(payment_settled)
def on_settled(payment: Payment, **kwargs: Any) -> None:
    book_sales(payment)
    payment_came(payment)


@receiver(payment_failed)
def on_failed(payment: Payment, **kwargs: Any) -> None:
    payment_did_not_come(payment)


@receiver(payment_reopening)
def on_reopening(payment: Payment, **kwargs: Any) -> bool | None:
    return revive(payment)


@receiver(payment_refunded)
def on_refunded(refund: Refund, **kwargs: Any) -> None:
    book_refund(refund)
    money_went_back(refund)


@receiver(refund_failed)
def on_refund_failed(refund: Refund, **kwargs: Any) -> None:
    unbook_refund(refund)


@receiver(user_logged_in)
def on_sign_in(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    merge_baskets(user, basket.of_cookie(request))
