"""Some past orders, placed and fulfilled through the same verbs as real ones."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from catalog.models import Variant
from orders import basket as baskets
from orders import fulfil
from orders.checkout import Buyer, parcels_for, place_order
from orders.models import Order, ProducerOrder, Settlement

BUYERS = [
    ("Đỗ Thị Lan", "12205", 0, Settlement.COD),
    ("Vũ Hoàng Nam", "00004", 1, Settlement.COD),
    ("Bùi Ngọc Mai", "00070", 2, Settlement.VIETQR),
    ("Hoàng Đức Anh", "12271", 3, Settlement.COD),
    ("Ngô Thanh Tâm", "11953", 5, Settlement.COD),
    ("Đặng Văn Phúc", "00004", 6, Settlement.COD),
]
FAR: list[Any] = [fulfil.accept, fulfil.pack, fulfil.hand_over, fulfil.deliver]


def load_orders() -> None:
    if Order.objects.exists():
        return
    packs = list(
        Variant.objects.filter(stock__gt=8, product__ship_policy="ship").order_by(
            "price", "pk"
        )
    )
    for number, buyer in enumerate(BUYERS):
        _load_order(number, packs[number * 2 : number * 2 + 3], *buyer)


def _load_order(
    number: int,
    packs: list[Variant],
    name: str,
    commune: str,
    days_ago: int,
    way: Settlement,
) -> None:
    basket = None
    for variant in packs:
        basket = baskets.put(basket, variant, 1)
    if basket is None:
        return
    parcels = parcels_for(baskets.items_of(basket), commune)
    order = place_order(
        basket,
        Buyer(name, "+84912000301", "", commune, "Số 12, ngõ nhỏ", ""),
        {parcel.share.producer.pk: way for parcel in parcels},
        idempotency_key=f"minh-hoa-{number}",
        expected_total=sum(parcel.total for parcel in parcels),
    )
    _age(order, days_ago)


def _age(order: Order, days_ago: int) -> None:
    """Older orders have come further; the history is set back with them."""
    moved = timezone.now() - timedelta(days=days_ago, hours=2)
    Order.objects.filter(pk=order.pk).update(placed_at=moved)
    for part in order.parts.all():
        by = User.objects.filter(memberships__producer=part.producer).first()
        for step, deed in enumerate(FAR[: min(days_ago, len(FAR))], start=1):
            at = moved + timedelta(hours=5 * step)
            deed(ProducerOrder.objects.get(pk=part.pk), by=by, at=at)
