"""What a card gateway is told and answers, in our words; another gateway fills the same shapes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from vietnam.dong import Dong


@dataclass(frozen=True)
class Item:
    """A line on the hosted page; `amount` in đồng for one."""

    name: str
    amount: Dong
    quantity: int = 1


@dataclass(frozen=True)
class Moved:
    """A line of the gateway's balance, in whole smallest units of the currency it settles in."""

    id: str
    kind: str
    amount: int
    fee: int
    net: int
    currency: str
    exchange_rate: str
    at: datetime


@dataclass(frozen=True)
class SessionState:
    """What became of a hosted page; `is_processing` when the money is still on its way."""

    paid: bool
    expired: bool
    amount: Dong
    currency: str
    intent_id: str | None
    is_processing: bool = False
    failed: bool = False
    moved: Moved | None = None


@dataclass(frozen=True)
class RefundAnswer:
    """What the gateway knows of a refund; `amount` in đồng, `code` ours or empty."""

    id: str
    status: str
    amount: Dong
    currency: str
    intent_id: str | None
    code: str
    reason: str = ""
    moved: Moved | None = None

    @property
    def succeeded(self) -> bool:
        return self.status == "succeeded"

    @property
    def failed(self) -> bool:
        return self.status in ("failed", "canceled")


@dataclass(frozen=True)
class DisputeAnswer:
    """What the gateway knows of a dispute, with what it took and gave back for it."""

    id: str
    status: str
    amount: Dong
    currency: str
    reason: str
    intent_id: str | None
    opened_at: datetime
    due_by: datetime | None = None
    moved: Sequence[Moved] = ()


@dataclass(frozen=True)
class Event:
    """A hint from the gateway: what happened to which object."""

    id: str
    kind: str
    object_id: str
