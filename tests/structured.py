"""JSON-LD as a search engine reads it: nodes of a page, and what Google misses in them."""

import json
import re
from datetime import date
from typing import Any

SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
REQUIRED = {
    "Product": ["name", "image", "description", "offers"],
    "Offer": ["price", "priceCurrency", "availability", "url"],
    "AggregateRating": ["ratingValue", "reviewCount"],
    "Festival": ["name", "startDate", "location"],
    "Place": ["name", "address"],
    "PostalAddress": ["addressCountry"],
    "TouristTrip": ["name"],
    "Brand": ["name"],
    "Organization": ["name", "url"],
    "ItemList": ["itemListElement"],
    "ListItem": ["position"],
    "Thing": ["name"],
}
INTEGERS = {"price", "reviewCount", "position"}
URLS = {"url", "image", "availability", "eventStatus", "eventAttendanceMode"}


def nodes(html: str) -> list[dict[str, Any]]:
    found = []
    for text in SCRIPT.findall(html):
        data = json.loads(text)
        assert data["@context"] == "https://schema.org"
        found += data.get("@graph", [data])
    return found


def problems(node: Any) -> list[str]:
    """Missing properties, wrong types, addresses that are not absolute, in a node and below."""
    if isinstance(node, list):
        return [text for part in node for text in problems(part)]
    if not isinstance(node, dict):
        return []
    if set(node) == {"@id"}:
        return []
    kind = node.get("@type")
    if kind not in REQUIRED:
        return [f"unknown type {kind}"]
    return [
        *(f"{kind} without {name}" for name in REQUIRED[kind] if not node.get(name)),
        *(f"{kind}.{key}: {value!r}" for key, value in node.items() if odd(key, value)),
        *(text for value in node.values() for text in problems(value)),
    ]


def odd(key: str, value: Any) -> bool:
    if key in INTEGERS:
        return type(value) is not int
    if key in URLS:
        values = value if isinstance(value, list) else [value]
        return not all(re.match(r"https?://[^/]+/", str(v)) for v in values)
    if key in ("startDate", "endDate"):
        return date.fromisoformat(value).isoformat() != value
    return value in (None, "", [])
