"""What makers and the office offer: a co-operative, terms, pick-up points, vouchers, a sale."""

from datetime import date, time, timedelta

from django.utils import timezone

from wagtail.models import Page

from catalog.models import SalePrice, Variant
from orders.models import OpeningHours, PickupPoint, SellingTerms, Voucher
from producers.models import Producer

from .reading import Row, read

SINCE = date(2026, 1, 1)


def load_offers() -> None:
    """Needs the makers, the goods and the festival pages."""
    content = read("offers.toml")
    for row in content.get("co_operative", []):
        coop = Producer.objects.get(slug=row["slug"])
        Producer.objects.filter(slug__in=row["makers"]).update(sells_through=coop)
    for row in content.get("terms", []):
        _load_terms(row)
    for row in content.get("point", []):
        _load_point(row)
    for row in content.get("voucher", []):
        _load_voucher(row)
    for row in content.get("sale", []):
        _load_sale(row)


def _load_terms(row: Row) -> None:
    SellingTerms.objects.get_or_create(
        producer=Producer.objects.get(slug=row["producer"]),
        effective_from=SINCE,
        defaults={
            "minimum_order": row.get("minimum_order", 0),
            "wrap_fee": row.get("wrap_fee"),
            "preparation_days": row["preparation_days"],
            "basis": "Dữ liệu minh hoạ",
        },
    )


def _load_point(row: Row) -> None:
    point, created = PickupPoint.objects.get_or_create(
        name=row["name"],
        producer=Producer.objects.get(slug=row["producer"]),
        defaults={"street": row["street"], "commune_code": row["commune_code"]},
    )
    for weekday in row["weekdays"] if created else []:
        OpeningHours.objects.create(
            point=point,
            weekday=weekday,
            opens=time.fromisoformat(row["opens"]),
            closes=time.fromisoformat(row["closes"]),
        )


def _load_voucher(row: Row) -> None:
    now = timezone.now()
    fair = Page.objects.filter(
        content_type__model="festivalpage", locale__language_code="vi"
    ).order_by("path")
    Voucher.objects.get_or_create(
        code=row["code"],
        defaults={
            **{key: row[key] for key in row.keys() - {"code", "fair"}},
            "event": fair.first() if row.get("fair") else None,
            "valid_from": now - timedelta(days=1),
            "valid_to": now + timedelta(days=180),
        },
    )


def _load_sale(row: Row) -> None:
    variant = Variant.objects.filter(product__slug=row["sku_of"]).order_by("pk")[0]
    now = timezone.now()
    SalePrice.objects.get_or_create(
        variant=variant,
        reason=row["reason"],
        defaults={
            "price": variant.price * (100 - row["percent"]) // 100_000 * 1000,
            "starts_at": now - timedelta(days=1),
            "ends_at": now + timedelta(days=60),
        },
    )
