"""Season pre-orders: a deposit now, the rest before the parcel leaves; a moved season is the buyer's to accept."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import PreorderOffer
from payments.collect import Due, open_payment
from payments.models import Method
from vietnam.dong import Dong

from . import balance
from .basket import Share
from .bookkeeping import frozen
from .cancelling import cancel
from .delivery import Conditions, chosen
from .hampers import Piece
from .locking import locked
from .messages import tell_buyer, tell_order_placed
from .models import (
    Actor,
    InvoiceRequest,
    Order,
    OrderLine,
    Preorder,
    ProducerOrder,
    Settlement,
)
from .opening import check_total, copied, open_order, open_part
from .pricing import Parcel
from .settling import TRANSFER_LIFETIME
from .shipping import CannotShip, province_of
from .stock import is_paid, release_later
from .wishes import Buyer, CannotOrder, InvoiceWish


def parcel_for(offer: PreorderOffer, quantity: int, commune_code: str) -> Parcel:
    """What these packs and their way to a commune cost; raises CannotOrder."""
    variant = offer.variant
    item: Any = Piece(0, None, variant, quantity, variant.price)  # type: ignore[arg-type]
    share = Share(variant.product.producer, [item])
    conditions = Conditions.of([share.producer], offer.harvest_from)
    try:
        quote = chosen(share, province_of(commune_code), conditions, None)
    except CannotShip as error:
        raise CannotOrder(str(error)) from error
    return Parcel(share, quote)


def place(
    offer: PreorderOffer,
    quantity: int,
    buyer: Buyer,
    *,
    idempotency_key: str,
    expected_total: Dong,
    user: Any = None,
    invoice: InvoiceWish | None = None,
) -> Order:
    """Take packs of a coming harvest, or return the order this key made. Raises CannotOrder."""
    with transaction.atomic():
        offer = PreorderOffer.objects.locked().get(pk=offer.pk)
        placed = Order.objects.filter(idempotency_key=idempotency_key).first()
        if placed:
            return placed
        _check(offer, quantity)
        parcel = parcel_for(offer, quantity, buyer.commune_code)
        check_total(parcel.total, expected_total)
        offer.take(quantity)
        order = open_order(buyer, idempotency_key, user)
        if invoice:
            InvoiceRequest.objects.create(order=order, **vars(invoice))
        _sell(order, offer, quantity, parcel)
        tell_order_placed(order)
        release_later(order)
        return order


def _check(offer: PreorderOffer, quantity: int) -> None:
    if not (offer.variant.is_sold and offer.is_open_on(timezone.localdate())):
        raise CannotOrder(_("Đợt đặt trước này đã đóng."))
    if quantity < 1 or quantity > offer.left:
        raise CannotOrder(
            _("Đợt này chỉ còn %(left)s %(unit)s.")
            % {"left": offer.left, "unit": offer.variant.unit}
        )
    if not offer.variant.product.producer.takes_transfers:
        raise CannotOrder(_("Nhà này chưa nhận được tiền cọc qua chuyển khoản."))


def _sell(order: Order, offer: PreorderOffer, quantity: int, parcel: Parcel) -> None:
    code, producer, quote = f"{order.number}-1", parcel.share.producer, parcel.quote
    part = open_part(
        order,
        code,
        producer=producer,
        settlement=Settlement.VIETQR,
        payment_reference=code,
        delivery=quote.way,
        pickup_point=quote.point,
        goods_total=parcel.share.goods_total,
        shipping_fee=quote.fee,
    )
    variant = offer.variant
    OrderLine.objects.create(
        part=part,
        unit_price=variant.price,
        quantity=quantity,
        **copied(variant),
        **frozen(part, variant.product, part.goods_total),
    )
    preorder = _wait_for(offer, part, quantity)
    due = Due(code, preorder.deposit, order.placed_at + TRANSFER_LIFETIME)
    open_payment(due, Method.VIETQR, payee=producer)


def _wait_for(offer: PreorderOffer, part: ProducerOrder, quantity: int) -> Preorder:
    return Preorder.objects.create(
        part=part,
        offer=offer,
        quantity=quantity,
        deposit=offer.deposit_of(part.total),
        ship_from=offer.harvest_from,
        ship_to=offer.harvest_to,
    )


@transaction.atomic
def say_ready(offer: PreorderOffer, *, by: Any) -> int:
    """The harvest is in: everybody who paid the deposit is asked for the rest; returns how many."""
    waiting = offer.preorders.waiting().filter(balance_asked_at=None, moved_from=None)
    asked = [_ask_rest(preorder) for preorder in waiting.select_related("part__order")]
    return sum(asked)


def _ask_rest(preorder: Preorder) -> bool:
    part = locked(preorder.part)
    if not is_paid(part):
        return False
    balance.more(part, preorder.rest)
    preorder.balance_asked_at = timezone.now()
    preorder.save(update_fields=["balance_asked_at"])
    tell_buyer(
        f"preorder-ready:{part.code}",
        part.order,
        "preorder_ready",
        {"part": part, "preorder": preorder},
    )
    return True


@transaction.atomic
def move_season(
    offer: PreorderOffer, harvest_from: date, harvest_to: date, *, by: Any
) -> int:
    """The harvest comes at another time: everybody is told and asked; returns how many."""
    offer = PreorderOffer.objects.locked().get(pk=offer.pk)
    offer.harvest_from, offer.harvest_to = harvest_from, harvest_to
    offer.save(update_fields=["harvest_from", "harvest_to"])
    waiting = list(offer.preorders.waiting().select_related("part__order"))
    for preorder in waiting:
        preorder.moved_from, preorder.moved_to = harvest_from, harvest_to
        preorder.save(update_fields=["moved_from", "moved_to"])
        tell_buyer(
            f"preorder-moved:{preorder.part.code}:{harvest_from}:{harvest_to}",
            preorder.part.order,
            "preorder_moved",
            {"part": preorder.part, "preorder": preorder},
        )
    return len(waiting)


@transaction.atomic
def accept_season(preorder: Preorder) -> None:
    """The buyer waits; pressing twice changes nothing."""
    locked(preorder.part)
    preorder.refresh_from_db()
    if preorder.moved_from and preorder.moved_to:
        preorder.ship_from, preorder.ship_to = preorder.moved_from, preorder.moved_to
        preorder.moved_from = preorder.moved_to = None
        preorder.save()


def refuse_season(preorder: Preorder, *, by: Any = None) -> None:
    """The buyer does not wait: the packs go back to the offer, the deposit back to him.

    Raises IllegalMove when the order is no longer waiting.
    """
    reason = _("Khách không chờ mùa dời ngày")
    cancel(preorder.part, by=by, reason=reason, actor=Actor.BUYER)
