from typing import Any

from django import template
from django.utils import timezone

from catalog.models import Variant
from ledger.price_split import Split, of_price

register = template.Library()


@register.inclusion_tag("ledger/price_split.html")
def price_split(variant: Variant | None) -> dict[str, Any]:
    """The bar under a price; nothing without a pack."""
    split = of_price(variant, timezone.localdate()) if variant else None
    return {"split": split, "is_receipt": False}


@register.inclusion_tag("ledger/price_split.html")
def split_bar(split: Split) -> dict[str, Any]:
    """The bar of a receipt."""
    return {"split": split, "is_receipt": True}
