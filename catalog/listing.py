"""The listing: what was asked for, and live counts for every other choice, in one grouped query."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import BooleanField, Case, Count, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from vietnam import months
from vietnam.dong import Dong, NotAnAmount, parse_vnd
from vietnam.text import nfc
from vietnam.typing_marks import telex

from .models import Product, ProductQuerySet

# What decides the order is published at /chinh-sach/cach-sap-xep-san-pham/ (Decree 248/2026 Art. 11).
ORDERS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "vu": (_("Đang vụ trước"), ("-ripe_now", "-has_stock", "-published_at", "pk")),
    "moi": (_("Mới nhất"), ("-published_at", "pk")),
    "gia": (_("Giá thấp đến cao"), ("price_from", "pk")),
    "gia-giam": (_("Giá cao đến thấp"), ("-price_from", "pk")),
}
STARS = (5, 4, 3)
LONGEST_QUERY = 80


@dataclass
class Wish:
    """What the visitor asked for, read from the address; anything unreadable is left out."""

    query: str = ""
    categories: list[str] = field(default_factory=list)
    villages: list[str] = field(default_factory=list)
    stars: list[int] = field(default_factory=list)
    price_from: Dong | None = None
    price_to: Dong | None = None
    in_season: bool = False
    order: str = "vu"
    problems: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, params: QueryDict) -> "Wish":
        wish = cls(
            query=nfc(params.get("q", ""))[:LONGEST_QUERY].strip(),
            categories=params.getlist("nhom")[:20],
            villages=params.getlist("lang")[:40],
            stars=[int(s) for s in params.getlist("ocop") if s in ("3", "4", "5")],
            in_season=params.get("vu") == "1",
            order=params.get("sap_xep", "")
            if params.get("sap_xep") in ORDERS
            else "vu",
        )
        wish.price_from = wish._price(params.get("gia_tu", ""))
        wish.price_to = wish._price(params.get("gia_den", ""))
        return wish

    def _price(self, typed: str) -> Dong | None:
        if not typed.strip():
            return None
        try:
            return parse_vnd(typed, minimum=0)
        except NotAnAmount as error:
            self.problems.append(str(error))
            return None

    @property
    def is_filtered(self) -> bool:
        asked = (
            self.categories,
            self.villages,
            self.stars,
            self.price_from,
            self.price_to,
        )
        return self.in_season or any(asked)

    @property
    def chosen(self) -> int:
        prices = sum(price is not None for price in (self.price_from, self.price_to))
        return (
            len(self.categories)
            + len(self.villages)
            + len(self.stars)
            + prices
            + self.in_season
        )


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Facets:
    categories: list[Choice]
    villages: list[Choice]
    stars: list[Choice]
    in_season: Choice
    total: int


def found(wish: Wish, on: date) -> tuple[ProductQuerySet, str]:
    """Goods that match the words of a wish, and the reading that found them.

    When nothing matches, unfinished Telex is decoded once (“gaf ddoong tao” → “gà đông tao”).
    """
    goods = Product.objects.published().with_card_facts(on)
    if not wish.query:
        return goods, ""
    matching = goods.matching(wish.query)
    decoded = telex(wish.query)
    if decoded != wish.query and not matching.exists():
        return goods.matching(decoded), decoded
    return matching, wish.query


def _flags(wish: Wish, on: date) -> dict[str, Any]:
    """What each row of the grouped query says about itself."""
    in_price = Q()
    if wish.price_from is not None:
        in_price &= Q(price_from__gte=wish.price_from)
    if wish.price_to is not None:
        in_price &= Q(price_from__lte=wish.price_to)
    always = Value(True, output_field=BooleanField())
    return {
        "ripe": F("season_months").bitand(months.mask([on.month])),
        "in_price": Case(When(in_price, then=True), default=False)
        if in_price
        else always,
    }


Row = dict[str, Any]
Test = Callable[[Row], bool]


def _tests(wish: Wish) -> dict[str, Test]:
    return {
        "category": lambda r: (
            not wish.categories or r["category__slug"] in wish.categories
        ),
        "village": lambda r: not wish.villages or r["village__slug"] in wish.villages,
        "stars": lambda r: not wish.stars or r["stars"] in wish.stars,
        "price": lambda r: bool(r["in_price"]),
        "season": lambda r: not wish.in_season or bool(r["ripe"]),
    }


def facets(goods: Any, wish: Wish, on: date) -> Facets:
    """Counts for each choice with every *other* choice applied; one query however many rows."""
    rows = list(
        goods.annotate(**_flags(wish, on))
        .order_by()
        .values(
            "category__slug",
            "category__name",
            "category__position",
            "village__slug",
            "village__name",
            "stars",
            "ripe",
            "in_price",
        )
        .annotate(n=Count("pk"))
    )
    tests = _tests(wish)

    def left(without: str) -> list[Row]:
        others = [test for name, test in tests.items() if name != without]
        return [row for row in rows if all(test(row) for test in others)]

    ripe = sum(row["n"] for row in left("season") if row["ripe"])
    return Facets(
        categories=_choices(left("category"), "category", wish.categories),
        villages=_choices(left("village"), "village", wish.villages),
        stars=_star_choices(left("stars"), wish.stars),
        in_season=Choice("1", str(_("Đang vụ")), ripe, wish.in_season),
        total=sum(row["n"] for row in left("")),
    )


def _choices(rows: Iterable[Row], name: str, chosen: list[str]) -> list[Choice]:
    counts: Counter[str] = Counter()
    labels: dict[str, str] = {}
    for row in rows:
        if slug := row[f"{name}__slug"]:
            counts[slug] += row["n"]
            labels[slug] = row[f"{name}__name"]
    for slug in chosen:
        labels.setdefault(slug, slug)
    return [
        Choice(s, labels[s], counts[s], s in chosen)
        for s in sorted(labels, key=labels.__getitem__)
    ]


def _star_choices(rows: Iterable[Row], chosen: list[int]) -> list[Choice]:
    counts: Counter[int] = Counter()
    for row in rows:
        if row["stars"]:
            counts[row["stars"]] += row["n"]
    return [
        Choice(str(n), str(n), counts[n], n in chosen)
        for n in STARS
        if counts[n] or n in chosen
    ]


def narrowed(goods: Any, wish: Wish, on: date) -> Any:
    """The rows of the listing, in the order asked for."""
    bit = months.mask([on.month])
    goods = goods.annotate(ripe_now=Coalesce(F("season_months").bitand(bit), 0))
    if wish.categories:
        goods = goods.filter(category__slug__in=wish.categories)
    if wish.villages:
        goods = goods.filter(village__slug__in=wish.villages)
    if wish.stars:
        goods = goods.filter(stars__in=wish.stars)
    if wish.price_from is not None:
        goods = goods.filter(price_from__gte=wish.price_from)
    if wish.price_to is not None:
        goods = goods.filter(price_from__lte=wish.price_to)
    if wish.in_season:
        goods = goods.filter(ripe_now__gt=0)
    return goods.order_by(*ORDERS[wish.order][1])
