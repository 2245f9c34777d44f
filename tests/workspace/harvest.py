"""A coming harvest as the tests of pre-orders know it."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from catalog.models import PreorderOffer, Variant
from orders import preordering
from producers.models import Producer
from tests.factories import ProductFactory, VariantFactory
from tests.orders.test_checkout import HOA

URL = "/kenh-ban/dat-truoc/"
NEW = f"{URL}moi/"


def day(days: int) -> date:
    """So many days from today."""
    return timezone.localdate() + timedelta(days=days)


def on(days: int) -> str:
    """As a phone sends it."""
    return f"{day(days):%Y-%m-%d}"


def longan_of(maker: Producer) -> Any:
    longan = ProductFactory(producer=maker, name_vi="Nhãn muộn", slug="nhan-muon")
    return VariantFactory(product=longan, stock=0, price=95_000, unit_vi="thùng")


def offered(crate: Variant, **changed: Any) -> PreorderOffer:
    facts = {"harvest_from": day(60), "harvest_to": day(90), "closes_on": day(50)}
    return PreorderOffer.objects.create(
        variant=crate, **{**facts, "quantity": 50, **changed}
    )


def typed(pack: Variant | None = None, **changed: str) -> dict[str, str]:
    words = {
        "harvest_from": on(60),
        "harvest_to": on(90),
        "quantity": "50",
        "deposit_percent": "30",
        "closes_on": on(50),
    }
    chosen = {"pack": str(pack.pk)} if pack else {}
    return {**words, **chosen, **changed}


def ahead(offer: PreorderOffer, packs: int, key: str = "k") -> Any:
    """A buyer orders."""
    total = preordering.parcel_for(offer, packs, HOA.commune_code).total
    return preordering.place(
        offer, packs, HOA, idempotency_key=key, expected_total=total
    )


def facts(offer: PreorderOffer) -> tuple[Any, ...]:
    offer.refresh_from_db()
    days = (offer.harvest_from, offer.harvest_to)
    return (*days, offer.quantity, offer.deposit_percent, offer.closes_on)
