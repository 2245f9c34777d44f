"""The books in the format of Beancount 3, so that another program can check them."""

import re
from collections.abc import Iterator

from django.utils import timezone

from .models import Entry, Posting

ROOTS = {
    "asset": "Assets",
    "liability": "Liabilities",
    "income": "Income",
    "expense": "Expenses",
    "equity": "Equity",
    "memo": "Equity:Memo",
}
# Currencies whose smallest unit is not the whole: everything else is kept in hundredths.
WHOLE = {"VND", "JPY", "KRW"}


def account(code: str, producer: int | None) -> str:
    """ "liability:producer" of maker 7 as "Liabilities:Producer:P7"."""
    root, _colon, name = code.partition(":")
    parts = [ROOTS[root], name.replace("_", "-").capitalize()]
    return ":".join([*parts, f"P{producer}"] if producer else parts)


def export() -> Iterator[str]:
    """The whole ledger, line by line: accounts opened on the first day, entries in order."""
    yield 'option "title" "Làng nghề"'
    first = Entry.objects.order_by("at").values_list("at", flat=True).first()
    if first is None:
        return
    day = timezone.localdate(first)
    used = Posting.objects.order_by().values_list("account", "producer").distinct()
    for name in sorted({account(code, producer) for code, producer in used}):
        yield f"{day} open {name}"
    entries = Entry.objects.order_by("at", "key").prefetch_related("postings")
    for entry in entries.iterator(chunk_size=1000):
        yield from _entry(entry)


def _entry(entry: Entry) -> Iterator[str]:
    yield ""
    yield f'{timezone.localdate(entry.at)} * "{_quoted(entry.memo)}"'
    yield f'  key: "{_quoted(entry.key)}"'
    for posting in entry.postings.all():
        name = account(posting.account_id, posting.producer_id)
        yield f"  {name}  {_amount(posting)} {posting.currency}"


def _amount(posting: Posting) -> str:
    if posting.currency in WHOLE:
        return str(posting.amount)
    sign = "-" if posting.amount < 0 else ""
    whole, rest = divmod(abs(posting.amount), 100)
    return f"{sign}{whole}.{rest:02}"


def _quoted(text: str) -> str:
    return re.sub(r'["\\\n\r]', " ", text)
