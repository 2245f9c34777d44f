"""payOS webhooks: a checksum over the sorted fields of `data` (payos.vn, vietnam.md 6.2).

Not the SDK's `verify`: it refuses genuine messages with a field it does not know.
There is neither a timestamp nor an event id, so a message is known by its link and reference.
"""

import hashlib
import hmac
import http.client
import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings

from .port import (
    BadSignature,
    Notice,
    Transfer,
    Unconfirmed,
    Unreadable,
    bank_time,
    check,
    load,
    part,
    text,
    whole_dong,
)

# What payOS sends when a webhook address is registered; no money moved.
TRIAL = "124c33293c43417ab7879e14c8d9eb18"
TIMEOUT = 10  # seconds
LARGEST_ANSWER = 1_000_000


def verify(body: bytes, headers: Mapping[str, str], secrets: Sequence[str]) -> None:
    try:
        told = load(body)
        data = part(told, "data")
    except Unreadable as error:
        raise BadSignature(str(error)) from error
    check((sign(data, secret) for secret in secrets), text(told, "signature"))


def sign(data: Mapping[str, Any], secret: str) -> str:
    signed = "&".join(f"{key}={_written(data[key])}" for key in sorted(data))
    return hmac.new(secret.encode(), signed.encode(), hashlib.sha256).hexdigest()


def _written(value: Any) -> str:
    """As JavaScript writes it into the signed text; nothing for null."""
    if value is None or value in ("null", "undefined"):
        return ""
    if isinstance(value, (bool, list, dict)):
        return json.dumps(
            value,
            separators=(",", ":"),
            ensure_ascii=False,
            sort_keys=True,
            default=str,
        )
    return str(value)


def read(body: bytes) -> Notice:
    told = load(body)
    data = part(told, "data")
    link, reference = text(data, "paymentLinkId"), text(data, "reference")
    if not reference:
        raise Unreadable("no reference")
    is_money = text(data, "code") == "00" and link != TRIAL
    transfers = [_transfer(data, reference)] if is_money else []
    return Notice(f"{link}:{reference}"[:120], "payment", transfers)


def _transfer(data: Mapping[str, Any], reference: str) -> Transfer:
    return Transfer(
        reference=reference,
        account=text(data, "accountNumber"),
        sub_account=text(data, "virtualAccountNumber"),
        amount=whole_dong(data.get("amount")),
        content=text(data, "description"),
        counterparty=text(data, "counterAccountName"),
        at=bank_time(data.get("transactionDateTime")),
    )


def confirm(body: bytes) -> None:
    """Ask payOS whether the money is really there, where we have credentials for that.

    Raises Unreadable when it knows of no such transfer, Unconfirmed when it does not answer.
    """
    notice = read(body)
    if not (settings.PAYOS_CLIENT_ID and settings.PAYOS_API_KEY and notice.transfers):
        return
    link = text(part(load(body), "data"), "paymentLinkId")
    known = part(_ask(link), "data").get("transactions") or []
    told = {(text(one, "reference"), whole_dong(one.get("amount"))) for one in known}
    for transfer in notice.transfers:
        if (transfer.reference, transfer.amount) not in told:
            raise Unreadable(f"payOS knows no transfer {transfer.reference} of {link}")


def _ask(link: str) -> dict[str, Any]:
    """`GET /v2/payment-requests/{id}` (payos.vn/docs/api)."""
    url = f"{settings.PAYOS_API_BASE}/v2/payment-requests/{urllib.parse.quote(link, safe='')}"
    headers = {
        "x-client-id": settings.PAYOS_CLIENT_ID,
        "x-api-key": settings.PAYOS_API_KEY,
    }
    asked = urllib.request.Request(url, headers=headers)  # noqa: S310 - from the settings
    try:
        with urllib.request.urlopen(asked, timeout=TIMEOUT) as answer:  # noqa: S310
            return load(answer.read(LARGEST_ANSWER))
    except (OSError, http.client.HTTPException, Unreadable) as error:
        raise Unconfirmed(f"payOS: {error}") from error
