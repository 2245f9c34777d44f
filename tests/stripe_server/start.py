"""A local Stripe for tests: seahaven-stripe-world behind our gateway, in an environment of its own.

The world (MIT) is stateful and pinned to the API version we use; the gateway beside this file adds
Checkout Sessions, the hosted page and signed webhooks, and checks every request against Stripe's
own OpenAPI file. It wants Python 3.14; 3.13 works through a shim.
"""

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
HOME = Path("var/stripe").absolute()
WORLD = ["seahaven-stripe-world==0.3.0", "seahaven==0.6.0"]
LIBRARIES = [
    "apsw>=3.53.4",
    "pydantic>=2.13.5,<3",
    "pyyaml>=6.0.3",
    "starlette>=0.47",
    "uvicorn>=0.35",
    "requests",
    "stripe==16.1.0",
    "openapi-schema-validator==0.8.1",
]


class CannotStart(Exception):
    """One sentence that says what is missing."""


@dataclass(frozen=True)
class StripeServer:
    api_base: str

    def _call(self, path: str, data: bytes | None = None) -> dict[str, Any]:
        request = urllib.request.Request(  # noqa: S310
            f"{self.api_base}{path}",
            data=data,
            headers={"Authorization": "Bearer sk_test_x"},
        )
        with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310
            answer: dict[str, Any] = json.load(response)
        return answer

    def control(self, **mode: bool) -> dict[str, Any]:
        """Deliver webhooks twice, shuffled, or not at all: duplicate=, shuffle=, hold=."""
        return self._call("/_ctl/mode", json.dumps(mode).encode())

    def forget_endpoints(self) -> None:
        """Deliver nothing more to the addresses of earlier tests, whose secrets are gone."""
        self._call("/_ctl/forget", b"{}")

    def violations(self) -> list[Any]:
        """Requests of ours that Stripe's OpenAPI file does not allow."""
        found: list[Any] = self.control()["violations"]
        return found

    def balance(self) -> int:
        """Σ net of every balance transaction, in đồng: what the gateway holds for us."""
        total, page = 0, "/v1/balance_transactions?limit=100"
        after = ""
        while True:
            found = self._call(f"{page}{after}")
            total += sum(row["net"] for row in found["data"])
            if not found["has_more"]:
                return total
            after = f"&starting_after={found['data'][-1]['id']}"

    def webhook_endpoint(self, url: str) -> str:
        """Have events delivered to `url`; returns the signing secret."""
        body = f"url={url}&enabled_events[0]=*".encode()
        return str(self._call("/v1/webhook_endpoints", body)["secret"])


def _python() -> str:
    names = ("python3.14", "python3.13")
    pyenv = sorted(Path.home().glob(".pyenv/versions/3.1[34].*/bin/python3"))
    for candidate in [*(shutil.which(name) for name in names), *map(str, pyenv)]:
        # pyenv's shims exist for versions that are not switched on, and then answer 127.
        if (
            candidate
            and subprocess.run([candidate, "-V"], capture_output=True).returncode == 0
        ):
            return candidate
    raise CannotStart(
        "the local Stripe needs Python 3.14 or 3.13, and neither is installed"
    )


def _environment() -> Path:
    """The interpreter of the server's environment, made the first time."""
    python = HOME / "venv" / "bin" / "python"
    stamp = HOME / "ready"
    if stamp.exists():
        return python
    HOME.mkdir(parents=True, exist_ok=True)
    subprocess.run([_python(), "-m", "venv", "--clear", HOME / "venv"], check=True)
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    world = [
        "--no-compile",
        "--no-deps",
        "--python-version",
        "3.14",
        "--only-binary",
        ":all:",
        "--target",
        HOME / "lib",
    ]
    try:
        subprocess.run([*pip, *LIBRARIES], check=True, capture_output=True)
        subprocess.run(
            [*pip, "--upgrade", *world, *WORLD], check=True, capture_output=True
        )
    except subprocess.CalledProcessError as error:
        raise CannotStart(
            f"the local Stripe could not be installed: {error.stderr[-300:]!r}"
        ) from error
    stamp.touch()
    return python


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _try in range(150):
        if process.poll() is not None:
            raise CannotStart(f"the local Stripe stopped; see {HOME}/*.log")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise CannotStart("the local Stripe did not answer within 15 seconds")


@contextmanager
def running() -> Iterator[StripeServer]:
    """Start both processes, wait until they answer, stop them afterwards; raises CannotStart."""
    python = _environment()
    world_port, port = _free_port(), _free_port()
    spec = HOME / "lib" / "seahaven_stripe_world" / "spec" / "spec3.json"
    upstream = f"http://127.0.0.1:{world_port}/worlds/tests"
    path = {**os.environ, "PYTHONPATH": f"{HERE}:{HOME / 'lib'}"}
    commands = [
        (world_port, [python, HERE / "world.py", str(world_port)]),
        (
            port,
            [
                python,
                HERE / "gateway.py",
                "--port",
                str(port),
                "--upstream",
                upstream,
                "--spec",
                spec,
            ],
        ),
    ]
    started: list[subprocess.Popen[bytes]] = []
    try:
        for number, command in commands:
            with (HOME / f"{Path(str(command[1])).stem}.log").open("wb") as log:
                started.append(
                    subprocess.Popen(command, env=path, stdout=log, stderr=log)
                )
            _wait(number, started[-1])
        yield StripeServer(f"http://127.0.0.1:{port}")
    finally:
        for process in started:
            process.kill()
            process.wait()
