"""Lots with their journeys, and printed labels."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from catalog.models import Product
from traceability.labels import print_labels
from traceability.models import Event, Location, Lot, ScanRule

from .reading import Row, pairs, read

DAYS_BACK = (9, 40, 75)


def load_traces() -> None:
    ScanRule.objects.get_or_create(
        scans=60,
        hours=24,
        effective_from="2026-01-01",
        defaults={"basis": "Quy tắc minh hoạ của đơn vị vận hành"},
    )
    templates = {t["slug"]: t for t in read("trace.toml").get("template", [])}
    for row in read("products.toml").get("product", []):
        template = templates.get(row.get("trace", ""))
        if row.get("traced") and template:
            days = row.get("lots_days_ago", DAYS_BACK)
            _load_lots(Product.objects.get(slug=row["slug"]), template, days)


def _load_lots(product: Product, template: Row, days_back: Sequence[int]) -> None:
    if product.lots.exists():
        return
    location, _created = Location.objects.get_or_create(
        code=f"DD-{product.producer.pk:05d}",
        defaults={
            "producer": product.producer,
            "name": product.producer.name,
            "commune_code": product.producer.commune_code,
        },
    )
    for number, days in enumerate(days_back, start=1):
        _load_lot(
            product,
            location,
            template,
            number,
            timezone.localdate() - timedelta(days=days),
        )


def _load_lot(
    product: Product, location: Location, template: Row, number: int, day: date
) -> None:
    variant = product.variants.all()[0]
    shelf = product.shelf_life_days
    lot = Lot.objects.create(
        code=f"{product.pk:03d}-{day:%y%m%d}",
        product=product,
        location=location,
        produced_on=day,
        expires_on=day + timedelta(days=shelf) if shelf else None,
        quantity=40 * number,
        unit_vi=variant.unit_vi,
        unit_en=variant.unit_en,
        standards=product.standards,
    )
    for step in template["step"]:
        Event.objects.create(lot=lot, **_event(step, day, location))
    print_labels(lot, 2)


KINDS = {
    "object": "ObjectEvent",
    "transformation": "TransformationEvent",
    "aggregation": "AggregationEvent",
}


def _event(step: Row, packed_on: date, location: Location) -> Row:
    packed = timezone.make_aware(
        datetime.combine(packed_on, datetime.min.time()).replace(hour=15)
    )
    return {
        **pairs(step, "title", "text", "place"),
        "event_type": KINDS[step["kind"]],
        "event_time": packed - timedelta(days=float(step.get("days_before", 0))),
        "biz_step": step["biz_step"],
        "read_point": location,
    }
