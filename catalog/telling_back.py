"""“Nhắn tôi khi có hàng”: one message when the pack can be bought again, then the address is gone."""

from datetime import datetime, timedelta

from django.db import transaction

from core import outbox
from core.outbox import Reader

from .models import BackWish, Variant

AT_MOST = 20
KEPT = timedelta(days=400)


class TooMany(Exception):
    """This address waits for `AT_MOST` packs already."""


def ask(variant: Variant, *, email: str, phone: str, language: str) -> BackWish:
    """Once per pack and address, however often it is asked. Raises TooMany."""
    if BackWish.objects.of(email, phone).count() >= AT_MOST:
        raise TooMany
    wish, _created = BackWish.objects.get_or_create(
        variant=variant, email=email, phone=phone, defaults={"language": language}
    )
    return wish


def tell_all(now: datetime) -> int:
    """Tell everybody whose pack is there again; who waited over a year is forgotten. Returns how many heard."""
    BackWish.objects.filter(asked_at__lt=now - KEPT).delete()
    waited_for = Variant.objects.filter(wishes__isnull=False).distinct()
    packs = waited_for.select_related("product__producer").prefetch_related(
        "hamper_parts__part__product__producer"
    )
    there = [
        pack for pack in packs if pack.is_sold and pack.left and not pack.away_until
    ]
    return sum(
        _tell(pk)
        for pk in BackWish.objects.filter(variant__in=there).values_list(
            "pk", flat=True
        )
    )


@transaction.atomic
def _tell(pk: int) -> bool:
    wish = (
        BackWish.objects.select_for_update(of=("self",))
        .select_related("variant__product")
        .filter(pk=pk)
        .first()
    )
    if wish is None:
        return False
    product = wish.variant.product
    outbox.put(
        f"back:{wish.token}",
        Reader(wish.email, wish.phone, wish.language),
        "back",
        {"pack": wish.variant, "product": product},
        path=product.get_absolute_url(),
    )
    wish.delete()
    return True
