"""What is kept for a buyer who signs in: his basket, and the addresses he asked us to keep."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Address

from .models import Basket, BasketItem, Order


def remember_address(user: Any, order: Order) -> None:
    """Keep where this order goes; the same address is kept once."""
    Address.objects.update_or_create(
        user=user,
        name=order.name,
        phone=order.phone,
        commune_code=order.commune_code,
        street=order.street,
        defaults={"used_at": timezone.now()},
    )


@transaction.atomic
def merge_baskets(user: Any, guest: Basket | None) -> Basket | None:
    """The basket of a visitor who signs in, together with the one kept for him.

    The guest's basket lives on, because his cookie knows it; of the same pack the larger number
    stays, so that signing in twice adds nothing.
    """
    kept = Basket.objects.select_for_update().filter(user=user).first()
    if guest is None or guest == kept:
        return kept
    if kept:
        _move_items(kept, guest)
        kept.delete()
    guest.user = user
    guest.save(update_fields=["user", "updated_at"])
    return guest


def _move_items(kept: Basket, guest: Basket) -> None:
    there = {item.variant_id: item for item in guest.items.all()}
    for item in kept.items.all():
        twin: BasketItem | None = there.get(item.variant_id)
        if twin is None:
            item.basket = guest
            item.save(update_fields=["basket"])
        elif item.quantity > twin.quantity:
            twin.quantity = item.quantity
            twin.save(update_fields=["quantity"])
