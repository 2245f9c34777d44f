"""Lots made from the lots of others: pills from starch and honey, a hamper from four makers; and marks."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from catalog.models import Product, ProductKind
from producers.models import Producer
from traceability.documents import Share, Step
from traceability.labels import print_labels
from traceability.models import Event, Location, Lot, Mark, MarkKind
from traceability.recording import open_lot

HAMPERS = Decimal(10)


def place_of(producer: Producer) -> Location:
    place, _made = Location.objects.get_or_create(
        producer=producer,
        defaults={"name": producer.name, "commune_code": producer.commune_code},
    )
    return place


def last_lot_before(product: Product, at: datetime) -> Lot | None:
    """The youngest lot of a product that was there at that time."""
    told = Event.objects.filter(event_time__lt=at, items__lot__variant__product=product)
    lots = Lot.objects.of_product(product).filter(
        items__event__in=told, produced_on__lte=timezone.localdate(at)
    )
    found: Lot | None = lots.order_by("-produced_on", "-pk").first()
    return found


def inputs_for(slugs: Iterable[str], at: datetime) -> list[Share]:
    products = [Product.objects.get(slug=slug) for slug in slugs]
    lots = [last_lot_before(product, at) for product in products]
    return [Share(lot, Decimal(20)) for lot in lots if lot]


def load_hamper_lot() -> None:
    """Ten hampers packed two days ago from the makers' own lots."""
    product = Product.objects.filter(kind=ProductKind.HAMPER).first()
    if product is None or Lot.objects.of_product(product).exists():
        return
    variant = product.variants.all()[0]
    at = timezone.now() - timedelta(days=2)
    parts = variant.hamper_parts.select_related("part__product")
    found = [(part, last_lot_before(part.part.product, at)) for part in parts]
    where = place_of(product.producer)
    lot = Lot(
        variant=variant,
        location=where,
        produced_on=timezone.localdate(at),
        expires_on=min(
            (x.expires_on for _p, x in found if x and x.expires_on), default=None
        ),
        quantity=HAMPERS,
        unit_vi=variant.unit_vi,
        unit_en=variant.unit_en,
    )
    words = {
        "title_vi": "Gom món, xếp giỏ",
        "title_en": "Gathering and packing the hamper",
        "text_vi": "Nhận món của từng nhà còn nguyên tem, xếp vào giỏ, chèn rơm giấy.",
        "text_en": "Each maker’s goods arrive with their labels whole and are packed in paper straw.",
        "place_vi": where.name,
    }
    step = Step(at=at, where=where, biz_step="assembling", words=words)
    inputs = [Share(x, part.quantity * HAMPERS) for part, x in found if x]
    open_lot(lot, step, inputs=inputs)
    print_labels(lot, 2)


def load_marks() -> None:
    """One certificate to look at, numbered so that nobody takes it for a real one."""
    mark, made = Mark.objects.get_or_create(
        kind=MarkKind.STANDARD,
        number="MINH-HOA-0001",
        defaults={
            "name_vi": "VietGAP trồng trọt",
            "name_en": "VietGAP, crops",
            "issuer": "Tổ chức chứng nhận minh hoạ",
            "valid_from": timezone.localdate() - timedelta(days=400),
            "valid_to": timezone.localdate() + timedelta(days=300),
            "is_demo": True,
        },
    )
    if made:
        mark.products.set(Product.objects.filter(slug="tinh-bot-nghe-vang-chi-tan"))
