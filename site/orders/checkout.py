"""From a basket to an order: everything checked again, stock taken, all in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from catalog.models import MovementReason, NotEnoughStock, Variant
from payments.collect import Due, open_payment
from payments.gateways.stripe import LIFETIME as CARD_LIFETIME
from payments.models import Method
from vietnam.dong import Dong

from . import basket as baskets
from . import shipping
from .messages import tell_order_placed
from .models import (
    Basket,
    BasketItem,
    Order,
    OrderEvent,
    OrderLine,
    ProducerOrder,
    Settlement,
    State,
    StockReservation,
)
from .stock import free_expired, release_later

TRANSFER_LIFETIME = timedelta(hours=24)


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
    for position, parcel in enumerate(parcels, start=1):
        settlement = settlements.get(parcel.share.producer.pk, Settlement.COD)
        _sell(order, parcel, settlement, f"{order.number}-{position}")
    _open_card_payment(order)
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


def _sell(order: Order, parcel: Parcel, settlement: Settlement, code: str) -> None:
    if parcel.quote.is_pickup and settlement == Settlement.COD:
        settlement = Settlement.CASH
    part = ProducerOrder.objects.create(
        order=order,
        code=code,
        producer=parcel.share.producer,
        settlement=settlement,
        payment_reference=order.number if settlement == Settlement.CARD else code,
        goods_total=parcel.share.goods_total,
        shipping_fee=parcel.quote.fee,
    )
    OrderEvent.objects.create(part=part, state=State.PLACED)
    until = _reserved_until(settlement)
    for item in parcel.share.items:
        _reserve(part, item, until)
    if settlement != Settlement.CARD:
        due = Due(code, part.total, until)
        open_payment(due, Method(settlement.value), payee=part.producer)


def _reserved_until(settlement: Settlement) -> datetime | None:
    """Cash binds at once; a transfer and a card give the buyer time to pay."""
    if settlement == Settlement.CARD:
        return timezone.now() + CARD_LIFETIME
    if settlement == Settlement.VIETQR:
        return timezone.now() + TRANSFER_LIFETIME
    return None


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
    )
    variant.move(-item.quantity, MovementReason.RESERVED, reference=part.code)
    StockReservation.objects.create(
        line=line, variant=variant, quantity=item.quantity, expires_at=until
    )


def _open_card_payment(order: Order) -> None:
    parts = [part for part in order.parts.all() if part.is_card]
    if parts:
        total = sum(part.total for part in parts)
        open_payment(
            Due(order.number, total, timezone.now() + CARD_LIFETIME), Method.CARD
        )


def _announce(order: Order) -> None:
    transaction.on_commit(lambda: tell_order_placed.enqueue(order.pk))
    release_later(order)
