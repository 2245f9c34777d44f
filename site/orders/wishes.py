"""What a buyer wants besides the goods themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


class CannotOrder(Exception):
    """Why nothing was ordered, in words for the buyer; the basket is kept."""


class PriceChanged(CannotOrder):
    """Prices are no longer what the buyer saw; they must be accepted first."""


@dataclass(frozen=True)
class Buyer:
    """Who buys and where it goes; checked by forms.BuyerForm."""

    name: str
    phone: str
    email: str
    commune_code: str
    street: str
    note: str


@dataclass(frozen=True)
class DeliveryWish:
    """How one maker's goods should come: a key of `delivery.Quote.key`, and the day of a pick-up."""

    key: str = ""
    pickup_on: date | None = None


@dataclass(frozen=True)
class GiftWish:
    message: str = ""
    wrapped: bool = False
    hide_price: bool = True
    deliver_on: date | None = None


@dataclass(frozen=True)
class InvoiceWish:
    company: str
    tax_code: str
    address: str
    email: str


@dataclass(frozen=True)
class Wishes:
    """`delivery` maps a producer's pk to how his goods should come; `together` in one parcel."""

    delivery: Mapping[int, DeliveryWish] = field(default_factory=dict)
    gift: GiftWish | None = None
    invoice: InvoiceWish | None = None
    voucher_code: str = ""
    together: bool = False


NOTHING_ELSE = Wishes()
