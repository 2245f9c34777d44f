"""Withheld tax is paid in to the State: by a document, booked once."""

from datetime import datetime, time

from django.db.models import Sum
from django.utils import timezone

from vietnam.dong import Dong

from . import journal
from .chart import Code
from .journal import Label, Line, move
from .models import Entry, Kind, Posting, TaxDeposit, What


def withheld() -> dict[str, Dong]:
    """What was withheld and is not paid in yet, by kind of tax, in đồng."""
    found = Posting.objects.on(Code.TAX_WITHHELD).filter(currency="VND")
    rows = found.order_by().values_list("what").annotate(Sum("amount"))
    sums = dict(rows)
    return {"vat": -sums.get(What.VAT, 0), "pit": -sums.get(What.PIT, 0)}


def book(deposit: TaxDeposit) -> Entry:
    """Key `tax:<document>`; of all makers together, so no statement shows it."""
    noon = timezone.make_aware(datetime.combine(deposit.paid_on, time(12)))
    return journal.post(
        f"tax:{deposit.document}",
        deposit.note or deposit.document,
        [
            *_paid_in(deposit, What.VAT, deposit.vat),
            *_paid_in(deposit, What.PIT, deposit.pit),
        ],
        kind=Kind.TAX,
        at=noon,
        by=deposit.made_by,
    )


def _paid_in(deposit: TaxDeposit, tax: What, amount: Dong) -> list[Line]:
    label = Label(what=tax, reference=deposit.document[:40])
    return move(Code.TAX_WITHHELD, Code.BANK, amount, label)
