"""From a basket to an order: everything checked again, stock taken, all in one transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import MovementReason, NotEnoughStock, Variant
from vietnam.dong import Dong

from . import basket as baskets
from . import hampers, promotion, shipping, trust
from .bookkeeping import frozen
from .hampers import Sold
from .messages import tell_order_placed
from .models import (
    Basket,
    BasketItem,
    Gift,
    InvoiceRequest,
    Order,
    OrderLine,
    ProducerOrder,
    Settlement,
    StockReservation,
)
from .opening import check_total, copied, open_order, open_part
from .pricing import Parcel as Parcel
from .pricing import pack_day
from .pricing import parcels_for as parcels_for
from .settling import References, collect, fee_receiver, kept_until, settled_as
from .stock import free_expired, release_later
from .wishes import NOTHING_ELSE, Wishes
from .wishes import Buyer as Buyer
from .wishes import CannotOrder as CannotOrder
from .wishes import PriceChanged as PriceChanged


def place_order(
    basket: Basket,
    buyer: Buyer,
    settlements: Mapping[int, Settlement],
    *,
    idempotency_key: str,
    expected_total: Dong,
    user: Any = None,
    wishes: Wishes = NOTHING_ELSE,
) -> Order:
    """Turn a basket into an order, or return the one this key already made.

    `settlements` maps a producer's pk to how he is paid. Raises CannotOrder, with nothing changed.
    """
    free_expired(list(hampers.packs_of(basket)))
    try:
        with transaction.atomic():
            return _place(
                basket,
                buyer,
                settlements,
                idempotency_key,
                expected_total,
                user,
                wishes,
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
    wishes: Wishes,
) -> Order:
    basket = Basket.objects.select_for_update().get(pk=basket.pk)
    placed = Order.objects.filter(idempotency_key=key).first()
    if placed:
        # The same press arrived twice, and the other one had the basket first.
        return placed
    voucher = promotion.locked(wishes.voucher_code)
    items = _locked_items(basket)
    parcels = parcels_for(items, buyer.commune_code, wishes)
    if voucher:
        parcels = promotion.discounted(voucher, parcels)
    check_total(sum(parcel.total for parcel in parcels), expected_total)
    _check_cash(buyer, parcels, settlements)
    order = open_order(buyer, key, user)
    if voucher:
        promotion.use(voucher, order, parcels)
    _keep_extras(order, wishes)
    hampers.write_down(order, items, pack_day(items))
    _sell_all(order, parcels, settlements)
    _empty(basket)
    _announce(order)
    return order


def _keep_extras(order: Order, wishes: Wishes) -> None:
    if wishes.gift:
        Gift.objects.create(order=order, **vars(wishes.gift))
    if wishes.invoice:
        InvoiceRequest.objects.create(order=order, **vars(wishes.invoice))


def _sell_all(
    order: Order, parcels: list[Parcel], settlements: Mapping[int, Settlement]
) -> None:
    references = References(order.number)
    for position, parcel in enumerate(parcels, start=1):
        wanted = settlements.get(parcel.share.producer.pk)
        _sell(order, parcel, wanted, f"{order.number}-{position}", references)
    collect(order)


def _empty(basket: Basket) -> None:
    basket.items.all().delete()
    basket.voucher_code = ""
    basket.save(update_fields=["voucher_code", "updated_at"])


def _locked_items(basket: Basket) -> list[BasketItem]:
    """The basket with its variants locked and read again, so that nobody else takes them."""
    pks = hampers.packs_of(basket)
    if not pks:
        raise CannotOrder(_("Giỏ hàng đang trống."))
    list(Variant.objects.filter(pk__in=pks).locked())
    items = baskets.items_of(basket)
    hampers.check_together(items)
    for item in items:
        baskets.check(item.variant, item.quantity)
    return items


def _check_cash(
    buyer: Buyer, parcels: list[Parcel], settlements: Mapping[int, Settlement]
) -> None:
    if why := trust.first_objection(buyer.phone, parcels, settlements):
        raise CannotOrder(why)


def _sell(
    order: Order,
    parcel: Parcel,
    wanted: Settlement | None,
    code: str,
    references: References,
) -> None:
    producer, quote = parcel.share.producer, parcel.quote
    settlement = settled_as(wanted, parcel)
    is_coop = settlement == Settlement.COOP
    part = open_part(
        order,
        code,
        producer=producer,
        seller_of_record=producer.cooperative if is_coop else None,
        settlement=settlement,
        fee_receiver=fee_receiver(settlement, gathered=bool(quote.consolidator)),
        payment_reference=references.of(code, settlement, parcel),
        consolidated_by=quote.consolidator,
        delivery=quote.way,
        pickup_point=quote.point,
        pickup_on=quote.pickup_on,
        arrives_from=quote.arrives_from,
        arrives_to=quote.arrives_to,
        **_totals(parcel),
    )
    until = kept_until(part, order.placed_at)
    for item in parcel.share.items:
        _reserve(part, item, parcel, until)


def _totals(parcel: Parcel) -> dict[str, Dong]:
    """What a part costs, as frozen in its columns."""
    return {
        "goods_total": parcel.goods_total,
        "shipping_fee": parcel.shipping_fee,
        "wrap_fee": parcel.wrap_fee,
        "discount": parcel.discount,
        "shipping_discount": parcel.shipping_discount.amount,
        "shipping_discount_borne_by_platform": parcel.shipping_discount.by_platform,
    }


def _reserve(
    part: ProducerOrder, item: Sold, parcel: Parcel, until: datetime | None
) -> None:
    variant, discount = item.variant, parcel.discount_of(item)
    # The maker earns what the buyer pays and what the platform bears of the discount.
    earned = item.total - discount.amount + discount.by_platform
    line = OrderLine.objects.create(
        part=part,
        hamper=hampers.sold_as(item),
        unit_price=item.unit_price,
        quantity=item.quantity,
        weight_g=variant.by_weight_g,
        discount=discount.amount,
        discount_borne_by_platform=discount.by_platform,
        **copied(variant),
        **frozen(part, variant.product, earned),
    )
    variant.move(-item.quantity, MovementReason.RESERVED, reference=part.code)
    StockReservation.objects.create(
        line=line, variant=variant, quantity=item.quantity, expires_at=until
    )


def _announce(order: Order) -> None:
    tell_order_placed(order)
    release_later(order)
