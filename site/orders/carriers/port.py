"""What we ask of a carrier, in our words. An adapter is one file that implements `Carrier`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db import models
from django.utils.translation import gettext_lazy as _

from vietnam import places
from vietnam.dong import Dong


class Tracking(models.TextChoices):
    """Where a parcel is; every carrier's words are mapped to these, or to nothing."""

    BOOKED = "booked", _("Chờ lấy hàng")
    PICKED_UP = "picked_up", _("Đã lấy hàng")
    IN_TRANSIT = "in_transit", _("Đang trên đường")
    DELIVERING = "delivering", _("Đang phát")
    FAILED_TRY = "failed_try", _("Phát chưa được")
    RETURNING = "returning", _("Đang trả về người gửi")
    DELIVERED = "delivered", _("Đã phát")
    RETURNED = "returned", _("Đã trả về người gửi")
    CANCELLED = "cancelled", _("Đã huỷ vận đơn")
    LOST = "lost", _("Mất hoặc hỏng")


# A parcel goes forward; on its way it may go to and fro, and where it ended it stays.
RANK = {
    Tracking.BOOKED: 0,
    Tracking.PICKED_UP: 1,
    Tracking.IN_TRANSIT: 2,
    Tracking.DELIVERING: 2,
    Tracking.FAILED_TRY: 2,
    Tracking.RETURNING: 3,
    Tracking.DELIVERED: 4,
    Tracking.RETURNED: 4,
    Tracking.CANCELLED: 4,
    Tracking.LOST: 4,
}
ENDS = {status for status, rank in RANK.items() if rank == 4}


class CarrierUnavailable(Exception):
    """No answer, or none that can be trusted; what was asked may or may not have happened."""


class CarrierRefused(Exception):
    """The carrier said no, in its own words; nothing happened."""


class NotOurs(Exception):
    """A webhook without the secret we chose."""


class Unreadable(Exception):
    """A webhook whose words make no sense."""


def told(body: bytes) -> dict[str, Any]:
    """The JSON object of a webhook, fit to be stored; raises Unreadable."""
    try:
        words = json.loads(body)
        flat = json.dumps(words, ensure_ascii=False)
        flat.encode()
    except (ValueError, RecursionError) as error:
        raise Unreadable(repr(error)[:200]) from error
    if not isinstance(words, dict) or "\\u0000" in flat:
        raise Unreadable(flat[:80])
    return words


@dataclass(frozen=True)
class Address:
    name: str
    phone: str
    street: str
    commune_code: str

    @property
    def ward(self) -> str:
        return places.commune(self.commune_code).name_with_kind

    @property
    def province(self) -> str:
        return places.province(places.commune(self.commune_code).province_code).name

    @property
    def national_phone(self) -> str:
        """Carriers want 0912345678."""
        return f"0{self.phone[3:]}" if self.phone.startswith("+84") else self.phone

    @property
    def one_line(self) -> str:
        return f"{self.street}, {self.ward}, {self.province}"


@dataclass(frozen=True)
class Thing:
    name: str
    quantity: int
    price: Dong
    weight_g: int


@dataclass(frozen=True)
class Parcel:
    """A parcel before the carrier knows it. `code` is ours and the key against doubles.

    Money in đồng, weight in grams, sizes in centimetres. `shop` is the maker's place at the carrier.
    """

    code: str
    shop: str
    sender: Address
    receiver: Address
    things: tuple[Thing, ...]
    weight_g: int
    size_cm: tuple[int, int, int]
    cod: Dong
    value: Dong
    note: str = ""

    @property
    def content(self) -> str:
        return ", ".join(f"{thing.quantity} {thing.name}" for thing in self.things)


@dataclass(frozen=True)
class Booked:
    tracking_code: str
    fee: Dong


@dataclass(frozen=True)
class News:
    """What a carrier says about a parcel. `tracking` is None when its word is unknown to us."""

    event_id: str
    kind: str
    tracking_code: str
    our_code: str
    raw_status: str
    tracking: Tracking | None
    at: datetime
    note: str = ""
    cod: Dong | None = None
    fee: Dong | None = None
    partial_return: bool = False


class Carrier(Protocol):
    """A carrier; every call may raise CarrierUnavailable or CarrierRefused."""

    key: str
    label: str
    confirms: bool  # `detail` tells the present state; else the webhook is all there is

    def is_configured(self) -> bool: ...

    def largest(self) -> tuple[int, Dong]:
        """The heaviest parcel in grams and the most cash in đồng it takes."""

    def quote(self, parcel: Parcel) -> Dong: ...

    def create(self, parcel: Parcel) -> Booked:
        """Order the transport; the same `parcel.code` again never makes a second one."""

    def label_url(self, tracking_code: str) -> str:
        """A fresh link to the label for printing; carriers let it run out."""

    def cancel(self, tracking_code: str, shop: str) -> None: ...

    def detail(self, tracking_code: str, shop: str) -> News | None:
        """The present state, where the carrier can be asked."""

    def parse_webhook(self, body: bytes, headers: Mapping[str, str]) -> News:
        """Check the secret, then read; raises NotOurs, Unreadable."""

    def read(self, body: bytes) -> News:
        """Read a webhook whose secret was checked before it was stored; raises Unreadable."""
