"""Between tests that commit, the tables are emptied: only those with rows, past the rules that forbid it.

Django's own flush truncates every table and makes content types and permissions anew: a second on
PostgreSQL, two hundred and sixty times a run.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

KEPT = {
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "ledger_account",
    "wagtailcore_collection",
}
"""What migrating writes, not people."""


def empty(connection: BaseDatabaseWrapper) -> None:
    lifted = _without_rules if connection.vendor == "sqlite" else _without_triggers
    with (
        connection.constraint_checks_disabled(),
        transaction.atomic(using=connection.alias),
        connection.cursor() as cursor,
    ):
        tables = _with_rows(cursor, connection)
        with lifted(cursor, tables):
            for table in tables:
                cursor.execute(f'DELETE FROM "{table}"')


def _with_rows(cursor: Any, connection: BaseDatabaseWrapper) -> list[str]:
    names = connection.introspection.django_table_names(
        only_existing=True, include_views=False
    )
    asked = " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")"
        for name in sorted(set(names) - KEPT)
    )
    cursor.execute(asked)
    return [name for (name,) in cursor.fetchall()]


@contextmanager
def _without_rules(cursor: Any, tables: Sequence[str]) -> Iterator[None]:
    """SQLite: triggers that refuse are put aside; those that keep the search index go on."""
    cursor.execute(
        "SELECT name, sql FROM sqlite_master"
        " WHERE type = 'trigger' AND sql LIKE '%RAISE(ABORT%'"
    )
    rules = cursor.fetchall()
    for name, _sql in rules:
        cursor.execute(f'DROP TRIGGER "{name}"')
    yield
    for _name, sql in rules:
        cursor.execute(sql)


@contextmanager
def _without_triggers(cursor: Any, tables: Sequence[str]) -> Iterator[None]:
    """PostgreSQL: foreign keys are asked once, when all rows are gone."""
    for table in tables:
        cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
    yield
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in tables:
        cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
