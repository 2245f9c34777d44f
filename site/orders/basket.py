"""The visitor's basket: a token in a cookie that is set only when something is put in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from catalog.models import Variant, with_sales
from producers.models import Producer
from vietnam.dong import Dong

from .hampers import PARTS, Sold, opened
from .models import Basket, BasketItem

COOKIE = "gio"
DAYS = 30
MOST = 999


class CannotBuy(Exception):
    """Why this cannot be put in the basket, in words for the buyer."""


@dataclass
class Share:
    """What one producer would send."""

    producer: Producer
    items: list[Sold]

    @property
    def goods_total(self) -> Dong:
        return sum(item.total for item in self.items)

    @property
    def weight_g(self) -> int:
        return sum(item.variant.weight_g * item.quantity for item in self.items)


def of_cookie(request: HttpRequest) -> Basket | None:
    """The basket a visitor filled before he signed in."""
    token = request.COOKIES.get(COOKIE, "").partition(":")[0]
    found = Basket.objects.filter(token=token) if token else Basket.objects.none()
    return found.filter(user=None).first()


def of(request: HttpRequest) -> Basket | None:
    """The basket of this browser, or the one kept for who is signed in; never another person's."""
    token = request.COOKIES.get(COOKIE, "").partition(":")[0]
    found = Basket.objects.filter(token=token).first() if token else None
    if found and (found.user_id is None or found.user_id == request.user.pk):
        return found
    if request.user.is_authenticated:
        return Basket.objects.filter(user=request.user).first()
    return None


def count_in_cookie(request: HttpRequest) -> int:
    """How many things the header shows, without asking the database."""
    count = request.COOKIES.get(COOKIE, "").partition(":")[2]
    return min(int(count), MOST * 10) if count.isdecimal() and count.isascii() else 0


def remember(response: HttpResponse, basket: Basket, *, secure: bool) -> None:
    count = basket.items.aggregate(n=Sum("quantity"))["n"] or 0
    response.set_cookie(
        COOKIE,
        f"{basket.token}:{count}",
        max_age=DAYS * 24 * 3600,
        httponly=True,
        samesite="Lax",
        secure=secure,
    )


def check(variant: Variant, quantity: int) -> None:
    """Raise CannotBuy unless so many of this may be bought now."""
    product = variant.product
    if not (product.is_published and variant.is_active):
        raise CannotBuy(_("“%(name)s” hiện không bán.") % {"name": product.name})
    if last := variant.away_until:
        raise CannotBuy(_away(product.name, last))
    if quantity < 1 or quantity > MOST:
        raise CannotBuy(_("Hãy nhập số lượng từ 1 đến %(most)s.") % {"most": MOST})
    left = variant.left
    if left == 0:
        raise CannotBuy(_("“%(name)s” vừa hết hàng.") % {"name": variant})
    if quantity > left:
        raise CannotBuy(
            _("“%(name)s” chỉ còn %(left)s %(unit)s.")
            % {"name": variant, "left": left, "unit": variant.unit}
        )


def _away(name: str, last: date) -> str:
    day = date_format(last, "SHORT_DATE_FORMAT")
    return _(
        "“%(name)s”: nhà làm nghỉ đến ngày %(day)s. Món đã có trong giỏ vẫn giữ nguyên; khi nhà mở lại, bạn đặt tiếp."
    ) % {"name": name, "day": day}


@transaction.atomic
def put(basket: Basket | None, variant: Variant, quantity: int) -> Basket:
    """Add to the basket, made now if there is none; raises CannotBuy."""
    held = basket and basket.items.filter(variant=variant).first()
    check(
        variant, quantity if quantity < 1 else quantity + (held.quantity if held else 0)
    )
    basket = basket or Basket.objects.create()
    if held:
        held.quantity += quantity
        held.save(update_fields=["quantity"])
    else:
        basket.items.create(
            variant=variant, quantity=quantity, price_seen=variant.price_now
        )
    return basket


def change(item: BasketItem, quantity: int) -> None:
    """Set the quantity, 0 takes it out; raises CannotBuy."""
    if quantity == 0:
        item.delete()
        return
    check(item.variant, quantity)
    item.quantity = quantity
    item.save(update_fields=["quantity"])


def items_of(basket: Basket | None) -> list[BasketItem]:
    if basket is None:
        return []
    items = basket.items.select_related(
        "variant__product__producer__sells_through",
        "variant__product__photo",
        "variant__product__category",
    ).prefetch_related(PARTS)
    found = list(items.order_by("variant__product__producer__name", "pk"))
    with_sales(item.variant for item in found)
    return found


def shares(items: Iterable[BasketItem]) -> list[Share]:
    """The basket by producer, hampers opened: one parcel and one contract each."""
    by_producer: dict[int, Share] = {}
    for item in opened(items):
        producer = item.variant.product.producer
        by_producer.setdefault(producer.pk, Share(producer, [])).items.append(item)
    return list(by_producer.values())
