"""Fees, taxes and paid orders for the tests of the books."""

from datetime import date, timedelta

from django.utils import timezone

from catalog.models import Category, Product, TaxCategory, Variant
from ledger.models import FeeRate, Posting, Tax, TaxRate, Withholding
from orders import basket as baskets
from orders.checkout import Buyer, parcels_for, place_order
from orders.models import Order, ProducerOrder, Settlement
from payments.models import Payment
from payments.settle import confirm_received
from producers.models import Producer
from tests.factories import KHOAI_CHAU, VariantFactory

D117 = "Nghị định 117/2025/NĐ-CP"
LONG_AGO = date(2026, 1, 1)
HOUSEHOLD = {"goods": (100, 50), "production": (300, 150), "service": (500, 200)}


def fee(
    basis_points: int,
    producer: Producer | None = None,
    category: Category | None = None,
    position: int = 9,
    product: Product | None = None,
    effective_from: date = LONG_AGO,
    effective_to: date | None = None,
) -> FeeRate:
    return FeeRate.objects.create(
        position=position,
        producer=producer,
        category=category,
        product=product,
        basis_points=basis_points,
        announced_on=effective_from - timedelta(days=20),
        effective_from=effective_from,
        effective_to=effective_to,
        legal_basis="Biểu phí 2026",
    )


def taxes(held_by: str = "gateway") -> None:
    for category, (vat, pit) in HOUSEHOLD.items():
        for tax, points in ((Tax.VAT, vat), (Tax.PIT, pit)):
            TaxRate.objects.create(
                tax=tax,
                tax_category=TaxCategory(category),
                basis_points=points,
                effective_from=LONG_AGO,
                legal_basis=D117,
            )
    Withholding.objects.create(
        held_by=held_by, effective_from=LONG_AGO, legal_basis=D117
    )


def ordered(way: Settlement, *prices: int, quantity: int = 2) -> Order:
    """An order of one line per price, each of another maker unless there is only one."""
    packs = [VariantFactory(price=price, stock=50) for price in prices]
    return bought(way, *packs, quantity=quantity)


def bought(way: Settlement, *packs: Variant, quantity: int = 2) -> Order:
    basket = None
    for pack in packs:
        basket = baskets.put(basket, pack, quantity)
    assert basket
    parcels = parcels_for(baskets.items_of(basket), KHOAI_CHAU)
    return place_order(
        basket,
        Buyer("Lan", "+84912345678", "lan@example.vn", KHOAI_CHAU, "Thôn 1", ""),
        {parcel.share.producer.pk: way for parcel in parcels},
        idempotency_key=f"k{timezone.now().timestamp()}",
        expected_total=sum(parcel.total for parcel in parcels),
    )


def paid(way: Settlement, price: int = 100_000) -> ProducerOrder:
    part = ordered(way, price).parts.get()
    confirm_received(Payment.objects.get(reference=part.code), by=None)
    return part


def balances() -> dict[str, int]:
    sums: dict[str, int] = {}
    for posting in Posting.objects.all():
        sums[posting.account_id] = sums.get(posting.account_id, 0) + posting.amount
    return {code: amount for code, amount in sums.items() if amount}
