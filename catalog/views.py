"""The shelves: listing, product, producer."""

from typing import Any

from django.db.models import (
    Avg,
    Count,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    prefetch_related_objects,
)
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from core.http import HttpRequest
from core.pagination import page_of, without_page
from producers.fronting import pictured
from producers.models import Producer

from . import listing, share_picture
from .json_ld import about_product
from .models import (
    HamperPart,
    OcopCertificate,
    PreorderOffer,
    Product,
    ProductPhoto,
    SalePrice,
    Variant,
    with_sales,
)

PER_PAGE = 24
SHOWN = Q(reviews__removed_at=None)


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
    return (
        Variant.objects.filter(is_active=True)
        .select_related("photo")
        .annotate(on_sale=Exists(running), is_composed=Exists(parts))
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


def _whole(offers: Any) -> Any:
    """Published products with everything their page shows."""
    return (
        Product.objects.published()
        .select_related(
            "producer__village", "producer__photo", "village", "category", "photo"
        )
        .prefetch_related(
            Prefetch("photos", ProductPhoto.objects.select_related("picture")),
            Prefetch("variants", _on_shelf()),
            "certificates",
            "reviews",
        )
        .annotate(
            takes_orders_ahead=Exists(offers.filter(variant__product=OuterRef("pk")))
        )
    )


@require_GET
def product(request: HttpRequest, slug: str) -> HttpResponse:
    today = timezone.localdate()
    offers = PreorderOffer.objects.open_on(today)
    found = get_object_or_404(_whole(offers), slug=slug)
    ahead = offers.filter(variant__product=found).select_related("variant")
    valid = [c for c in found.certificates.all() if c.is_valid_on(today)]
    said = list(found.reviews.all())
    reviews = [review for review in said if not review.removed_at]
    variants = _packs(found)
    context = {
        "product": found,
        "variants": variants,
        "certificate": max(valid, key=lambda c: c.stars, default=None),
        "reviews": said[:10],
        "rating": sum(r.rating for r in reviews) / len(reviews) if reviews else None,
        "review_count": len(reviews),
        "like_this": _like(found, today),
        "preorder_offers": ahead if found.takes_orders_ahead else [],
        "in_season": today.month in found.ripe_months,
        "month": today.month,
    }
    if variants:
        lowest = min(pack.price_now for pack in variants)
        context["drawn"] = share_picture.address(found, lowest)
    context["json_ld"] = about_product(found, variants, reviews)
    return render(request, "catalog/product.html", context)


@cache_control(public=True, max_age=86400)
@require_GET
def shared_picture(request: HttpRequest, slug: str) -> HttpResponse:
    """What a chat shows of a shared product."""
    goods = cards(Product.objects.published().with_card_facts(timezone.localdate()))
    found = get_object_or_404(goods, slug=slug)
    picture = share_picture.kept(found, found.price_from)
    return HttpResponse(picture, content_type="image/jpeg")


def _like(product: Product, today: Any) -> Any:
    others = (
        Product.objects.published()
        .with_card_facts(today)
        .filter(category=product.category)
    )
    return cards(others.exclude(pk=product.pk))[:4]


@require_GET
def producer(request: HttpRequest, slug: str) -> HttpResponse:
    today = timezone.localdate()
    found = get_object_or_404(
        Producer.objects.selling().select_related("village", "photo"),
        slug=slug,
    )
    goods = cards(Product.objects.published().made_by(found).with_card_facts(today))
    reviews = found.products.aggregate(
        average=Avg("reviews__rating", filter=SHOWN),
        count=Count("reviews", filter=SHOWN),
    )
    front = found.fronts.approved().first()
    certificates = OcopCertificate.objects.valid_on(today).filter(
        product__in=Product.objects.published().made_by(found)
    )
    context = {
        "producer": found,
        "products": goods,
        "reviews": reviews,
        "steps": pictured(front.steps) if front else [],
        "certificates": certificates.select_related("product"),
    }
    return render(request, "catalog/producer.html", context)
