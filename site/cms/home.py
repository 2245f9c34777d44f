"""What the home page and a village page gather from the shelves."""

from datetime import date
from typing import Any

from django.utils import timezone

from wagtail.models import Page

from catalog.models import Product
from catalog.views import cards as product_cards
from producers.models import Producer, Village
from tourism.models import Experience
from tourism.views import cards as experience_cards
from traceability.models import Lot

from .maps import village_map
from .models import FestivalPage, HomePage, village_pages


def home_facts(page: HomePage) -> dict[str, Any]:
    now = timezone.now()
    today = timezone.localdate(now)
    villages = village_pages(page)
    return {
        "month": today.month,
        "in_season": in_season(today),
        "experiences": experience_cards(
            Experience.objects.live().with_card_facts(now).filter(next_at__isnull=False)
        ).order_by("next_at", "pk")[:4],
        "lots": Lot.objects.on_sale(today)
        .exclude(variant=None)
        .select_related("variant__product__producer", "variant__product__photo")
        .prefetch_related("labels")[:3],
        "festival": next_festival(page),
        "villages": villages,
        "map": village_map(villages),
    }


def in_season(today: date) -> list[Product]:
    """What is ripe this month, things that are not there all year first."""
    goods = Product.objects.published().with_card_facts(today).in_season(today)
    ripe = product_cards(goods.filter(has_stock=True)).order_by(
        "season_months", "-published_at", "pk"
    )
    return list(ripe[:10])


def next_festival(home: Page) -> FestivalPage | None:
    pages = FestivalPage.objects.descendant_of(home).live().select_related("photo")
    coming = [page for page in pages if page.next_dates]
    return min(coming, key=lambda page: page.next_dates or (), default=None)


def village_facts(village: Village) -> dict[str, Any]:
    now = timezone.now()
    today = timezone.localdate(now)
    goods = Product.objects.published().with_card_facts(today).filter(village=village)
    experiences = Experience.objects.live().with_card_facts(now).filter(village=village)
    return {
        "village": village,
        "products": product_cards(goods)[:8],
        "experiences": experience_cards(experiences)[:4],
        "makers": Producer.objects.selling()
        .filter(village=village)
        .select_related("photo"),
    }
