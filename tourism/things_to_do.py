"""Experiences as Google's “Things to do” product feed (JSON, one shard, a complete snapshot).

Source: developers.google.com/actions-center/verticals/things-to-do, “Product feed”: a product needs
an id, a title and an option; an option a deep link and a price. Titles hold no discounts.
"""

from datetime import datetime
from typing import Any

from django.utils import translation

from core.structured import absolute, picture_url

from .models import Experience, Option, Unit

Row = dict[str, Any]
LANGUAGES = ("vi", "en")


def product_feed(now: datetime) -> Row:
    """Google takes a feed without products for “delete all”, so that is what it must mean."""
    live = Experience.objects.live().select_related("host", "photo").order_by("pk")
    rows = live.prefetch_related(
        "options__units", "options__experience", "options__policy__tiers"
    )
    products = [_product(experience) for experience in rows]
    return {
        "feed_metadata": {
            "shard_id": 0,
            "total_shards_count": 1,
            "nonce": int(now.timestamp()),
            "processing_instruction": "PROCESS_AS_SNAPSHOT",
        },
        "products": [product for product in products if product["options"]],
    }


def _texts(thing: Any, field: str) -> Row:
    """A text in each language in which it was written."""
    found = [(code, getattr(thing, f"{field}_{code}") or "") for code in LANGUAGES]
    return {
        "localized_texts": [
            {"language_code": code, "text": text} for code, text in found if text
        ]
    }


def _product(experience: Experience) -> Row:
    instant = "INSTANT" if experience.instant_confirmation else "PENDING"
    row: Row = {
        "id": experience.slug,
        "title": _texts(experience, "name"),
        "description": _texts(experience, "summary"),
        "operator": {"name": _texts(experience.host, "name")},
        "inventory_types": ["INVENTORY_TYPE_OPERATOR_DIRECT"],
        "confirmation_type": f"CONFIRMATION_TYPE_{instant}",
        "fulfillment_type": {"mobile": True, "print_at_home": True},
        "options": [_option(o) for o in experience.options.all() if _prices(o)],
    }
    if image := picture_url(experience.photo):
        row["related_media"] = [{"url": image, "type": "MEDIA_TYPE_PHOTO"}]
    return row


def _option(option: Option) -> Row:
    with translation.override("vi"):
        url = absolute(option.experience.get_absolute_url())
    return {
        "id": f"{option.experience.slug}-{option.pk}",
        "title": _texts(option.experience, "name"),
        "landing_page": {"url": url},
        "duration_sec": option.duration_minutes * 60,
        "cancellation_policy": {
            "refund_conditions": [
                {
                    "min_duration_before_start_time_sec": tier.minutes_before * 60,
                    "refund_percent": tier.percent,
                }
                for tier in option.policy.tiers.all()
            ]
        },
        "price_options": _prices(option),
    }


def _prices(option: Option) -> list[Row]:
    return [_price(unit) for unit in option.units.all() if unit.price]


def _price(unit: Unit) -> Row:
    return {
        "id": unit.unit_type.lower(),
        "title": getattr(unit, "name_en", "") or unit.name,
        "price": {"currency_code": "VND", "units": unit.price},
    }
