"""From a basket to an order: everything checked again, stock taken, all in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from catalog.models import MovementReason, NotEnoughStock, Variant
from vietnam.dong import Dong

from . import basket as baskets
from . import shipping, terms
from .bookkeeping import frozen
from .messages import tell_order_placed
from .models import (
    Actor,
    Basket,
    BasketItem,
    Order,
    OrderLine,
    ProducerOrder,
    Settlement,
    State,
    StockReservation,
)
from .settling import References, collect, reserved_until, settled_as
from .stock import free_expired, release_later


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
class Parcel:
    """One producer's part before it is ordered."""

    share: baskets.Share
    quote: shipping.Quote

    @property
    def total(self) -> Dong:
        return self.share.goods_total + self.quote.fee


def parcels_for(items: list[BasketItem], commune_code: str) -> list[Parcel]:
    """Split the basket and price each parcel; raises shipping.CannotShip."""
    today = timezone.localdate()
    return [
        Parcel(share, shipping.quote(share, commune_code, on=today))
        for share in baskets.shares(items)
    ]


def place_order(
    basket: Basket,
    buyer: Buyer,
    settlements: Mapping[int, Settlement],
    *,
    idempotency_key: str,
    expected_total: Dong,
    user: Any = None,
) -> Order:
    """Turn a basket into an order, or return the one this key already made.

    `settlements` maps a producer's pk to how he is paid. Raises CannotOrder, with nothing changed.
    """
    free_expired(list(basket.items.values_list("variant_id", flat=True)))
    try:
        with transaction.atomic():
            return _place(
                basket, buyer, settlements, idempotency_key, expected_total, user
            )
    except NotEnoughStock as error:
        raise CannotOrder(
            _("“%(name)s” chỉ còn %(left)s %(unit)s. Giỏ hàng của bạn vẫn giữ nguyên.")
            % {"name": error.variant, "left": error.left, "unit": error.variant.unit}
        ) from error
    except (baskets.CannotBuy, shipping.CannotShip) as error:
        raise CannotOrder(str(error)) from error


def _place(
    basket: Basket,
    buyer: Buyer,
    settlements: Mapping[int, Settlement],
    key: str,
    expected_total: Dong,
    user: Any,
) -> Order:
    basket = Basket.objects.select_for_update().get(pk=basket.pk)
    placed = Order.objects.filter(idempotency_key=key).first()
    if placed:
        # The same press arrived twice, and the other one had the basket first.
        return placed
    items = _locked_items(basket)
    parcels = parcels_for(items, buyer.commune_code)
    _check_total(sum(parcel.total for parcel in parcels), expected_total)
    order = Order.objects.create(
        idempotency_key=key,
        user=user,
        language=translation.get_language() or "vi",
        **vars(buyer),
    )
    references = References(order.number)
    for position, parcel in enumerate(parcels, start=1):
        wanted = settlements.get(parcel.share.producer.pk)
        _sell(order, parcel, wanted, f"{order.number}-{position}", references)
    collect(order)
    basket.items.all().delete()
    _announce(order)
    return order


def _locked_items(basket: Basket) -> list[BasketItem]:
    """The basket with its variants locked and read again, so that nobody else takes them."""
    pks = list(basket.items.values_list("variant_id", flat=True))
    if not pks:
        raise CannotOrder(_("Giỏ hàng đang trống."))
    locked = {v.pk: v for v in Variant.objects.filter(pk__in=pks).locked()}
    items = baskets.items_of(basket)
    for item in items:
        fresh = locked[item.variant_id]
        fresh.product = item.variant.product
        item.variant = fresh
        if item.quantity > fresh.stock:
            raise NotEnoughStock(fresh, fresh.stock)
        baskets.check(fresh, item.quantity)
    return items


def _check_total(total: Dong, expected: Dong) -> None:
    if total != expected:
        raise PriceChanged(
            _("Giá vừa thay đổi. Hãy xem lại tổng tiền mới trước khi đặt.")
        )


def _sell(
    order: Order,
    parcel: Parcel,
    wanted: Settlement | None,
    code: str,
    references: References,
) -> None:
    producer = parcel.share.producer
    settlement = settled_as(wanted, producer, in_person=parcel.quote.is_pickup)
    part = ProducerOrder.objects.create(
        order=order,
        code=code,
        producer=producer,
        seller_of_record=producer.cooperative
        if settlement == Settlement.COOP
        else None,
        settlement=settlement,
        payment_reference=references.of(code, settlement, producer),
        goods_total=parcel.share.goods_total,
        shipping_fee=parcel.quote.fee,
    )
    part.events.create(state=State.PLACED, by=order.user, actor=Actor.BUYER)
    until = reserved_until(settlement, order.placed_at)
    for item in parcel.share.items:
        _reserve(part, item, until)


def _reserve(part: ProducerOrder, item: BasketItem, until: datetime | None) -> None:
    variant = item.variant
    line = OrderLine.objects.create(
        part=part,
        variant=variant,
        product_name=variant.product.name,
        variant_name=variant.name,
        sku=variant.sku,
        unit=variant.unit,
        unit_price=variant.price,
        quantity=item.quantity,
        tax_category=variant.product.tax_category,
        goods_kind=terms.kind_of(variant.product),
        **frozen(part, variant.product, variant.price * item.quantity),
        weight_g=variant.by_weight_g,
    )
    variant.move(-item.quantity, MovementReason.RESERVED, reference=part.code)
    StockReservation.objects.create(
        line=line, variant=variant, quantity=item.quantity, expires_at=until
    )


def _announce(order: Order) -> None:
    tell_order_placed(order)
    release_later(order)
