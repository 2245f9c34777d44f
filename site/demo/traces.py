"""Lots with their journeys, and printed labels."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from catalog.models import Product
from traceability.documents import Share, Step
from traceability.labels import print_labels
from traceability.log import make_checkpoint
from traceability.models import Location, Lot, ScanRule
from traceability.recording import open_lot, record

from . import chains
from .reading import Row, read

DAYS_BACK = (9, 40, 75)
WORDS = tuple(
    f"{part}_{lang}" for part in ("title", "text", "place") for lang in ("vi", "en")
)


def load_traces() -> None:
    ScanRule.objects.get_or_create(
        scans=60,
        hours=24,
        effective_from="2026-01-01",
        defaults={"basis": "Quy tắc minh hoạ của đơn vị vận hành"},
    )
    templates = {t["slug"]: t for t in read("trace.toml").get("template", [])}
    rows = [row for row in read("products.toml")["product"] if row.get("traced")]
    for row in sorted(rows, key=lambda row: bool(row.get("made_from"))):
        if template := templates.get(row.get("trace", "")):
            _load_lots(Product.objects.get(slug=row["slug"]), template, row)
    chains.load_hamper_lot()
    chains.load_marks()
    make_checkpoint()


def _load_lots(product: Product, template: Row, row: Row) -> None:
    if Lot.objects.of_product(product).exists():
        return
    where = chains.place_of(product.producer)
    for number, days in enumerate(row.get("lots_days_ago", DAYS_BACK), start=1):
        day = timezone.localdate() - timedelta(days=days)
        steps = sorted(
            (_step(told, day, where) for told in template["step"]),
            key=lambda step: step.at,
        )
        packs = 15 if row.get("made_from") else 40
        lot = _lot(product, where, packs * number, day)
        if "raw_steps" in template:
            inputs = _raw_lot(template, steps, lot)
            steps = steps[template["raw_steps"] :]
        else:
            inputs = chains.inputs_for(row.get("made_from", ()), steps[0].at)
        _tell(lot, steps, inputs)
        print_labels(lot, 2)


def _lot(product: Product, where: Location, quantity: int, day: date) -> Lot:
    variant = product.variants.all()[0]
    shelf = product.shelf_life_days
    return Lot(
        variant=variant,
        location=where,
        produced_on=day,
        expires_on=day + timedelta(days=shelf) if shelf else None,
        quantity=Decimal(quantity),
        unit_vi=variant.unit_vi,
        unit_en=variant.unit_en,
        standards=product.standards,
    )


def _raw_lot(template: Row, steps: Sequence[Step], made: Lot) -> list[Share]:
    """The raw material as a lot of its own, told by the first steps."""
    raw = Lot(
        name_vi=template["raw_name_vi"],
        name_en=template["raw_name_en"],
        location=made.location,
        produced_on=timezone.localdate(steps[0].at),
        quantity=made.quantity * template["raw_kg_each"],
        uom="KGM",
        field=template["raw_field"],
    )
    _tell(raw, steps[: template["raw_steps"]], ())
    return [Share(raw)]


def _tell(lot: Lot, steps: Sequence[Step], inputs: Sequence[Share]) -> None:
    first, *others = steps
    open_lot(lot, first, inputs=inputs)
    for step in others:
        record(replace(step, objects=(Share(lot),)))


def _step(row: Row, packed_on: date, where: Location) -> Step:
    packed = timezone.make_aware(datetime.combine(packed_on, time(15)))
    return Step(
        at=packed - timedelta(days=float(row.get("days_before", 0))),
        where=where,
        biz_step=row["biz_step"],
        words={key: row[key] for key in WORDS if key in row},
    )
