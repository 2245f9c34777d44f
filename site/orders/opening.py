"""What every way of ordering writes alike: who ordered, and what was sold as it was that day."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from catalog.models import Variant
from vietnam.dong import Dong

from . import terms
from .models import Actor, Order, ProducerOrder, State
from .wishes import Buyer, PriceChanged


def check_total(total: Dong, expected: Dong) -> None:
    """What the buyer saw is what he pays. Raises PriceChanged."""
    if total != expected:
        raise PriceChanged(
            _("Giá vừa thay đổi. Hãy xem lại tổng tiền mới trước khi đặt.")
        )


def open_order(buyer: Buyer, key: str, user: Any) -> Order:
    return Order.objects.create(
        idempotency_key=key,
        user=user,
        language=translation.get_language() or "vi",
        **vars(buyer),
    )


def open_part(order: Order, code: str, **facts: Any) -> ProducerOrder:
    """The contract with one maker, placed by the buyer."""
    part = ProducerOrder.objects.create(order=order, code=code, **facts)
    part.events.create(state=State.PLACED, by=order.user, actor=Actor.BUYER)
    return part


def copied(variant: Variant) -> dict[str, Any]:
    """What a line keeps of a pack: later changes of the product leave the order alone."""
    return {
        "variant": variant,
        "product_name": variant.product.name,
        "variant_name": variant.name,
        "sku": variant.sku,
        "unit": variant.unit,
        "tax_category": variant.product.tax_category,
        "goods_kind": terms.kind_of(variant.product),
    }
