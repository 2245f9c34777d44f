"""Putting a mistake right: never a change, always another entry that two people answer for."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from . import journal
from .chart import Code
from .journal import Label, move
from .models import Correction, Entry, Kind, What


class CannotCorrect(ValueError):
    """Why nothing was booked, in words for the person who asked."""


@transaction.atomic
def ask_reversal(entry: Entry, *, by: Any, note: str) -> Correction:
    """Ask that an entry is taken back whole. Raises CannotCorrect."""
    if not note.strip():
        raise CannotCorrect(_("Hãy ghi vì sao cần đảo bút toán này."))
    asked = Correction.objects.waiting().filter(reverses=entry)
    if asked.exists() or entry.reversed_by.exists():
        raise CannotCorrect(_("Bút toán này đã được đảo, hoặc đang chờ duyệt đảo."))
    return Correction.objects.create(
        reverses=entry, reason=note.strip()[:255], asked_by=by
    )


def _locked(correction: Correction) -> Correction:
    found = Correction.objects.select_for_update(of=("self",)).get(pk=correction.pk)
    if not found.is_waiting:
        raise CannotCorrect(_("Phiếu sửa này đã được quyết định rồi."))
    return found


@transaction.atomic
def approve(correction: Correction, *, by: Any) -> Entry:
    """The second pair of eyes; only now is anything booked. Raises CannotCorrect."""
    correction = _locked(correction)
    if correction.asked_by_id == by.pk:
        raise CannotCorrect(
            _("Bạn là người lập phiếu này. Hãy nhờ một người khác xem và duyệt.")
        )
    correction.approved_by, correction.decided_at = by, timezone.now()
    correction.save()
    return _post(correction, by)


def _post(correction: Correction, by: Any) -> Entry:
    key, wrong = f"correction:{correction.code}", correction.reverses
    if wrong:
        return journal.reverse(wrong, key, kind=Kind.CORRECTION, by=by)
    label = Label(correction.producer, What.MONEY, reference=correction.code)
    debit, credit = Code(correction.debit), Code(correction.credit)
    lines = move(debit, credit, correction.amount or 0, label)
    return journal.post(key, correction.reason, lines, kind=Kind.CORRECTION, by=by)


@transaction.atomic
def reject(correction: Correction, *, by: Any, note: str) -> None:
    """No, and why; nothing is booked. Raises CannotCorrect."""
    correction = _locked(correction)
    if not note.strip():
        raise CannotCorrect(_("Hãy ghi vì sao không duyệt."))
    correction.rejected_by, correction.decided_at = by, timezone.now()
    correction.answer = note.strip()[:255]
    correction.save()
