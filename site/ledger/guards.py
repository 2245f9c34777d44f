"""Triggers that keep the books: nothing changed, nothing deleted, every entry balanced (decision 0020).

Both databases: the postings of an entry come first, the entry last and seals them; after that the
entry takes no more. A posting whose entry never comes fails the deferred foreign key at commit.
PostgreSQL checks the sums once more at commit with deferred constraint triggers.
"""

from typing import Any

from core.triggers import Trigger

ENTRY, POSTING = TABLES = ("ledger_entry", "ledger_posting")
NEVER = "rows are added, never changed"
SEALED = (
    "EXISTS (SELECT 1 FROM ledger_entry WHERE id = NEW.entry_id)"
    " OR EXISTS (SELECT 1 FROM ledger_posting WHERE id = NEW.id)"
)
KNOWN = "EXISTS (SELECT 1 FROM ledger_entry WHERE id = NEW.id OR key = NEW.key)"


def _uneven(entry: str) -> str:
    return (
        f"(SELECT COUNT(*) FROM ledger_posting WHERE entry_id = {entry}) < 2"  # noqa: S608
        f" OR EXISTS (SELECT 1 FROM ledger_posting WHERE entry_id = {entry}"
        " GROUP BY currency HAVING SUM(amount) <> 0)"
    )


def _balances(table: str, entry: str, *, deferred: bool) -> Trigger:
    return Trigger(
        f"{table}_balances",
        table,
        "INSERT",
        "ledger_entry: the postings do not balance",
        when=_uneven(entry),
        timing="AFTER",
        deferred=deferred,
    )


BOTH = [
    *(
        Trigger(f"{table}_no_{deed.lower()}", table, deed, f"{table}: {NEVER}")
        for table in TABLES
        for deed in ("UPDATE", "DELETE")
    ),
    # REPLACE deletes without asking the triggers above, so a taken id is refused here.
    Trigger(
        "ledger_posting_in_time",
        POSTING,
        "INSERT",
        "ledger_posting: the entry is sealed",
        SEALED,
    ),
]
ONLY_SQLITE = [
    Trigger("ledger_entry_once", ENTRY, "INSERT", "ledger_entry: UNIQUE key", KNOWN),
    _balances(ENTRY, "NEW.id", deferred=False),
]
ONLY_POSTGRESQL = [
    *(
        Trigger(
            f"{table}_no_truncate",
            table,
            "TRUNCATE",
            f"{table}: {NEVER}",
            each="STATEMENT",
        )
        for table in TABLES
    ),
    _balances(ENTRY, "NEW.id", deferred=True),
    _balances(POSTING, "NEW.entry_id", deferred=True),
]
# As an earlier release named them on PostgreSQL.
FORMER = [
    Trigger(f"{table}_no_change", table, "UPDATE OR DELETE", "") for table in TABLES
]


def _all(vendor: str) -> list[Trigger]:
    return BOTH + (ONLY_SQLITE if vendor == "sqlite" else ONLY_POSTGRESQL)


def install(connection: Any) -> None:
    """Put the guards in place, or put them there anew; the tables exist."""
    remove(connection)
    vendor = connection.vendor
    with connection.cursor() as cursor:
        for trigger in _all(vendor):
            for statement in trigger.create(vendor):
                cursor.execute(statement)


def remove(connection: Any) -> None:
    """Take the guards away: a test database is emptied without them."""
    vendor = connection.vendor
    with connection.cursor() as cursor:
        for trigger in [*_all(vendor), *FORMER]:
            for statement in trigger.drop(vendor):
                cursor.execute(statement)
