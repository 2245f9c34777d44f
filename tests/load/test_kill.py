"""`kill -9` of the web server and the worker at random points; then nothing may be lost or doubled.

KILLS, SEED and MINUTES may be set from outside; the table of what was killed goes to var/kill.md.
"""

import json
import os
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.load import audit, operators, people
from tests.load.machine import Machine, free_port, machine
from tests.load.people import Town, keep_busy
from tests.postgres import find
from tests.stripe_server.start import StripeServer

pytestmark = pytest.mark.load
KILLS = int(os.environ.get("KILLS", "200"))
SEED = int(os.environ.get("SEED", "2026"))
LONGEST = 60 * int(os.environ.get("MINUTES", "30"))  # seconds of killing
CAST: list[tuple[people.Life, int]] = [
    (people.buyer, 4),
    (people.bank, 2),
    (people.maker, 2),
    *operators.CAST,
]
SWEEPS = ["expire_payments", "reconcile_payments", "follow_orders", "send_messages"]
REPORT = Path("var/kill.md")


@dataclass
class Kill:
    number: int
    what: str
    after: float
    in_flight: str
    back: float = 0.0

    def row(self) -> str:
        return f"| {self.number} | {self.what} | {self.after:.2f} s | {self.in_flight} | {self.back:.1f} s |"


@pytest.fixture
def site(tmp_path: Path, local_stripe: StripeServer) -> Iterator[Machine]:
    port = free_port()
    secret = local_stripe.webhook_endpoint(f"http://127.0.0.1:{port}/webhooks/stripe/")
    local_stripe.control(duplicate=True, shuffle=True, hold=False)
    env = {
        "STRIPE_SECRET_KEY": "sk_test_x",
        "STRIPE_API_BASE": local_stripe.api_base,
        "STRIPE_WEBHOOK_SECRETS": secret,
        "SEPAY_SECRET": people.SEPAY_SECRET,
    }
    with machine(find(), tmp_path, env) as made:
        made.port = port
        yield made


def test_nothing_is_lost_or_doubled(site: Machine, local_stripe: StripeServer) -> None:
    town = open_town(site)

    try:
        kills = list(kill_at_random(town))
    finally:
        close(town)
    wrong = list(audit.findings(town, local_stripe))
    report(town, kills, wrong)

    assert not wrong, "\n".join(wrong)
    assert local_stripe.violations() == []
    assert len(kills) == KILLS


def open_town(site: Machine) -> Town:
    goods: dict[str, Any] = json.loads(site.run("tests.load.shelves").splitlines()[-1])
    for name in ("web", "worker"):
        site.start(name)
    site.wait()
    town = Town(site, goods)
    for life, many in CAST:
        for number in range(many):
            keep_busy(town, life, SEED * 100 + number)
    return town


def kill_at_random(town: Town) -> Iterator[Kill]:
    """Now the web server, now the worker, now both, after no time or a little, between and inside steps."""
    chance = random.Random(SEED)  # noqa: S311
    began = time.monotonic()
    for number in range(1, KILLS + 1):
        if time.monotonic() - began > LONGEST:
            return
        names = chance.choice(
            [["web"], ["web"], ["worker"], ["worker"], ["web", "worker"]]
        )
        after = chance.expovariate(0.8)
        time.sleep(after)
        kill = Kill(number, " + ".join(names), after, town.in_flight())
        for name in names:
            town.site.kill(name)
        _back(town.site, names, kill, chance)
        yield kill


def _back(site: Machine, names: list[str], kill: Kill, chance: random.Random) -> None:
    """Start again; now and then a sweep runs beside it, as cron would."""
    fallen = time.monotonic()
    for name in names:
        site.start(name)
    if "web" in names:
        site.wait()
    kill.back = time.monotonic() - fallen
    if chance.random() < 0.1:
        site.manage(chance.choice(SWEEPS))


def close(town: Town) -> None:
    """Nobody begins anything new; what is under way ends; then the timed commands, as cron runs them."""
    town.deadline = time.monotonic() + 120
    town.closing.set()
    while town.busy and time.monotonic() < town.deadline:
        time.sleep(0.2)
    time.sleep(8)  # the gateway's last try of a webhook
    for column in ("created_at", "paid_at"):
        # Half an hour later: what nobody told of is asked for.
        town.site.tell(
            f"UPDATE payments_payment SET {column} = {column} - interval '30 minutes'"
        )
    for _round in range(2):
        for sweep in SWEEPS:
            done = town.site.manage(sweep)
            assert done.returncode == 0, done.stderr
        time.sleep(2)


def report(town: Town, kills: list[Kill], wrong: list[str]) -> None:
    head = "| # | killed | after the last start | in flight | back after |\n|---|---|---|---|---|"
    facts = "\n".join(f"- {what}: {n}" for what, n in audit.counts(town.site).items())
    gave_up = [fault for fault in town.faults if fault.startswith("gave up")]
    lines = [
        f"# kill -9 × {len(kills)} (seed {SEED})",
        f"Outcome: {'nothing lost or doubled' if not wrong else ' / '.join(wrong)}",
        facts,
        f"- people who got no answer within their patience: {len(gave_up)}",
        *(f"- fault: {fault}" for fault in town.faults[:20]),
        head + "\n" + "\n".join(kill.row() for kill in kills),
    ]
    REPORT.write_text("\n\n".join(lines) + "\n", encoding="utf-8")
