"""Paying makers what we owe them: drafted by one person, approved by another, never twice.

Lock order: makers by primary key, then the batch, then its lines. A maker's lock is what keeps two
batches from claiming one balance; the database's one open line per maker is the last rule.
"""

import csv
import hashlib
import io
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from producers.models import Producer
from vietnam.banks import bank
from vietnam.check_characters import random_code, with_check
from vietnam.dong import Dong

from . import journal
from .chart import Code
from .journal import Label, move
from .models import (
    BatchState,
    Hold,
    Kind,
    LineState,
    PayoutBatch,
    PayoutLine,
    Posting,
    What,
)

MINIMUM: Dong = 10_000


class CannotPay(Exception):
    """Why nothing was done, in words for the person who asked."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(str(message))


def ours(producer: Producer) -> Dong:
    """What we owe the maker out of money that is with us: cash still at the carrier is not."""
    his = Posting.objects.of(producer)
    owed = -his.on(Code.PRODUCER, Code.RECEIVABLE).total()
    return owed - his.on(Code.COD_IN_TRANSIT).total()


def claimed(producer: Producer) -> Dong:
    """What open lines of batches already promise him."""
    open_ones = PayoutLine.objects.filter(producer=producer, state=LineState.OPEN)
    return int(open_ones.aggregate(sum=Sum("amount"))["sum"] or 0)


def held(producer: Producer, owed: Dong) -> Dong:
    """What holds keep back of `owed` today."""
    holds = Hold.objects.in_force(timezone.localdate()).filter(producer=producer)
    return sum(owed if one.amount is None else one.amount for one in holds)


def payable(producer: Producer) -> Dong:
    """What may be paid out to the maker now, never less than 0."""
    owed = ours(producer)
    return max(0, owed - claimed(producer) - held(producer, owed))


def _locked(pks: Sequence[int]) -> list[Producer]:
    return list(
        Producer.objects.select_for_update(of=("self",))
        .filter(pk__in=pks)
        .order_by("pk")
    )


@transaction.atomic
def draft(*, by: Any, minimum: Dong = MINIMUM) -> PayoutBatch:
    """Claim every balance that may be paid; who is being paid already waits for the next batch.

    Raises CannotPay when there is none.
    """
    batch = PayoutBatch.objects.create(
        code=with_check(f"CT{random_code(7)}"), made_by=by
    )
    known = Posting.objects.on(Code.PRODUCER).values("producer").distinct()
    lines = [
        _line(batch, producer, amount)
        for producer in _locked(list(known.values_list("producer", flat=True)))
        if producer.takes_transfers
        and not claimed(producer)
        and (amount := payable(producer)) >= minimum
    ]
    if not lines:
        raise CannotPay(_("Chưa có nhà sản xuất nào có tiền chờ chi trả."))
    PayoutLine.objects.bulk_create(lines)
    return batch


def _line(batch: PayoutBatch, producer: Producer, amount: Dong) -> PayoutLine:
    return PayoutLine(
        batch=batch,
        producer=producer,
        amount=amount,
        bank_bin=producer.bank_bin,
        bank_account=producer.bank_account,
        bank_holder=producer.bank_holder,
    )


def _again(batch: PayoutBatch) -> PayoutBatch:
    return PayoutBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)


@transaction.atomic
def approve(batch: PayoutBatch, *, by: Any) -> PayoutBatch:
    """The second pair of eyes. Raises CannotPay for the person who made it, IllegalBatchMove if late."""
    batch = _again(batch)
    if batch.made_by_id == by.pk:
        raise CannotPay(_("Bạn là người lập đợt này. Hãy nhờ một người khác duyệt."))
    batch.move_to(BatchState.APPROVED)
    batch.approved_by, batch.approved_at = by, timezone.now()
    batch.save()
    return batch


@transaction.atomic
def cancel(batch: PayoutBatch) -> PayoutBatch:
    """Give up a batch nobody sent; the balances are free again."""
    batch = _again(batch)
    batch.move_to(BatchState.CANCELLED)
    batch.save()
    batch.lines.update(state=LineState.DROPPED)
    return batch


def bank_file(batch: PayoutBatch) -> bytes:
    """The transfers as CSV, the same bytes each time; amounts are plain numbers of đồng."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(
        ["STT", "So tai khoan", "Ten nguoi huong", "Ngan hang", "So tien", "Noi dung"]
    )
    for number, line in enumerate(
        batch.lines.exclude(state=LineState.DROPPED), start=1
    ):
        name = bank(line.bank_bin).short_name
        note = f"{batch.code} {line.pk}"
        rows.writerow(
            [number, line.bank_account, line.bank_holder, name, line.amount, note]
        )
    return b"\xef\xbb\xbf" + out.getvalue().encode()


@transaction.atomic
def export(batch: PayoutBatch) -> bytes:
    """The file for the bank; its fingerprint is kept, and a later copy must be the same.

    Raises IllegalBatchMove before approval, CannotPay when an account was changed meanwhile.
    """
    batch = _again(batch)
    content = bank_file(batch)
    fingerprint = hashlib.sha256(content).hexdigest()
    if batch.file_sha256:
        _same(batch.file_sha256, fingerprint)
        return content
    _check_accounts(batch)
    _check_holds(batch)
    batch.move_to(BatchState.EXPORTED)
    batch.file_sha256 = fingerprint
    batch.save()
    return content


def _same(known: str, fingerprint: str) -> None:
    if known != fingerprint:
        raise CannotPay(_("Tệp không còn giống tệp đã xuất. Hãy báo người quản trị."))


def _check_accounts(batch: PayoutBatch) -> None:
    for line in batch.lines.select_related("producer"):
        now = (line.producer.bank_bin, line.producer.bank_account)
        if now != (line.bank_bin, line.bank_account):
            raise CannotPay(
                _("%(maker)s vừa đổi tài khoản. Hãy huỷ đợt này và lập lại.")
                % {"maker": line.producer}
            )


def _check_holds(batch: PayoutBatch) -> None:
    """What came to be held after the draft, a dispute above all, is not sent to the bank."""
    for line in batch.lines.select_related("producer"):
        owed = ours(line.producer)
        if owed - held(line.producer, owed) < line.amount:
            raise CannotPay(
                _("Tiền của %(maker)s vừa bị tạm giữ. Hãy huỷ đợt này và lập lại.")
                % {"maker": line.producer}
            )


@transaction.atomic
def send(batch: PayoutBatch) -> PayoutBatch:
    """A person gave the file to the bank."""
    batch = _again(batch)
    batch.move_to(BatchState.SENT)
    batch.sent_at = timezone.now()
    batch.save()
    return batch


def _line_again(line: PayoutLine) -> PayoutLine:
    _locked([line.producer_id])
    return (
        PayoutLine.objects.select_for_update(of=("self",))
        .select_related("batch", "producer")
        .get(pk=line.pk)
    )


@transaction.atomic
def paid(line: PayoutLine, *, by: Any) -> PayoutLine:
    """The bank carried it out; a second tap does nothing. Raises CannotPay before it was sent."""
    line = _line_again(line)
    if line.batch.state != BatchState.SENT:
        raise CannotPay(_("Đợt này chưa gửi ngân hàng."))
    if line.state == LineState.OPEN:
        label = Label(line.producer, What.MONEY, reference=line.batch.code)
        lines = move(Code.PRODUCER, Code.BANK, line.amount, label)
        journal.post(_key(line), line.batch.code, lines, kind=Kind.PAYOUT, by=by)
        line.state = LineState.PAID
        line.save()
    return line


def _key(line: PayoutLine) -> str:
    return f"payout:{line.batch.code}:{line.producer_id}"


@transaction.atomic
def returned(line: PayoutLine, *, reason: str, by: Any) -> PayoutLine:
    """The bank sent it back, at once or after it had said paid: the balance is open again."""
    line = _line_again(line)
    if line.state == LineState.PAID and (entry := journal.find(_key(line))):
        key = _key(line).replace("payout:", "payout-returned:")
        journal.reverse(entry, key, kind=Kind.RETURNED, by=by)
    if line.state in (LineState.OPEN, LineState.PAID):
        line.state, line.note = LineState.RETURNED, reason[:255]
        line.save()
    return line


@transaction.atomic
def close(batch: PayoutBatch) -> PayoutBatch:
    """Every line has ended. Raises CannotPay while one is open."""
    batch = _again(batch)
    if batch.lines.filter(state=LineState.OPEN).exists():
        raise CannotPay(
            _("Còn khoản chưa biết kết quả. Hãy ghi đã chuyển hoặc trả lại.")
        )
    batch.move_to(BatchState.CLOSED)
    batch.closed_at = timezone.now()
    batch.save()
    return batch
