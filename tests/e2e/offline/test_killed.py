"""A server killed while a form is on its way: nothing is lost, nothing is done twice."""

import os
import signal
import socket
import subprocess
import sys
import time
from urllib.request import urlopen

from django.conf import settings
from django.db import connection

import pytest
from playwright.sync_api import expect

from core.models import Picture
from tests.e2e.conftest import PHONE
from tests.e2e.offline.outbox import (
    NOTE,
    STORED,
    all_is_sent,
    note,
    outbox,
)
from tests.e2e.test_accessibility import sign_in
from tests.factories import (
    member_of,
)
from traceability.models import Lot

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


class Server:
    """A server of its own on the same database, so that it can be killed like a real one."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://localhost:{self.port}"

    def start(self) -> None:
        command = [sys.executable, "manage.py", "runserver", "--noreload", "--insecure"]
        self.process = subprocess.Popen(
            [*command, f"127.0.0.1:{self.port}"],
            cwd=settings.ROOT,
            env={**os.environ, **database()},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(240):
            try:
                urlopen(f"{self.url}/healthz", timeout=5)  # noqa: S310 - our own address
            except OSError:
                time.sleep(0.25)
            else:
                return
        raise AssertionError("the server did not start")

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def database() -> dict[str, str]:
    """Where the rows of this test lie, for another process."""
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return {"DATABASE_URL": f"sqlite:///{at['NAME']}"}
    where = f"postgres://{at['USER']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
    return {"TEST_DATABASE_URL": where}


@pytest.fixture
def server():
    server = Server()
    server.start()
    yield server
    server.kill()


def test_a_server_killed_while_the_photo_arrives_loses_nothing(
    open_page, client, server, powder, photo
):
    page = open_page(PHONE)
    sign_in(page, client, server, member_of(powder.product.producer))
    page.goto(f"{server.url}{NOTE}")
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    slow = {"offline": False, "latency": 300, "downloadThroughput": 20_000}
    fast = {"offline": False, "latency": 0, "downloadThroughput": -1}
    line.send("Network.emulateNetworkConditions", {**slow, "uploadThroughput": 60_000})

    note(page, photo)
    page.wait_for_timeout(1_500)
    assert not Lot.objects.exists()
    server.kill()
    expect(outbox(page)).to_contain_text(STORED)
    line.send("Network.emulateNetworkConditions", {**fast, "uploadThroughput": -1})
    server.start()
    page.goto(f"{server.url}/kenh-ban/")

    all_is_sent(page)
    assert Lot.objects.count() == 1
    assert Picture.objects.filter(title__startswith="Tinh bột").count() == 1


def test_a_server_killed_before_its_answer_arrives_doubles_nothing(
    open_page, client, server, powder
):
    # a worker that has taken the page over would send the form past page.route
    page = open_page(PHONE, service_workers="block")
    sign_in(page, client, server, member_of(powder.product.producer))
    page.goto(f"{server.url}{NOTE}")

    answered = []

    def answer_is_lost(route):
        if route.request.method != "POST":
            route.continue_()
            return
        if not answered:  # the phone tries again, and nobody is there
            answered.append(route.fetch().ok)
            server.kill()
        route.abort("connectionreset")

    page.route(f"**{NOTE}", answer_is_lost)
    page.get_by_label("Được bao nhiêu?").fill("40")
    page.get_by_role("button", name="Ghi lô").click()
    expect(outbox(page)).to_contain_text(STORED)
    lot = Lot.objects.get()
    assert answered == [True]
    page.unroute(f"**{NOTE}")
    server.start()
    page.goto(f"{server.url}/kenh-ban/")

    all_is_sent(page)
    assert Lot.objects.get() == lot
