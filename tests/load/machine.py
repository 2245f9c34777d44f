"""The real site on this machine: granian, the worker, their database; started, killed, started again."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import requests

START = 60  # seconds, on a busy machine
BIN = Path(sys.executable).parent
SERVE = [
    *("--interface", "wsgi", "--host", "127.0.0.1", "--workers", "1"),
    *("--blocking-threads", "8", "--no-ws", "config.wsgi:application"),
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Machine:
    """One web server and one worker; `kill` is SIGKILL for the whole group, as a power cut."""

    database: str
    folder: Path
    env: Mapping[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        ours = {
            "DJANGO_SETTINGS_MODULE": "tests.load.settings",
            "PYTHONPATH": ".:site",
            "DATABASE_URL": self.database,
            "VAR_DIR": str(self.folder),
            "BASE_URL": self.url,
        }
        return {**os.environ, **ours, **self.env}

    def start(self, name: str) -> None:
        command = {
            "web": [BIN / "granian", "--port", str(self.port), *SERVE],
            "worker": [
                *(sys.executable, "manage.py", "db_worker"),
                *("--interval", "0.3", "--no-startup-delay"),
            ],
        }[name]
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self, name: str) -> None:
        """As if the power was cut: nothing is asked, nothing is finished."""
        process = self.running.pop(name)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def wait(self) -> None:
        """Until the site answers; raises TimeoutError."""
        until = time.monotonic() + START
        while time.monotonic() < until:
            with contextlib.suppress(requests.RequestException):
                if requests.get(f"{self.url}/readyz", timeout=5).ok:
                    return
            time.sleep(0.1)
        raise TimeoutError(f"the site did not answer; see {self.folder}/web.log")

    def manage(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *command],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def run(self, module: str) -> str:
        """The output of a module that speaks to the site's database through the ORM."""
        done = subprocess.run(
            [sys.executable, "-m", module],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def ask(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        """What the database says, in plain SQL: no word of ours in between."""
        with psycopg.connect(self.database, autocommit=True) as connection:
            return connection.execute(sql, values).fetchall()

    def tell(self, sql: str, *values: object) -> int:
        with psycopg.connect(self.database, autocommit=True) as connection:
            return connection.execute(sql, values).rowcount


@contextmanager
def machine(server: str, folder: Path, env: Mapping[str, str]) -> Iterator[Machine]:
    """A migrated, running site on a database of its own; `server` is the address of a PostgreSQL."""
    name = f"kill_{os.getpid()}"
    address = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    _database(server, f"CREATE DATABASE {name}")
    site = Machine(address, folder, env)
    try:
        migrated = site.manage("migrate", "--verbosity", "0")
        assert migrated.returncode == 0, migrated.stderr
        yield site
    finally:
        for each in list(site.running):
            site.kill(each)
        _database(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _database(server: str, statement: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[call-overload]
