"""What every service that tells us of bank transfers is asked: is it you, and what came in?

An adapter is one module with `verify` and `read`; a new one is one more line in `BANKS`.
"""

import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from vietnam.dong import Dong
from vietnam.text import nfc


class BadSignature(Exception):
    """Not from the service, changed on the way, or too old."""


class Unreadable(Exception):
    """Signed by the service, but not what its documents promise; a person has to look."""


@dataclass(frozen=True)
class Transfer:
    """`amount` đồng that came in; `reference` is the bank's own for it."""

    reference: str
    account: str
    amount: Dong
    content: str
    at: datetime
    sub_account: str = ""
    counterparty: str = ""

    def facts(self) -> dict[str, Any]:
        """As stored: Unicode NFC, cut to what fits."""
        return asdict(self) | {
            "content": nfc(self.content)[:500],
            "counterparty": nfc(self.counterparty)[:200],
        }


@dataclass(frozen=True)
class Notice:
    """One message of a service; transfers that went out, and trials, are not in it."""

    event_id: str
    kind: str
    transfers: Sequence[Transfer] = ()


class Unconfirmed(Exception):
    """The service could not be asked back; the message is tried again later."""


class Bank(Protocol):
    def verify(
        self, body: bytes, headers: Mapping[str, str], secrets: Sequence[str]
    ) -> None:
        """Raise BadSignature unless one of the secrets signed these very bytes."""

    def read(self, body: bytes) -> Notice:
        """Raises Unreadable."""


def check(expected: Iterable[str], given: str) -> None:
    """Compare in constant time; raises BadSignature."""
    found = [hmac.compare_digest(one.encode(), given.encode()) for one in expected]
    if not any(found):
        raise BadSignature


def load(body: bytes) -> dict[str, Any]:
    """The JSON object in `body`; numbers stay exact. Raises Unreadable."""
    try:
        found = json.loads(body, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"no JSON: {error}") from error
    return _object(found)


def part(message: Mapping[str, Any], key: str) -> dict[str, Any]:
    return _object(message.get(key))


def _object(found: Any) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise Unreadable("no JSON object")
    return found


def text(message: Mapping[str, Any], *keys: str) -> str:
    """The first of `keys` that says anything."""
    return next((str(message[key]) for key in keys if message.get(key)), "")


def whole_dong(value: Any) -> Dong:
    """An amount as a JSON number without a fraction; never a float, never a guess at text."""
    if isinstance(value, Decimal) and value == value.to_integral_value():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise Unreadable(f"no whole amount: {value!r}")
    return value


def bank_time(value: Any) -> datetime:
    """“2023-03-25 14:02:37”, in Vietnam unless it says otherwise."""
    try:
        at = parse_datetime(str(value))
    except ValueError:
        at = None
    if at is None:
        raise Unreadable(f"no time: {value!r}")
    return timezone.make_aware(at) if timezone.is_naive(at) else at
