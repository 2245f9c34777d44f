"""One JSON call to a carrier: time-outs, few retries, an answer that is understood or none."""

import http.client
import json
import re
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from .port import CarrierRefused, CarrierUnavailable

WHOLE = re.compile(r"(\d{1,15})(?:\.0+)?", re.ASCII)
LARGEST_ANSWER = 2_000_000
BUSY = (408, 425, 429, 500, 502, 503, 504)


@dataclass(frozen=True)
class Call:
    url: str
    payload: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)
    # What must not happen twice is asked once, unless the carrier knows our key.
    tries: int = 3

    def request(self) -> urllib.request.Request:
        return urllib.request.Request(  # noqa: S310 - the base comes from the settings, not from people
            self.url,
            data=json.dumps(self.payload).encode(),
            headers={"Content-Type": "application/json", **self.headers},
            method="POST",
        )


def ask(call: Call) -> dict[str, Any]:
    """The carrier's answer as a dictionary; raises CarrierUnavailable, CarrierRefused."""
    for left in range(call.tries - 1, -1, -1):
        try:
            return _read(_once(call))
        except CarrierUnavailable:
            if not left:
                raise
            time.sleep(settings.CARRIER_RETRY_SECONDS)
    raise CarrierUnavailable(call.url)


def _once(call: Call) -> bytes:
    try:
        with urllib.request.urlopen(  # noqa: S310
            call.request(), timeout=settings.CARRIER_TIMEOUT_SECONDS
        ) as answer:
            return bytes(answer.read(LARGEST_ANSWER))
    except urllib.error.HTTPError as error:
        if error.code in BUSY:
            raise CarrierUnavailable(f"HTTP {error.code}") from error
        return error.read(LARGEST_ANSWER)
    except (OSError, http.client.HTTPException) as error:
        raise CarrierUnavailable(repr(error)) from error


def _read(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except ValueError as error:
        raise CarrierUnavailable(f"no JSON: {body[:80]!r}") from error
    if not isinstance(answer, dict):
        raise CarrierUnavailable(f"no object: {body[:80]!r}")
    return answer


def dong(value: Any) -> int:
    """Money in a carrier's answer: a whole number, at times in quotes; raises CarrierUnavailable."""
    found = WHOLE.fullmatch(str(value))
    if found is None:
        raise CarrierUnavailable(f"no money: {value!r}")
    return int(found[1])


def refuse(answer: dict[str, Any]) -> CarrierRefused:
    return CarrierRefused(str(answer.get("message") or answer)[:200])
