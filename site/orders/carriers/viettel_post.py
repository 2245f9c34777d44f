"""Viettel Post. Source: partner2.viettelpost.vn/document as noted in vietnam.md 7.3.

Free-text addresses (the “Nlp” calls), good after the merger of 2025. An error is an envelope with
`error: true`, often with HTTP 200. There is no call that tells a parcel's state: the webhook does.
"""

import hmac
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from vietnam.dong import Dong

from . import http
from .port import (
    Booked,
    CarrierUnavailable,
    News,
    NotOurs,
    Parcel,
    Tracking,
    Unreadable,
    told,
)

GOODS_ONLY, NOTHING = (
    3,
    1,
)  # ORDER_PAYMENT: the cash to collect already holds the delivery fee
CANCEL = 4
TOKEN_LIVES, LABEL_LIVES = 3600, 3600
TOKEN_KEY = "viettel-post-token"  # noqa: S105 - the name of a cache entry
STATUSES = {
    Tracking.BOOKED: (-100, 100, 102, 103, 104),
    Tracking.PICKED_UP: (105,),
    Tracking.IN_TRANSIT: (200, 300, 400),
    Tracking.DELIVERING: (500, 508, 509, 550),
    Tracking.FAILED_TRY: (505, 506, 507),
    Tracking.RETURNING: (502, 515),
    Tracking.DELIVERED: (501,),
    Tracking.RETURNED: (504,),
    Tracking.CANCELLED: (107, 503),
}
OURS = {str(word): ours for ours, words in STATUSES.items() for word in words}


class ViettelPost:
    key = "vtp"
    label = "Viettel Post"
    confirms = False

    def is_configured(self) -> bool:
        return bool(settings.VTP_USERNAME and settings.VTP_PASSWORD)

    def largest(self) -> tuple[int, Dong]:
        return settings.VTP_MAX_WEIGHT_G, settings.VTP_MAX_COD

    def quote(self, parcel: Parcel) -> Dong:
        answer = self._ask("order/getPriceNlp", priced(parcel))
        return http.dong(_object(answer).get("MONEY_TOTAL"))

    def create(self, parcel: Parcel) -> Booked:
        """Asked once: without an answer nobody knows, and CHECK_UNIQUE refuses a second one."""
        data = _object(self._ask("order/createOrderNlp", body(parcel), tries=1))
        return Booked(str(data["ORDER_NUMBER"]), http.dong(data.get("MONEY_TOTAL", 0)))

    def label_url(self, tracking_code: str) -> str:
        until = int((time.time() + LABEL_LIVES) * 1000)
        answer = self._ask(
            "order/printing-code",
            {"EXPIRY_TIME": until, "ORDER_ARRAY": [tracking_code]},
        )
        code = answer.get("message", "")
        return f"{settings.VTP_PRINT_BASE}/DigitalizePrint/report.do?type=1&bill={code}&showPostage=1"

    def cancel(self, tracking_code: str, shop: str) -> None:
        note = "Huỷ theo yêu cầu người gửi"
        self._ask(
            "order/UpdateOrder",
            {"TYPE": CANCEL, "ORDER_NUMBER": tracking_code, "NOTE": note},
        )

    def detail(self, tracking_code: str, shop: str) -> News | None:
        return None

    def parse_webhook(self, body: bytes, headers: Mapping[str, str]) -> News:
        words = told(body)
        if "DATA" not in words:
            raise Unreadable("no DATA")
        given = str(words.get("TOKEN", ""))
        secret = settings.VTP_WEBHOOK_TOKEN
        if not secret or not hmac.compare_digest(given.encode(), secret.encode()):
            raise NotOurs
        return self.read(body)

    def read(self, body: bytes) -> News:
        try:
            return _news(told(body)["DATA"])
        except (ValueError, TypeError, KeyError, CarrierUnavailable) as error:
            raise Unreadable(repr(error)) from error

    def _ask(
        self, path: str, payload: dict[str, Any], *, tries: int = 3
    ) -> dict[str, Any]:
        """Ask with the token we have, and once more with a new one when it has run out."""
        fresh = cache.get(TOKEN_KEY) is None
        answer = self._call(path, payload, tries)
        if answer.get("status") == 401 and not fresh:
            cache.delete(TOKEN_KEY)
            answer = self._call(path, payload, tries)
        if answer.get("error") or answer.get("status") != 200:
            raise http.refuse(answer)
        return answer

    def _call(self, path: str, payload: dict[str, Any], tries: int) -> dict[str, Any]:
        url = f"{settings.VTP_API_BASE}/{path}"
        return http.ask(http.Call(url, payload, {"Token": self._token()}, tries))

    def _token(self) -> str:
        token = cache.get(TOKEN_KEY)
        if token is None:
            names = {
                "USERNAME": settings.VTP_USERNAME,
                "PASSWORD": settings.VTP_PASSWORD,
            }
            answer = http.ask(http.Call(f"{settings.VTP_API_BASE}/user/Login", names))
            if answer.get("error"):
                raise http.refuse(answer)
            token = str(_object(answer)["token"])
            cache.set(TOKEN_KEY, token, TOKEN_LIVES)
        return str(token)


def _object(answer: dict[str, Any]) -> dict[str, Any]:
    data = answer.get("data")
    if not isinstance(data, dict):
        raise CarrierUnavailable(f"no data: {str(answer)[:80]}")
    return data


def priced(parcel: Parcel) -> dict[str, Any]:
    length, width, height = parcel.size_cm
    return {
        "SENDER_ADDRESS": parcel.sender.one_line,
        "RECEIVER_ADDRESS": parcel.receiver.one_line,
        "PRODUCT_TYPE": "HH",
        "PRODUCT_WEIGHT": parcel.weight_g,
        "PRODUCT_PRICE": parcel.value,
        "PRODUCT_LENGTH": length,
        "PRODUCT_WIDTH": width,
        "PRODUCT_HEIGHT": height,
        "MONEY_COLLECTION": parcel.cod,
        "ORDER_SERVICE": settings.VTP_SERVICE,
        "ORDER_SERVICE_ADD": "",
        "NATIONAL_TYPE": 1,
    }


def body(parcel: Parcel) -> dict[str, Any]:
    """The documented body of `createOrderNlp`."""
    return priced(parcel) | {
        "ORDER_NUMBER": parcel.code,
        "CHECK_UNIQUE": True,
        "SENDER_FULLNAME": parcel.sender.name,
        "SENDER_PHONE": parcel.sender.national_phone,
        "RECEIVER_FULLNAME": parcel.receiver.name,
        "RECEIVER_PHONE": parcel.receiver.national_phone,
        "PRODUCT_NAME": parcel.content[:200],
        "PRODUCT_DESCRIPTION": parcel.content[:500],
        "PRODUCT_QUANTITY": sum(thing.quantity for thing in parcel.things),
        "ORDER_PAYMENT": GOODS_ONLY if parcel.cod else NOTHING,
        "ORDER_NOTE": parcel.note[:500],
        "LIST_ITEM": [
            {
                "PRODUCT_NAME": thing.name,
                "PRODUCT_QUANTITY": thing.quantity,
                "PRODUCT_PRICE": thing.price,
                "PRODUCT_WEIGHT": thing.weight_g,
            }
            for thing in parcel.things
        ],
    }


def _news(data: dict[str, Any]) -> News:
    code, status = str(data["ORDER_NUMBER"]), str(data["ORDER_STATUS"])
    at = str(data["ORDER_STATUSDATE"])
    fee, cod = data.get("MONEY_TOTAL"), data.get("MONEY_COLLECTION")
    return News(
        event_id=f"{code}:{status}:{at}",
        kind=status,
        tracking_code=code,
        our_code=str(data.get("ORDER_REFERENCE") or ""),
        raw_status=f"{status} {data.get('STATUS_NAME') or ''}".strip(),
        tracking=OURS.get(status),
        at=_time(at),
        note=str(data.get("NOTE") or "")[:200],
        cod=http.dong(cod) if cod is not None else None,
        fee=http.dong(fee) if fee is not None else None,
    )


def _time(text: str) -> datetime:
    """ "dd/mm/yyyy HH:MM:SS" of Vietnam."""
    at = datetime.strptime(f"{text} +0700", "%d/%m/%Y %H:%M:%S %z")
    return timezone.localtime(at)
