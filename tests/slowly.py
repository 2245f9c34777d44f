"""A table of PostgreSQL that takes a while to write to, so that all look before the first has written."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def slow(event: str, table: str) -> Iterator[None]:
    """`event` is INSERT or UPDATE; each row takes a fifth of a second."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN PERFORM pg_sleep(0.2); RETURN NEW; END $$;"
            f" CREATE TRIGGER slowly BEFORE {event} ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION slowly();"
        )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER slowly ON {table}; DROP FUNCTION slowly()")


def until_somebody_writes() -> None:
    """Wait until another connection is in the middle of a slow row."""
    writing = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event = 'PgSleep'"
    )
    for _look in range(1000):
        with connection.cursor() as cursor:
            cursor.execute(writing)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    raise AssertionError("nobody began to write")
