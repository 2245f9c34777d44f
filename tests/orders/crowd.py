"""Many buyers at the same moment, through three doors: checkout pages, `place_order`, the maker's shelf."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier

from django.db import DatabaseError, connections
from django.test import Client

from catalog.models import Variant
from orders import basket as baskets
from orders.checkout import Buyer, CannotOrder, place_order
from orders.models import Basket
from tests.factories import (
    KHOAI_CHAU,
    ProducerFactory,
    ProductFactory,
    VariantFactory,
    hamper_of,
    member_of,
    shipping_rates,
)

BUYER = Buyer("A", "+84912345678", "", KHOAI_CHAU, "x", "")
FORM = {
    "name": "Trần Thị Hoa",
    "phone": "0912 345 678",
    "province": "33",
    "commune": KHOAI_CHAU,
    "street": "Thôn Thượng",
}


@dataclass
class Shelf:
    """Fifty jars, plenty of tea, and two hampers that hold both, named in opposite order."""

    jar: Variant
    tea: Variant
    wanted: list[Variant]
    maker: Client


def shelf(jars: int = 50, tea: int = 5_000) -> Shelf:
    shipping_rates()
    jar = VariantFactory(stock=jars, price=100_000, sku="JAR")
    brewer = ProducerFactory()
    pack = VariantFactory(
        stock=tea, price=60_000, sku="TEA", product=ProductFactory(producer=brewer)
    )
    one = hamper_of((jar, 1), (pack, 1), price=150_000, slug="gio-1")
    two = hamper_of((pack, 2), (jar, 1), price=200_000, slug="gio-2", sku="GIO-2")
    maker = Client()
    maker.force_login(
        member_of(brewer), backend="django.contrib.auth.backends.ModelBackend"
    )
    return Shelf(jar, pack, [jar, one, two], maker)


def total_of(basket: Basket) -> int:
    from orders.pricing import parcels_for

    return sum(p.total for p in parcels_for(baskets.items_of(basket), KHOAI_CHAU))


def by_verb(basket: Basket, total: int, number: int) -> str:
    try:
        place_order(
            basket, BUYER, {}, idempotency_key=f"k{number}", expected_total=total
        )
    except CannotOrder as error:
        return "told" if "chỉ còn" in str(error) or "hết" in str(error) else str(error)
    return "sold"


def by_pages(basket: Basket) -> str:
    browser = Client()
    browser.cookies["gio"] = f"{basket.token}:1"
    review = browser.post("/thanh-toan/", FORM)
    hidden = dict(re.findall(r'name="(khoa|tong)" value="([^"]*)"', review.text))
    if not hidden:
        return "told"
    done = browser.post("/thanh-toan/dat-hang/", {**FORM, **hidden})
    return "sold" if "/don-hang/" in done.headers.get("Location", "") else "told"


def crowd(shelf: Shelf, buyers: int, *, at_once: int) -> Counter[str]:
    """What became of everybody; every third comes through the pages, the maker taps + meanwhile."""
    held = [
        baskets.put(None, shelf.wanted[n % len(shelf.wanted)], 1) for n in range(buyers)
    ]
    totals = [total_of(basket) for basket in held[: len(shelf.wanted)]]
    gate = Barrier(at_once)

    def press(number: int) -> str:
        if number < at_once:
            gate.wait()
        try:
            if number % 7 == 6:
                shelf.maker.post("/kenh-ban/hang/TEA/", {"buoc": "them"})
            if number % 3 == 2:
                return by_pages(held[number])
            return by_verb(held[number], totals[number % len(totals)], number)
        except DatabaseError:  # refused, or a deadlock
            return "crashed"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(at_once) as pool:
        return Counter(pool.map(press, range(buyers)))
