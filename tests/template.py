"""A migrated database, made once for each set of migrations; every test database is a copy of it.

Some four hundred migrations take over a minute, a copy takes a moment. `python -m tests.template`
makes it ahead of the tests, with a server's address the one on PostgreSQL.
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

ROOT = Path(__file__).parent.parent
SKIP = {".venv", "var", "node_modules"}


def ingredients() -> set[str]:
    """Everything that decides how an empty, migrated database looks: name and hash of each file."""
    found = [ROOT / "requirements.txt", *ROOT.rglob("migrations/0*.py")]
    return {
        f"{path.relative_to(ROOT)} {hashlib.sha256(path.read_bytes()).hexdigest()}"
        for path in found
        if not SKIP & set(path.relative_to(ROOT).parts)
    }


def fingerprint() -> str:
    return hashlib.sha256("\n".join(sorted(ingredients())).encode()).hexdigest()[:12]


@contextmanager
def alone(folder: Path, kind: str) -> Iterator[None]:
    """Of several test processes one makes the template, the others wait for it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{kind}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def migrate(url: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=ROOT,
        check=True,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "TEST_DATABASE_URL": url,
        },
    )


def sqlite_template(var: Path) -> Path:
    folder = var / "templates"
    path = folder / f"{fingerprint()}.sqlite3"
    with alone(folder, "sqlite"):
        if not path.exists():
            making = folder / "making"
            making.unlink(missing_ok=True)
            if start := _to_grow(folder):
                shutil.copy(start, making)
            migrate(f"sqlite:///{making}")
            making.rename(path)
            path.with_suffix(".txt").write_text("\n".join(ingredients()))
    return path


def _to_grow(folder: Path) -> Path | None:
    """The newest template to which only migrations were added since; older ones are thrown away."""
    known = sorted(folder.glob("*.txt"), key=os.path.getmtime)
    for old in known[:-8]:
        old.unlink()
        old.with_suffix(".sqlite3").unlink(missing_ok=True)
    now = ingredients()
    for path in reversed(known[-8:]):
        if set(path.read_text().splitlines()) <= now:
            return path.with_suffix(".sqlite3")
    return None


def database_of(server: str, name: str) -> str:
    """The address of another database of `server`, which may be a socket (`?host=/folder`)."""
    return re.sub(r"/[^/?]*(\?.*)?$", rf"/{name}\1", server)


def postgres_template(var: Path, server: str) -> str:
    """The name of the template on this server; one of the same folder but other migrations goes."""
    folder = "template_" + hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
    name = f"{folder}_{fingerprint()}"
    with (
        alone(var / "templates", "postgres"),
        psycopg.connect(server, autocommit=True) as connection,
    ):
        here = connection.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s", [folder + "%"]
        ).fetchall()
        if (name,) not in here:
            making = f"making_{name}"
            for old in [making, *(old for (old,) in here)]:
                _say(connection, "DROP DATABASE IF EXISTS {}", old)
            _say(connection, "CREATE DATABASE {}", making)
            migrate(database_of(server, making))
            _say(connection, "ALTER DATABASE {} RENAME TO {}", making, name)
    return name


def _say(connection: psycopg.Connection, order: str, *names: str) -> None:
    connection.execute(sql.SQL(order).format(*map(sql.Identifier, names)))


if __name__ == "__main__":
    var = Path(os.environ.get("VAR_DIR", ROOT / "var"))
    if servers := sys.argv[1:]:
        postgres_template(var, servers[0])
    else:
        sqlite_template(var)
