"""payOS is asked back before money counts, where it gave us credentials for that."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from payments.inbox import work_undone
from payments.models import BankTransaction, GatewayEvent, Status
from tests.fakes import AT_ONCE
from tests.payments.money import ACCOUNT, awaited
from tests.payments.test_bank_webhooks import PAYOS, post, signed_payos

pytestmark = pytest.mark.django_db


class PayOS(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.transactions: list[dict[str, Any]] = []
        self.asked: list[tuple[str, str | None]] = []
        self.is_down = False


class Answer(BaseHTTPRequestHandler):
    server: PayOS

    def log_message(self, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["x-api-key"]))
        data = {"id": "abc", "status": "PAID", "transactions": self.server.transactions}
        body = json.dumps({"code": "00", "desc": "success", "data": data}).encode()
        self.send_response(503 if self.server.is_down else 200)
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def payos_server(settings: Any) -> Iterator[PayOS]:
    server = PayOS()
    thread = threading.Thread(target=server.serve_forever, args=[AT_ONCE], daemon=True)
    thread.start()
    settings.BANK_WEBHOOK_SECRETS = {"payos": [PAYOS["key"]]}
    settings.PAYOS_CLIENT_ID, settings.PAYOS_API_KEY = "client", "api-key"
    settings.PAYOS_API_BASE = f"http://127.0.0.1:{server.server_address[1]}"
    yield server
    server.shutdown()
    server.server_close()


def told(payment: Any) -> dict[str, Any]:
    return signed_payos(
        paymentLinkId="abc",
        reference="FT77",
        amount=payment.amount,
        accountNumber=ACCOUNT,
        description=payment.code,
    )


def test_money_payos_knows_of_is_counted(client, payos_server):
    payment = awaited(450_000)
    payos_server.transactions = [{"reference": "FT77", "amount": 450_000}]

    assert post(client, "payos", told(payment)).status_code == 200

    payment.refresh_from_db()
    assert payment.status == Status.PAID
    assert payos_server.asked == [("/v2/payment-requests/abc", "api-key")]


@pytest.mark.parametrize(
    "known", [[], [{"reference": "FT77", "amount": 45_000}], [{"reference": "FT78", "amount": 450_000}]]
)  # fmt: skip
def test_money_payos_does_not_know_of_waits_for_a_person(client, payos_server, known):
    payment = awaited(450_000)
    payos_server.transactions = known

    post(client, "payos", told(payment))

    payment.refresh_from_db()
    assert payment.status == Status.PENDING
    assert not BankTransaction.objects.exists()
    assert GatewayEvent.objects.stuck().exists()


def test_while_payos_is_silent_the_message_is_tried_again(client, payos_server):
    payment = awaited(450_000)
    payos_server.is_down = True
    assert post(client, "payos", told(payment)).status_code == 500

    payos_server.is_down = False
    payos_server.transactions = [{"reference": "FT77", "amount": 450_000}]
    work_undone()

    payment.refresh_from_db()
    assert payment.status == Status.PAID


def test_without_credentials_the_signature_is_enough(client, payos_server, settings):
    settings.PAYOS_API_KEY = ""
    payment = awaited(450_000)

    post(client, "payos", told(payment))

    payment.refresh_from_db()
    assert payment.status == Status.PAID
    assert payos_server.asked == []
