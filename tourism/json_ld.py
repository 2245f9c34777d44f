"""An experience for search engines: what can be bought (Product) and the visit itself (TouristTrip).

Two nodes joined by `@id`, and no Event: Google keeps that for dates anybody may attend, and a node
of both types confuses its checker (tourism.md 4).
"""

from collections.abc import Sequence

from django.utils.safestring import SafeString

from core.structured import Node, absolute, json_ld, picture_url

from .models import Experience, Unit


def about_experience(
    experience: Experience, units: Sequence[Unit], *, has_places: bool
) -> SafeString:
    """Free units are no offers; without an offer there is nothing that Google would show."""
    url = absolute(experience.get_absolute_url())
    offers = [_offer(url, unit, has_places) for unit in units if unit.price]
    trip = _trip(experience, url)
    if not offers:
        return json_ld(trip)
    image = picture_url(experience.photo)
    product: Node = {
        "@type": "Product",
        "@id": f"{url}#product",
        "name": experience.name,
        "description": experience.summary or experience.name,
        "brand": {"@type": "Brand", "name": experience.host.name},
        "offers": offers,
    }
    return json_ld(product | ({"image": [image]} if image else {}), trip)


def _offer(url: str, unit: Unit, has_places: bool) -> Node:
    state = "InStock" if has_places else "SoldOut"
    return {
        "@type": "Offer",
        "name": unit.name,
        "price": unit.price,
        "priceCurrency": "VND",
        "availability": f"https://schema.org/{state}",
        "url": url,
    }


def _trip(experience: Experience, url: str) -> Node:
    trip: Node = {
        "@type": "TouristTrip",
        "@id": f"{url}#trip",
        "name": experience.name,
        "provider": {
            "@type": "Organization",
            "name": experience.host.name,
            "url": absolute(experience.host.get_absolute_url()),
        },
        "subjectOf": {"@id": f"{url}#product"},
    }
    steps = [{"@type": "Thing", "name": s.title} for s in experience.steps.all()]
    if steps:
        trip["itinerary"] = {
            "@type": "ItemList",
            "itemListElement": [
                {"@type": "ListItem", "position": n, "item": step}
                for n, step in enumerate(steps, 1)
            ],
        }
    return trip
