"""The basket as parcels: one per maker, with everything it costs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from producers.models import Producer
from vietnam.dong import Dong, format_vnd

from . import basket as baskets
from . import consolidation
from .delivery import Conditions, Quote, chosen
from .hampers import Piece, Sold, opened
from .models import BasketItem, Delivery
from .shipping import province_of
from .wishes import NOTHING_ELSE, CannotOrder, GiftWish, Wishes


@dataclass(frozen=True)
class Discount:
    """So many đồng off, and what the platform bears of it."""

    amount: Dong = 0
    by_platform: Dong = 0


@dataclass(frozen=True)
class Parcel:
    """One producer's part before it is ordered; `discounts` by the basket item's pk."""

    share: baskets.Share
    quote: Quote
    wrap_fee: Dong = 0
    discounts: Mapping[int, Discount] = field(default_factory=dict)
    shipping_discount: Discount = Discount()

    @property
    def discount(self) -> Dong:
        """Off the goods, in đồng."""
        return sum(one.amount for one in self.discounts.values())

    @property
    def total(self) -> Dong:
        return self.goods_total + self.shipping_fee

    @property
    def goods_total(self) -> Dong:
        return self.share.goods_total - self.discount

    @property
    def shipping_fee(self) -> Dong:
        """Sending and wrapping, less what a voucher takes off."""
        return self.quote.fee + self.wrap_fee - self.shipping_discount.amount

    def discount_of(self, item: Sold) -> Discount:
        return self.discounts.get(item.pk, Discount())


def conditions_for(items: list[BasketItem], on: date | None = None) -> Conditions:
    producers = {
        i.variant.product.producer_id: i.variant.product.producer for i in opened(items)
    }
    return Conditions.of(producers.values(), on or timezone.localdate())


def pack_day(items: list[BasketItem]) -> date:
    """The day by which the slowest of the makers has his packs ready."""
    conditions = conditions_for(items)
    makers = [share.producer for share in baskets.shares(items)]
    return max(conditions.ready_on(maker) for maker in makers)


def parcels_for(
    items: list[BasketItem],
    commune_code: str,
    wishes: Wishes = NOTHING_ELSE,
    conditions: Conditions | None = None,
) -> list[Parcel]:
    """Split the basket and price each parcel, vouchers aside; raises CannotShip or CannotOrder."""
    conditions = conditions or conditions_for(items)
    province = province_of(commune_code)
    parcels = [
        _parcel(share, province, wishes, conditions) for share in baskets.shares(items)
    ]
    if wishes.together:
        return consolidation.together(parcels, province, conditions)
    return parcels


def _parcel(
    share: baskets.Share, province: str, wishes: Wishes, conditions: Conditions
) -> Parcel:
    producer = share.producer
    check_minimum(share, conditions)
    quote = chosen(share, province, conditions, wishes.delivery.get(producer.pk))
    if wishes.gift:
        _check_day(wishes.gift, producer, quote)
    wrap_fee = conditions.wrap_fee(producer) or 0
    return Parcel(share, quote, wrap_fee if wishes.gift and wishes.gift.wrapped else 0)


def missing_to_minimum(share: baskets.Share, conditions: Conditions) -> Dong:
    """How many đồng are missing to the maker's smallest order; 0 when it is reached.

    Who gives to a hamper gives, however little his part of it.
    """
    if any(isinstance(item, Piece) for item in share.items):
        return 0
    return max(0, conditions.minimum(share.producer) - share.goods_total)


def check_minimum(share: baskets.Share, conditions: Conditions) -> None:
    missing = missing_to_minimum(share, conditions)
    if missing:
        raise CannotOrder(
            _(
                "%(maker)s nhận đơn từ %(minimum)s. Bạn mua thêm %(missing)s nữa, hoặc bỏ nhà này ra."
            )
            % {
                "maker": share.producer.name,
                "minimum": format_vnd(conditions.minimum(share.producer)),
                "missing": format_vnd(missing),
            }
        )


def _check_day(gift: GiftWish, producer: Producer, quote: Quote) -> None:
    """A present must be able to arrive on the day it is wanted."""
    earliest = quote.arrives_from
    sent = quote.way in (Delivery.PARCEL, Delivery.SAME_DAY)
    if gift.deliver_on and sent and earliest and gift.deliver_on < earliest:
        raise CannotOrder(
            _(
                "Hàng của %(maker)s sớm nhất ngày %(day)s mới đến nơi. Hãy chọn ngày đó hoặc muộn hơn."
            )
            % {"maker": producer.name, "day": f"{earliest:%d/%m/%Y}"}
        )
