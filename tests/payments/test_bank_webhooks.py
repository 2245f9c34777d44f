"""SePay, payOS and Casso at the door: who they are, what they say, and nothing twice."""

import json
import subprocess
import time
from pathlib import Path

import pytest
import time_machine

from payments.banks import casso, payos
from payments.models import BankState, BankTransaction, GatewayEvent, Status

from .money import ACCOUNT, awaited

pytestmark = pytest.mark.django_db
HERE = Path(__file__).parent / "banks"
PAYOS = json.loads((HERE / "payos.json").read_text())
CASSO = json.loads((HERE / "casso.json").read_text())
SEPAY = json.loads((HERE / "sepay.json").read_text())
SECRET = "test-secret"


@pytest.fixture(autouse=True)
def _secrets(settings):
    settings.BANK_WEBHOOK_SECRETS = {
        "sepay": ["an-older-secret", SECRET],
        "payos": [PAYOS["key"]],
        "casso": [CASSO["key"]],
    }


def post(client, provider, body, **headers):
    raw = body if isinstance(body, (str, bytes)) else json.dumps(body)
    return client.post(
        f"/webhooks/{provider}/", raw, content_type="application/json", headers=headers
    )


def openssl(text: str, secret: str) -> str:
    """The signature by other hands than ours."""
    command = ["openssl", "dgst", "-sha256", "-hmac", secret, "-r"]
    done = subprocess.run(command, input=text.encode(), capture_output=True, check=True)
    return done.stdout.split()[0].decode()


def sepay(client, message, *, secret=SECRET, age=0):
    body = json.dumps(SEPAY | message, ensure_ascii=False)
    stamp = str(int(time.time()) - age)
    signature = f"sha256={openssl(f'{stamp}.{body}', secret)}"
    headers = {"X-SePay-Timestamp": stamp, "X-SePay-Signature": signature}
    return post(client, "sepay", body, **headers)


def paying(payment, **more):
    return {
        "accountNumber": ACCOUNT,
        "transferAmount": payment.amount,
        "content": f"Chuyển tiền {payment.code}",
    } | more


def signed_payos(**data):
    data = PAYOS["body"]["data"] | data
    return PAYOS["body"] | {"data": data, "signature": payos.sign(data, PAYOS["key"])}


def signed_casso(*, age=0, **data):
    body = CASSO["body"] | {"data": CASSO["body"]["data"] | data}
    stamp = str(int((time.time() - age) * 1000))
    return body, f"t={stamp},v1={casso.sign(body, stamp, CASSO['key'])}"


def test_the_example_payos_prints_is_genuine_and_no_money(client):
    response = post(client, "payos", PAYOS["body"])

    assert (response.status_code, response.json()) == (200, {"success": True})
    assert GatewayEvent.objects.get().processed_at
    assert not BankTransaction.objects.exists()


def test_the_example_casso_prints_is_genuine_and_no_money(client):
    headers = {"X-Casso-Signature": CASSO["header"]}

    with time_machine.travel(1_727_948_258, tick=False):
        response = post(client, "casso", CASSO["body"], **headers)

    assert (response.status_code, response.json()) == (200, {"success": True})
    assert not BankTransaction.objects.exists()


def test_sepay_pays_a_payment(client):
    payment = awaited(450_000)

    response = sepay(client, paying(payment))

    payment.refresh_from_db()
    assert (response.status_code, response.json()) == (200, {"success": True})
    assert payment.status == Status.PAID
    assert GatewayEvent.objects.get().transfers.get().payment == payment


def test_payos_pays_a_payment_even_with_a_field_nobody_knew(client):
    payment = awaited(450_000)
    body = signed_payos(
        paymentLinkId="abc",
        amount=450_000,
        accountNumber=ACCOUNT,
        description=payment.code,
        counterAccountName=None,
        somethingNew={"b": 1, "a": [True]},
    )

    assert post(client, "payos", body).status_code == 200
    payment.refresh_from_db()
    assert payment.status == Status.PAID


def test_casso_pays_a_payment_into_a_virtual_account(client):
    payment = awaited(450_000)
    body, signature = signed_casso(
        id=77, amount=450_000, virtualAccountNumber=ACCOUNT, description=payment.code
    )

    response = post(client, "casso", body, **{"X-Casso-Signature": signature})

    payment.refresh_from_db()
    assert (response.status_code, payment.status) == (200, Status.PAID)


@pytest.mark.parametrize(
    "given", [{"secret": "wrong"}, {"age": 301}, {"age": -301}, {"age": 10**9}]
)
def test_a_wrong_secret_or_a_skewed_clock_is_refused_and_nothing_kept(client, given):
    assert sepay(client, paying(awaited()), **given).status_code == 400
    assert not GatewayEvent.objects.exists()


@pytest.mark.parametrize("age", [310, -310, 10**8])
def test_an_old_or_early_casso_message_is_refused(client, age):
    body, signature = signed_casso(id=78, amount=1, age=age)

    response = post(client, "casso", body, **{"X-Casso-Signature": signature})

    assert response.status_code == 400
    assert not GatewayEvent.objects.exists()


@pytest.mark.parametrize("age", [299, -299])
def test_a_clock_a_little_off_is_fine(client, age):
    assert sepay(client, paying(awaited()), age=age).status_code == 200


@pytest.mark.parametrize("provider", ["sepay", "payos", "casso"])
@pytest.mark.parametrize(
    "body", ["", "{}", "[]", "null", "{", '{"data": 1}', "\xff", "[" * 9_000]
)
def test_nonsense_without_a_signature_is_refused(client, provider, body):
    assert post(client, provider, body).status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"X-SePay-Timestamp": "x", "X-SePay-Signature": "sha256=00"},
        {"X-SePay-Timestamp": "9" * 40, "X-SePay-Signature": "sha256=00"},
        {"X-SePay-Timestamp": "²", "X-SePay-Signature": "é"},
        {"X-Casso-Signature": "t=1,v1=é"},
        {"X-Casso-Signature": "t=1727948258788,v1=" + "0" * 128},
    ],
)
@pytest.mark.parametrize("provider", ["sepay", "casso"])
def test_odd_headers_are_refused(client, provider, headers):
    assert post(client, provider, "{}", **headers).status_code == 400


def test_a_changed_amount_breaks_the_signature(client):
    body = signed_payos(paymentLinkId="abc")
    body["data"]["amount"] = 1

    assert post(client, "payos", body).status_code == 400


@pytest.mark.parametrize("provider", ["sepay", "payos", "casso"])
def test_ten_megabytes_are_refused_before_they_are_read(client, provider):
    assert post(client, provider, "x" * 10_000_000).status_code == 413


@pytest.mark.parametrize("provider", ["sepay", "payos", "casso", "momo"])
def test_a_service_without_a_secret_does_not_exist(client, settings, provider):
    settings.BANK_WEBHOOK_SECRETS = {"sepay": [], "payos": [], "casso": []}

    assert post(client, provider, "{}").status_code == 404


def test_a_browser_is_told_that_only_posts_are_read(client):
    assert client.get("/webhooks/sepay/").status_code == 405


def test_a_replay_is_one_event_and_one_effect(client):
    payment = awaited(450_000)

    for _each in range(3):
        assert sepay(client, paying(payment)).status_code == 200

    assert GatewayEvent.objects.get().tries == 1
    assert BankTransaction.objects.get().state == BankState.MATCHED


def test_money_going_out_is_kept_as_told_and_matched_with_nothing(client):
    payment = awaited(450_000)

    sepay(client, paying(payment, transferType="out"))

    payment.refresh_from_db()
    assert payment.status == Status.PENDING
    assert GatewayEvent.objects.get().kind == "transfer.out"


@pytest.mark.parametrize(
    "wrong",
    [
        {"transferAmount": "450.000"},
        {"transferAmount": 450000.5},
        {"transferAmount": True},
        {"transferAmount": None},
        {"transactionDate": "hôm qua"},
        {"transactionDate": "2026-13-45 00:00:00"},
        {"id": None},
    ],
)
def test_signed_nonsense_is_kept_for_a_person(client, wrong):
    payment = awaited(450_000)

    assert sepay(client, paying(payment, **wrong)).status_code == 200

    assert GatewayEvent.objects.stuck().get().error.startswith("Unreadable")
    assert not BankTransaction.objects.exists()


def test_a_whole_amount_written_with_a_point_is_that_amount(client):
    payment = awaited(450_000)

    sepay(client, paying(payment, transferAmount=450_000.0))

    assert BankTransaction.objects.get().amount == 450_000
