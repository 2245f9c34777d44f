"""Villages, producers, goods: the facts."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from catalog.models import (
    Category,
    MovementReason,
    OcopCertificate,
    Product,
    ProductPhoto,
    ProductState,
    Review,
    Variant,
)
from core.models import Picture
from orders.models import CodRule, ShippingRate
from producers.models import Membership, Producer, Verification, Village
from vietnam import months
from vietnam.phones import parse_phone

from .pictures import picture
from .reading import Row, pairs, read

BASIS = "Biểu phí minh hoạ"
RATES = [
    ("ship", "same", [(1_000, 22_000), (3_000, 28_000), (5_000, 35_000), (10_000, 50_000), (30_000, 110_000)]),
    ("ship", "other", [(1_000, 32_000), (3_000, 42_000), (5_000, 55_000), (10_000, 85_000), (30_000, 190_000)]),
    ("ship", "north", [(1_000, 28_000), (3_000, 37_000), (5_000, 48_000), (10_000, 72_000), (30_000, 160_000)]),
    ("fragile", "same", [(1_000, 30_000), (3_000, 40_000), (5_000, 52_000), (10_000, 75_000), (30_000, 160_000)]),
    ("fragile", "other", [(1_000, 45_000), (3_000, 60_000), (5_000, 80_000), (10_000, 120_000), (30_000, 260_000)]),
    ("same_day", "same", [(3_000, 30_000), (10_000, 45_000), (30_000, 90_000)]),
]  # fmt: skip

# Days on the way after the goods are ready; invented like the fees.
DAYS = {
    ("ship", "same"): {"days_from": 1, "days_to": 2},
    ("ship", "north"): {"days_from": 2, "days_to": 4},
    ("ship", "other"): {"days_from": 2, "days_to": 5},
    ("fragile", "same"): {"days_from": 1, "days_to": 3},
    ("fragile", "other"): {"days_from": 3, "days_to": 6},
    ("same_day", "same"): {"days_from": 0, "days_to": 0},
}


def load_rates() -> None:
    for policy, zone, steps in RATES:
        for up_to_g, fee in steps:
            ShippingRate.objects.get_or_create(
                ship_policy=policy,
                zone=zone,
                up_to_g=up_to_g,
                effective_from="2026-01-01",
                defaults={"fee": fee, "basis": BASIS, **DAYS[policy, zone]},
            )


COD_RULES = [(0, 1_000_000), (1, 3_000_000), (3, 5_000_000), (10, 20_000_000)]


def load_cod_rules() -> None:
    for completed, most in COD_RULES:
        CodRule.objects.get_or_create(
            completed_from=completed,
            effective_from="2026-01-01",
            defaults={
                "most": most,
                "fresh_most": most // 2,
                "call_above": most // 2,
                "basis": "Quy tắc minh hoạ, tạm tính",
            },
        )


def load_villages() -> None:
    for row in read("villages.toml").get("village", []):
        Village.objects.update_or_create(
            slug=row["slug"],
            defaults={
                **pairs(row, "name", "craft", "lead", "old_place", "how_to_get_there"),
                "trade_group": row["trade_group"],
                "title_kind": row.get("title_kind", "none"),
                "recognised_year": row.get("recognised_year"),
                "region": row["region"],
                "commune_code": row.get("commune_code", ""),
                "lat": str(row["lat"]),
                "lon": str(row["lon"]),
                "photo": picture(row.get("picture", "")),
            },
        )


def load_categories() -> None:
    for position, row in enumerate(read("categories.toml").get("category", [])):
        Category.objects.update_or_create(
            slug=row["slug"],
            defaults={
                **pairs(row, "name"),
                "ocop_group": row["ocop_group"],
                "position": position,
            },
        )


def load_producers() -> None:
    for row in read("producers.toml").get("producer", []):
        producer, _created = Producer.objects.update_or_create(
            slug=row["slug"], defaults=_producer(row)
        )
        user, _created = User.objects.get_or_create(
            phone=producer.phone,
            defaults={
                "full_name": producer.contact_name,
                "phone_verified_at": timezone.now(),
            },
        )
        Membership.objects.get_or_create(user=user, producer=producer)


def _producer(row: Row) -> Row:
    return {
        **pairs(row, "name", "story"),
        "kind": row["kind"],
        "village": Village.objects.filter(slug=row.get("village", "")).first(),
        "contact_name": row["contact_name"],
        "phone": parse_phone(row["phone"]),
        "since_year": row.get("since_year"),
        "bank_bin": str(row.get("bank_bin", "")),
        "bank_account": str(row.get("bank_account", "")),
        "bank_holder": row.get("bank_holder", ""),
        "commune_code": row["commune_code"],
        "street": row.get("street_vi", ""),
        "photo": picture(row.get("portrait", "")),
        "verification": Verification.VERIFIED,
        "verified_at": timezone.now(),
        "is_demo": True,
    }


def load_products() -> None:
    rows = read("products.toml").get("product", [])
    for age, row in enumerate(rows):
        load_goods(row, age)


def load_goods(row: Row, age: int) -> Product:
    product, _created = Product.objects.update_or_create(
        slug=row["slug"], defaults=_product(row, age)
    )
    _load_variants(product, row)
    _load_photos(product, row)
    _load_certificate(product, row.get("ocop"))
    _load_reviews(product, row.get("review", []))
    return product


def _product(row: Row, age: int) -> Row:
    return {
        **pairs(
            row, "name", "summary", "description", "ingredients", "storage", "usage"
        ),
        "producer": Producer.objects.get(slug=row["producer"]),
        "village": Village.objects.filter(slug=row.get("village", "")).first(),
        "category": Category.objects.get(slug=row["category"]),
        "shelf_life_days": row.get("shelf_life_days", 0),
        "season_months": months.mask(row["months"]),
        "ship_policy": row["ship_policy"],
        "tax_category": row.get("tax_category", "goods"),
        "standards": row.get("standards", ""),
        "synonyms": row.get("synonyms", ""),
        "photo": _cover(row["photos"]),
        "state": ProductState.APPROVED,
        "published_at": timezone.now() - timedelta(days=age + 1),
    }


def _cover(slugs: list[str]) -> Picture | None:
    """The first picture that is there."""
    return next((found for slug in slugs if (found := picture(slug))), None)


def _load_variants(product: Product, row: Row) -> None:
    for position, pack in enumerate(row["variant"]):
        variant, created = Variant.objects.get_or_create(
            sku=pack["sku"],
            defaults={
                **pairs(pack, "name", "unit"),
                "product": product,
                "price": pack["price"],
                "weight_g": pack["weight_g"],
                "by_weight_g": pack.get("by_weight_g"),
                "net_amount": pack.get("net_g") or pack.get("net_ml"),
                "net_unit": "ml" if "net_ml" in pack else "g",
                "position": position,
            },
        )
        if created and pack["stock"]:
            variant.move(pack["stock"], MovementReason.OPENING)


def _load_photos(product: Product, row: Row) -> None:
    if product.photos.exists():
        return
    for order, slug in enumerate(row["photos"][1:]):
        if found := picture(slug):
            ProductPhoto.objects.create(
                product=product, picture=found, sort_order=order
            )


def _load_certificate(product: Product, row: Row | None) -> None:
    if row:
        OcopCertificate.objects.get_or_create(
            product=product,
            decision_no=row["decision_no"],
            defaults={key: row[key] for key in ("stars", "issued_on", "expires_on")},
        )


def _load_reviews(product: Product, rows: list[Any]) -> None:
    for number, row in enumerate(rows):
        written: datetime = timezone.now() - timedelta(days=row.get("days_ago", 30))
        Review.objects.get_or_create(
            purchase_code=f"MINH-HOA-{product.slug[:20]}-{number}",
            defaults={
                "product": product,
                "author_name": row["author"],
                "rating": row["rating"],
                "text": row.get("text_vi", ""),
                "written_at": written,
            },
        )
