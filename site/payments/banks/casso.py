"""Casso webhooks, version 2: HMAC-SHA512 over the sorted message (developer.casso.vn, vietnam.md 6.2)."""

import hashlib
import hmac
import json
import re
import time
from collections.abc import Mapping, Sequence
from typing import Any

from .port import (
    BadSignature,
    Notice,
    Transfer,
    Unreadable,
    bank_time,
    check,
    load,
    part,
    text,
    whole_dong,
)

TOLERANCE = 300  # seconds; the stamp is in milliseconds


def verify(body: bytes, headers: Mapping[str, str], secrets: Sequence[str]) -> None:
    given = headers.get("X-Casso-Signature", "")
    found = re.fullmatch(r"t=([0-9]{1,16}),\s*v1=([0-9a-f]{128})", given)
    if not found:
        raise BadSignature("no signature")
    if abs(time.time() - int(found[1]) / 1000) > TOLERANCE:
        raise BadSignature("too old")
    try:
        message = json.loads(body, parse_float=_number)
    except (ValueError, RecursionError) as error:
        raise BadSignature("no JSON") from error
    check((sign(message, found[1], secret) for secret in secrets), found[2])


def sign(message: Any, stamp: str, secret: str) -> str:
    """Keys sorted at every depth, no spaces, letters as they are: JSON as JavaScript writes it."""
    sorted_ = json.dumps(
        message, separators=(",", ":"), ensure_ascii=False, sort_keys=True
    )
    return hmac.new(
        secret.encode(), f"{stamp}.{sorted_}".encode(), hashlib.sha512
    ).hexdigest()


def _number(written: str) -> int | float:
    """JavaScript writes 599000.0 as 599000. Only for the signature, never for money."""
    value = float(written)
    return int(value) if value.is_integer() else value


def read(body: bytes) -> Notice:
    """Id 0 is Casso's own trial; a negative amount went out."""
    data = part(load(body), "data")
    if "id" not in data:
        raise Unreadable("no id")
    amount = whole_dong(data.get("amount"))
    is_money = amount > 0 and data["id"] != 0
    transfers = [_transfer(data, amount)] if is_money else []
    return Notice(str(data["id"])[:120], "transaction", transfers)


def _transfer(data: Mapping[str, Any], amount: int) -> Transfer:
    return Transfer(
        reference=text(data, "reference", "id"),
        account=text(data, "accountNumber"),
        sub_account=text(data, "virtualAccountNumber"),
        amount=amount,
        content=text(data, "description"),
        counterparty=text(data, "counterAccountName"),
        at=bank_time(data.get("transactionDateTime")),
    )
