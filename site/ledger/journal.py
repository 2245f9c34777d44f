"""The only way into the books: `post` adds an entry once, `reverse` adds its mirror."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from payments.models import Payment
from producers.models import Producer
from vietnam.dong import split

from .chart import Code
from .models import Entry, Kind, Posting, What, is_closed

WHOLE = Fraction(1)


@dataclass(frozen=True)
class Label:
    """What both sides of a movement are about."""

    producer: Producer | None = None
    what: str = What.MONEY
    category: str = ""
    reference: str = ""
    currency: str = "VND"


@dataclass(frozen=True)
class Line:
    """One posting to be: debit positive, credit negative, in the currency's smallest unit."""

    account: Code
    amount: int
    label: Label = field(default_factory=Label)


class Unbalanced(ValueError):
    """Debit and credit differ; nothing was written."""


def move(debit: Code, credit: Code, amount: int, label: Label) -> list[Line]:
    """`amount` from `credit` to `debit`; nothing for 0, the other way round when negative."""
    if not amount:
        return []
    return [Line(debit, amount, label), Line(credit, -amount, label)]


def post(
    key: str,
    memo: str,
    lines: Iterable[Line],
    *,
    kind: Kind,
    at: datetime | None = None,
    by: Any = None,
    reverses: Entry | None = None,
    payment: Payment | None = None,
) -> Entry:
    """Write an entry once; a second call with the same key gives the first and writes nothing.

    Raises Unbalanced; the database says the same to whoever does not come this way.
    """
    known = find(key)
    if known:
        return known
    lines = list(lines)
    entry = Entry(
        key=key,
        memo=memo[:200],
        kind=kind,
        at=_open_moment(at or timezone.now(), lines),
        by=by,
        reverses=reverses,
        payment=payment,
    )
    try:
        with transaction.atomic():
            return _write(entry, lines)
    except IntegrityError:
        # Another process told the same thing first; anything else is raised again.
        if (known := find(key)) is None:
            raise
        return known


def _open_moment(at: datetime, lines: list[Line]) -> datetime:
    """News of a month that is closed belongs to today: what was told is never changed."""
    producers = {one.label.producer.pk for one in lines if one.label.producer}
    return timezone.now() if is_closed(producers, timezone.localdate(at)) else at


def find(key: str) -> Entry | None:
    return Entry.objects.filter(key=key).first()


def _write(entry: Entry, lines: list[Line]) -> Entry:
    _check(lines)
    Posting.objects.bulk_create(_posting(entry, line) for line in lines)
    entry.save(force_insert=True)
    return entry


def _posting(entry: Entry, line: Line) -> Posting:
    label = line.label
    return Posting(
        entry_id=entry.pk,
        account_id=line.account,
        amount=line.amount,
        producer=label.producer,
        currency=label.currency,
        what=label.what,
        category=label.category,
        reference=label.reference,
    )


def _check(lines: list[Line]) -> None:
    sums: dict[str, int] = {}
    for line in lines:
        sums[line.label.currency] = sums.get(line.label.currency, 0) + line.amount
    if len(lines) < 2 or any(sums.values()):
        raise Unbalanced(f"{sums}")


def reverse(
    entry: Entry, key: str, share: Fraction = WHOLE, *, kind: Kind, by: Any = None
) -> Entry:
    """Mirror an entry, or a `share` of it; both sides are rounded to the same sum."""
    lines = [
        mirrored
        for side in _sides(list(entry.postings.select_related("producer")))
        for mirrored in _mirror(side, share)
    ]
    return post(key, entry.memo, lines, kind=kind, by=by, reverses=entry)


def _sides(postings: list[Posting]) -> list[list[Posting]]:
    sides: dict[tuple[str, bool], list[Posting]] = {}
    for posting in postings:
        sides.setdefault((posting.currency, posting.amount > 0), []).append(posting)
    return list(sides.values())


def _mirror(side: list[Posting], share: Fraction) -> list[Line]:
    weights = [abs(posting.amount) for posting in side]
    whole = sum(weights) * share
    sign = -1 if side[0].amount > 0 else 1
    parts = split(int(whole + Fraction(1, 2)), weights)
    return [
        Line(Code(posting.account_id), sign * part, _label(posting))
        for posting, part in zip(side, parts, strict=True)
        if part
    ]


def _label(posting: Posting) -> Label:
    return Label(
        posting.producer,
        posting.what,
        posting.category,
        posting.reference,
        posting.currency,
    )
