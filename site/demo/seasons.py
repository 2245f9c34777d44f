"""Late longan of the coming summer, sold before it is picked."""

from datetime import date, timedelta

from django.utils import timezone

from catalog.models import PreorderOffer, Variant

SKU = "KC-NM-3"


def load_preorders() -> None:
    """25 August to 10 October of the next season that is still at least two months away."""
    today = timezone.localdate()
    year = today.year if today < date(today.year, 6, 25) else today.year + 1
    first = date(year, 8, 25)
    PreorderOffer.objects.get_or_create(
        variant=Variant.objects.get(sku=SKU),
        harvest_from=first,
        defaults={
            "harvest_to": date(year, 10, 10),
            "quantity": 120,
            "deposit_percent": 30,
            "opens_on": today,
            "closes_on": first - timedelta(days=10),
        },
    )
