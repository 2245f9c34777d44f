"""Short ways to money that has come, for the tests of what happens to it afterwards."""

from itertools import count
from typing import Any

from django.utils import timezone

from payments import refunds
from payments.banks.port import Transfer
from payments.collect import Due, open_payment
from payments.match import record
from payments.models import BankTransaction, Method, Payment, Refund
from payments.settle import confirm_received
from tests.factories import ProducerFactory, UserFactory


def awaited(amount: int = 200_000, method: Method = Method.VIETQR) -> Payment:
    return open_payment(Due("LN-1", amount), method, payee=ProducerFactory())


def paid(amount: int = 200_000, method: Method = Method.VIETQR) -> Payment:
    return confirm_received(awaited(amount, method), by=None)


def asked(payment: Payment, amount: int, **given: Any) -> Refund:
    item = refunds.Item("line", "LN-1-1", 1, amount)
    wanted = {"method": "bank", "reason": "Hũ mật bị vỡ", "by": UserFactory()} | given
    return refunds.request(payment, items=[item], **wanted)


def approved(payment: Payment, amount: int, **given: Any) -> Refund:
    return refunds.approve(asked(payment, amount, **given), by=UserFactory())


ACCOUNT = "2408205012345"
_numbers = count(1)


def came(amount: int, note: str, **given: Any) -> BankTransaction:
    """A transfer the bank tells us of, each with a reference of its own."""
    facts = {"account": ACCOUNT, "at": timezone.now()} | given
    transfer = Transfer(f"FT{next(_numbers)}", amount=amount, content=note, **facts)
    return record(transfer, "sepay")[0]
