"""The shelves: listing, product, producer."""

import json
from typing import Any

from django.db.models import (
    Avg,
    Count,
    Exists,
    OuterRef,
    Prefetch,
    prefetch_related_objects,
)
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.http import HttpRequest
from core.pagination import page_of, without_page
from producers.models import Producer

from . import listing
from .models import (
    HamperPart,
    PreorderOffer,
    Product,
    ProductPhoto,
    SalePrice,
    Variant,
    lowest_before,
    with_sales,
)

PER_PAGE = 24


def cards(products: Any) -> Any:
    """Everything a row of cards shows, however many there are."""
    return products.select_related("producer", "village", "photo")


@require_GET
def product_list(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    wish = listing.Wish.read(request.GET)
    goods, read_as = listing.found(wish, today)
    facets = listing.facets(goods, wish, today)
    rows = cards(listing.narrowed(goods, wish, today))
    page = page_of(request, rows, per_page=PER_PAGE, count=facets.total)
    context = {
        "wish": wish,
        "facets": facets,
        "page": page,
        "read_as": read_as,
        "orders": listing.ORDERS,
        "more": without_page(request),
    }
    template = "catalog/product_list.html"
    if request.htmx and not request.htmx.history_restore_request:
        template += "#results"
    response = render(request, template, context)
    response["Vary"] = "HX-Request"
    return response


def _on_shelf() -> Any:
    """Packs that know whether a sale runs and whether they are hampers: nothing is asked for nothing."""
    running = SalePrice.objects.running(timezone.now()).filter(variant=OuterRef("pk"))
    parts = HamperPart.objects.filter(hamper=OuterRef("pk"))
    return Variant.objects.filter(is_active=True).annotate(
        on_sale=Exists(running), is_composed=Exists(parts)
    )


def _packs(product: Product) -> list[Any]:
    packs: list[Any] = list(product.variants.all())
    composed = any(pack.is_composed for pack in packs)
    faces = HamperPart.objects.with_faces() if composed else HamperPart.objects.none()
    prefetch_related_objects(packs, Prefetch("hamper_parts", faces))
    if any(pack.on_sale for pack in packs):
        return with_sales(packs)
    for pack in packs:
        pack.sale = None
    return packs


@require_GET
def product(request: HttpRequest, slug: str) -> HttpResponse:
    today = timezone.localdate()
    offers = PreorderOffer.objects.open_on(today)
    found = get_object_or_404(
        Product.objects.published()
        .select_related(
            "producer__village", "producer__photo", "village", "category", "photo"
        )
        .prefetch_related(
            Prefetch(
                "photos",
                ProductPhoto.objects.select_related("picture"),
            ),
            Prefetch("variants", _on_shelf()),
            "certificates",
            "reviews",
        )
        .annotate(
            takes_orders_ahead=Exists(offers.filter(variant__product=OuterRef("pk")))
        ),
        slug=slug,
    )
    valid = [c for c in found.certificates.all() if c.is_valid_on(today)]
    reviews = list(found.reviews.all())
    variants = _packs(found)
    for variant in variants:
        variant.lowest = (
            lowest_before(variant.sale, variant.begun_sales) if variant.sale else None
        )
    context = {
        "product": found,
        "variants": variants,
        "certificate": max(valid, key=lambda c: c.stars, default=None),
        "reviews": reviews[:10],
        "rating": sum(r.rating for r in reviews) / len(reviews) if reviews else None,
        "review_count": len(reviews),
        "like_this": _like(found, today),
        "preorder_offers": offers.filter(variant__product=found).select_related(
            "variant"
        )
        if found.takes_orders_ahead
        else [],
        "in_season": today.month in found.ripe_months,
        "month": today.month,
    }
    context["json_ld"] = _json_ld(request, context)
    return render(request, "catalog/product.html", context)


def _like(product: Product, today: Any) -> Any:
    others = (
        Product.objects.published()
        .with_card_facts(today)
        .filter(category=product.category)
    )
    return cards(others.exclude(pk=product.pk))[:4]


def _json_ld(request: HttpRequest, context: dict[str, Any]) -> str:
    """schema.org Product with its offers; ratings only where there are reviews."""
    product = context["product"]
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": product.name,
        "description": product.summary,
        "brand": {"@type": "Brand", "name": product.producer.name},
        "offers": [_offer(request, variant) for variant in context["variants"]],
    }
    if context["rating"]:
        data["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": round(context["rating"], 1),
            "reviewCount": context["review_count"],
        }
    return json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")


def _offer(request: HttpRequest, variant: Variant) -> dict[str, Any]:
    state = "InStock" if variant.left else "OutOfStock"
    return {
        "@type": "Offer",
        "sku": variant.sku,
        "name": variant.name,
        "price": variant.price_now,
        "priceCurrency": "VND",
        "availability": f"https://schema.org/{state}",
        "url": request.build_absolute_uri(request.path),
    }


@require_GET
def producer(request: HttpRequest, slug: str) -> HttpResponse:
    today = timezone.localdate()
    found = get_object_or_404(
        Producer.objects.selling().select_related("village", "photo"),
        slug=slug,
    )
    goods = cards(Product.objects.published().made_by(found).with_card_facts(today))
    reviews = found.products.aggregate(
        average=Avg("reviews__rating"), count=Count("reviews")
    )
    context = {"producer": found, "products": goods, "reviews": reviews}
    return render(request, "catalog/producer.html", context)
