"""Orders that have come as far as a test needs."""

from typing import Any

from catalog.models import Variant
from orders import basket as baskets
from orders import fulfil
from orders.checkout import Buyer, parcels_for, place_order
from orders.models import Order, ProducerOrder, Settlement
from tests.factories import KHOAI_CHAU, VariantFactory

BUYER = Buyer("Lan", "+84912345678", "lan@example.vn", KHOAI_CHAU, "Thôn 1", "")


def order_of(*packs: tuple[Variant, int], settlement: str = "cod") -> Order:
    basket = None
    for variant, quantity in packs:
        basket = baskets.put(basket, variant, quantity)
    assert basket
    parcels = parcels_for(baskets.items_of(basket), BUYER.commune_code)
    return place_order(
        basket,
        BUYER,
        {p.share.producer.pk: Settlement(settlement) for p in parcels},
        idempotency_key=f"k{Order.objects.count()}",
        expected_total=sum(parcel.total for parcel in parcels),
    )


def placed(
    variant: Variant | None = None, quantity: int = 1, *, settlement: str = "cod"
) -> ProducerOrder:
    variant = variant or VariantFactory(price=100_000)
    return order_of((variant, quantity), settlement=settlement).parts.get()


def delivered(variant: Variant | None = None, quantity: int = 1, **way: Any) -> Any:
    part = placed(variant, quantity, **way)
    for deed in (fulfil.accept, fulfil.pack, fulfil.hand_over, fulfil.deliver):
        deed(part, by=None)
    return ProducerOrder.objects.get(pk=part.pk)
