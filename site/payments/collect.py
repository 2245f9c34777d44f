"""Open an attempt to collect money."""

from dataclasses import dataclass
from datetime import datetime

from producers.models import Producer
from vietnam.check_characters import random_code, with_check
from vietnam.dong import Dong

from .models import HOLDER_OF, Holder, Method, Payment


@dataclass(frozen=True)
class Due:
    """What is to be collected, for what, and until when."""

    reference: str
    amount: Dong
    expires_at: datetime | None = None
    return_url: str = ""


def new_code() -> str:
    """What the buyer's bank prints: letters and digits only, banks strip the rest."""
    return with_check(f"LN{random_code(8)}")


def open_payment(
    due: Due,
    method: Method,
    *,
    payee: Producer | None = None,
    held_by: Holder | None = None,
) -> Payment:
    """Create the next attempt; a transfer copies the payee's bank account of this moment.

    `held_by` is said when it is not what the method implies: a co-operative that sells in its own name.
    """
    attempt = Payment.objects.filter(reference=due.reference, method=method).count() + 1
    payment = Payment(
        code=new_code(),
        reference=due.reference,
        method=method,
        held_by=held_by or HOLDER_OF[method],
        amount=due.amount,
        attempt=attempt,
        expires_at=due.expires_at,
        return_url=due.return_url,
    )
    if payee and method == Method.VIETQR:
        payment.payee = payee.bank_holder
        payment.bank_bin = payee.bank_bin
        payment.bank_account = payee.bank_account
    payment.save()
    return payment
