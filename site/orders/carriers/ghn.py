"""Giao Hàng Nhanh. Source: developer.ghn.vn as noted in vietnam.md 7.1 (read 04/10/2026).

Addresses of two levels by name (`is_new_to_address`); `client_order_code` is the key against
doubles; webhooks carry no signature, only a header of our choice, so each is confirmed by `detail`.
"""

import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from vietnam.dong import Dong

from . import http
from .port import (
    Booked,
    CarrierRefused,
    CarrierUnavailable,
    News,
    NotOurs,
    Parcel,
    Tracking,
    Unreadable,
    told,
)

HEADER = "X-Lang-Nghe-Key"
LIGHT, HEAVY = 2, 5  # service_type_id below and from 20 kg
HEAVY_FROM_G = 20_000
STATUSES = {
    Tracking.BOOKED: ("ready_to_pick", "picking", "money_collect_picking"),
    Tracking.PICKED_UP: ("picked",),
    Tracking.IN_TRANSIT: ("storing", "transporting", "sorting"),
    Tracking.DELIVERING: ("delivering", "money_collect_delivering"),
    Tracking.FAILED_TRY: ("delivery_fail", "waiting_to_return"),
    Tracking.RETURNING: (
        "return", "return_transporting", "return_sorting", "returning", "return_fail",
    ),
    Tracking.DELIVERED: ("delivered",),
    Tracking.RETURNED: ("returned",),
    Tracking.CANCELLED: ("cancel",),
    Tracking.LOST: ("damage", "lost"),
}  # fmt: skip
OURS = {word: ours for ours, words in STATUSES.items() for word in words}


class Ghn:
    key = "ghn"
    label = "Giao Hàng Nhanh"
    confirms = True

    def is_configured(self) -> bool:
        return bool(settings.GHN_TOKEN)

    def largest(self) -> tuple[int, Dong]:
        return settings.GHN_MAX_WEIGHT_G, settings.GHN_MAX_COD

    def quote(self, parcel: Parcel) -> Dong:
        """The price of the same order, by `preview`, which makes none."""
        answer = self._ask("v2/shipping-order/preview", body(parcel), parcel.shop)
        return http.dong(answer.get("total_fee"))

    def create(self, parcel: Parcel) -> Booked:
        answer = self._ask("v2/shipping-order/create", body(parcel), parcel.shop)
        return Booked(str(answer["order_code"]), http.dong(answer.get("total_fee", 0)))

    def label_url(self, tracking_code: str) -> str:
        answer = self._ask("v2/a5/gen-token", {"order_codes": [tracking_code]}, "")
        base = settings.GHN_API_BASE.partition("/shiip/")[0]
        return f"{base}/a5/public-api/printA5?token={answer['token']}"

    def cancel(self, tracking_code: str, shop: str) -> None:
        self._ask("v2/switch-status/cancel", {"order_codes": [tracking_code]}, shop)

    def detail(self, tracking_code: str, shop: str) -> News | None:
        """What GHN knows now; its time is the time of asking."""
        asked_at = timezone.now()
        answer = self._ask(
            "v2/shipping-order/detail", {"order_code": tracking_code}, shop
        )
        status = str(answer.get("status", ""))
        return News(
            event_id="",
            kind="detail",
            tracking_code=str(answer.get("order_code", "")),
            our_code=str(answer.get("client_order_code", "")),
            raw_status=status,
            tracking=OURS.get(status),
            at=asked_at,
            cod=http.dong(answer.get("cod_amount") or 0),
        )

    def parse_webhook(self, body: bytes, headers: Mapping[str, str]) -> News:
        key = settings.GHN_WEBHOOK_KEY
        given = headers.get(HEADER, "")
        if not key or not hmac.compare_digest(given.encode(), key.encode()):
            raise NotOurs
        return self.read(body)

    def read(self, body: bytes) -> News:
        try:
            return _news(told(body))
        except (ValueError, TypeError, KeyError, CarrierUnavailable) as error:
            raise Unreadable(repr(error)) from error

    def _ask(self, path: str, payload: dict[str, Any], shop: str) -> dict[str, Any]:
        headers = {"Token": settings.GHN_TOKEN, **({"ShopId": shop} if shop else {})}
        call = http.Call(f"{settings.GHN_API_BASE}/{path}", payload, headers)
        answer = http.ask(call)
        if answer.get("code") != 200:
            raise http.refuse(answer)
        return _inner(answer)


def _inner(answer: dict[str, Any]) -> dict[str, Any]:
    """`data` is an object, or a list with one; cancelling says `result: false` for each refusal."""
    data = answer.get("data")
    inner = data[0] if isinstance(data, list) and data else data
    if not isinstance(inner, dict):
        raise CarrierUnavailable(f"no data: {str(answer)[:80]}")
    if inner.get("result") is False:
        raise CarrierRefused(str(inner.get("message", ""))[:200])
    return inner


def body(parcel: Parcel) -> dict[str, Any]:
    """The documented body of `create` and `preview`."""
    length, width, height = parcel.size_cm
    return {
        "client_order_code": parcel.code,
        "payment_type_id": 1,  # the shop pays the fee; what the buyer pays is in the cash on delivery
        "required_note": "CHOXEMHANGKHONGTHU",
        "is_new_to_address": True,
        "to_name": parcel.receiver.name,
        "to_phone": parcel.receiver.national_phone,
        "to_address": parcel.receiver.street,
        "to_ward_name": parcel.receiver.ward,
        "to_province_name": parcel.receiver.province,
        "cod_amount": parcel.cod,
        "insurance_value": parcel.value,
        "weight": parcel.weight_g,
        "length": length,
        "width": width,
        "height": height,
        "service_type_id": HEAVY if parcel.weight_g >= HEAVY_FROM_G else LIGHT,
        "content": parcel.content[:2000],
        "note": parcel.note[:5000],
        "items": [
            {
                "name": thing.name,
                "quantity": thing.quantity,
                "price": thing.price,
                "weight": thing.weight_g,
                "length": length,
                "width": width,
                "height": height,
            }
            for thing in parcel.things
        ],
    }


def _news(words: dict[str, Any]) -> News:
    status = str(words["Status"])
    code, kind, at = str(words["OrderCode"]), str(words["Type"]), str(words["Time"])
    return News(
        event_id=f"{code}:{kind}:{at}",
        kind=kind,
        tracking_code=code,
        our_code=str(words.get("ClientOrderCode") or ""),
        raw_status=status,
        tracking=OURS.get(status),
        at=_time(at),
        note=str(words.get("Reason") or "")[:200],
        cod=http.dong(words["CODAmount"])
        if words.get("CODAmount") is not None
        else None,
        fee=http.dong(words["TotalFee"]) if words.get("TotalFee") is not None else None,
        partial_return=bool(words.get("IsPartialReturn")),
    )


def _time(text: str) -> datetime:
    at = parse_datetime(text)
    if at is None:
        raise ValueError(text)
    return at if timezone.is_aware(at) else timezone.make_aware(at)
