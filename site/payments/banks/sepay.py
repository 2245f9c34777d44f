"""SePay webhooks, authenticated by HMAC-SHA256 (developer.sepay.vn, vietnam.md 6.2)."""

import hashlib
import hmac
import re
import time
from collections.abc import Mapping, Sequence

from .port import (
    BadSignature,
    Notice,
    Transfer,
    Unreadable,
    bank_time,
    check,
    load,
    text,
    whole_dong,
)

TOLERANCE = 300  # seconds


def verify(body: bytes, headers: Mapping[str, str], secrets: Sequence[str]) -> None:
    """Raise BadSignature for another key, other bytes, or a clock more than 5 minutes off."""
    stamp = headers.get("X-SePay-Timestamp", "")
    if not re.fullmatch("[0-9]{1,12}", stamp):
        raise BadSignature("no timestamp")
    if abs(time.time() - int(stamp)) > TOLERANCE:
        raise BadSignature("too old")
    given = headers.get("X-SePay-Signature", "").removeprefix("sha256=")
    check((sign(body, stamp, secret) for secret in secrets), given)


def sign(body: bytes, stamp: str, secret: str) -> str:
    signed = stamp.encode() + b"." + body
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def read(body: bytes) -> Notice:
    told = load(body)
    event_id = text(told, "id")
    if not event_id:
        raise Unreadable("no id")
    kind = text(told, "transferType")
    transfers = [_transfer(told, event_id)] if kind == "in" else []
    return Notice(event_id, f"transfer.{kind}"[:80], transfers)


def _transfer(told: Mapping[str, object], event_id: str) -> Transfer:
    """`code` is what SePay itself found in the note; it helps where the note was cut."""
    return Transfer(
        reference=text(told, "referenceCode") or event_id,
        account=text(told, "accountNumber"),
        sub_account=text(told, "subAccount"),
        amount=whole_dong(told.get("transferAmount")),
        content=f"{text(told, 'content')} {text(told, 'code')}".strip(),
        at=bank_time(told.get("transactionDate")),
    )
