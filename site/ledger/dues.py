"""What a maker owes the platform because he took the money in himself: asked for, paid, or called off."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core import outbox
from producers.contact import reader
from producers.models import Producer
from vietnam.dong import Dong

from . import journal, statements
from .chart import Code
from .journal import Label, move
from .models import DuesNotice, Kind, Posting, What

LEAST: Dong = 10_000
TERM = timedelta(days=15)


class CannotAsk(ValueError):
    """Why nothing was done, in words for the person who asked."""


@transaction.atomic
def ask_all(*, by: Any) -> int:
    """Write a notice to every maker who owes us and has none open; returns how many."""
    debts = Posting.objects.on(Code.RECEIVABLE).values("producer").distinct()
    makers = Producer.objects.select_for_update(of=("self",)).filter(pk__in=debts)
    return sum(bool(_ask(maker, by)) for maker in makers.order_by("pk"))


def _ask(producer: Producer, by: Any) -> DuesNotice | None:
    """The caller holds the maker's lock; fees taken from money we hold are no dues."""
    owed = -statements.balance(producer)
    if owed < LEAST or DuesNotice.objects.open().filter(producer=producer).exists():
        return None
    today = timezone.localdate()
    notice = DuesNotice.objects.create(
        producer=producer, amount=owed, issued_by=by, due_on=today + TERM
    )
    outbox.put(
        f"dues:{notice.code}",
        reader(producer),
        "dues",
        {"notice": notice, "path": reverse("workspace:money")},
        about=f"dues:{notice.code}",
        path=reverse("workspace:money"),
    )
    return notice


def _locked(notice: DuesNotice) -> DuesNotice:
    Producer.objects.select_for_update(of=("self",)).get(pk=notice.producer_id)
    found = DuesNotice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    if not found.is_open:
        raise CannotAsk(_("Phiếu thu này đã xong hoặc đã huỷ rồi."))
    return found


@transaction.atomic
def settle(notice: DuesNotice, *, by: Any, note: str) -> None:
    """The whole sum has arrived; `note` is the bank's reference. Raises CannotAsk."""
    notice = _locked(notice)
    if not note.strip():
        raise CannotAsk(_("Hãy ghi số tham chiếu của ngân hàng, hoặc ai đã thu tiền."))
    label = Label(notice.producer, What.MONEY, reference=notice.code)
    lines = move(Code.BANK, Code.RECEIVABLE, notice.amount, label)
    journal.post(f"dues:{notice.code}", note, lines, kind=Kind.DUES, by=by)
    notice.paid_at, notice.ended_by = timezone.now(), by
    notice.note = note.strip()[:255]
    notice.save()


@transaction.atomic
def call_off(notice: DuesNotice, *, by: Any, note: str) -> None:
    """Not asked for any more, and why: the debt stays in the books. Raises CannotAsk."""
    notice = _locked(notice)
    if not note.strip():
        raise CannotAsk(_("Hãy ghi vì sao huỷ phiếu thu."))
    notice.cancelled_at, notice.ended_by = timezone.now(), by
    notice.note = note.strip()[:255]
    notice.save()
