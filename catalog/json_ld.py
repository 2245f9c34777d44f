"""A product for search engines: schema.org Product with its offers, as Google's product snippets want it."""

from collections.abc import Sequence

from django.utils.safestring import SafeString

from core.structured import Node, absolute, json_ld, picture_url

from .models import Product, Review, Variant


def about_product(
    product: Product, variants: Sequence[Variant], reviews: Sequence[Review]
) -> SafeString:
    """Ratings only where there are reviews; nothing for what nobody can buy.

    Source: Google, “Product snippet structured data”: name, and one of offers, review, rating.
    """
    offers = [_offer(product, variant) for variant in variants]
    if not offers and not reviews:
        return SafeString("")
    node: Node = {
        "@type": "Product",
        "name": product.name,
        "description": product.summary or product.name,
        "image": [url] if (url := picture_url(product.photo)) else None,
        "brand": {"@type": "Brand", "name": product.producer.name},
        "offers": offers,
        "aggregateRating": _rating(reviews),
    }
    return json_ld({key: value for key, value in node.items() if value})


def _rating(reviews: Sequence[Review]) -> Node | None:
    if not reviews:
        return None
    return {
        "@type": "AggregateRating",
        "ratingValue": round(sum(r.rating for r in reviews) / len(reviews), 1),
        "reviewCount": len(reviews),
    }


def _offer(product: Product, variant: Variant) -> Node:
    state = "InStock" if variant.left and not variant.away_until else "OutOfStock"
    return {
        "@type": "Offer",
        "sku": variant.sku,
        "name": variant.name,
        "price": variant.price_now,
        "priceCurrency": "VND",
        "availability": f"https://schema.org/{state}",
        "url": absolute(product.get_absolute_url()),
    }
