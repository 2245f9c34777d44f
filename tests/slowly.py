"""A table of PostgreSQL that takes a while to write to, so that all look before the first has written."""

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
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER slowly ON {table}; DROP FUNCTION slowly()")
