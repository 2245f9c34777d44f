from typing import Any

from django import template
from django.utils import timezone

from catalog.models import Product
from traceability.models import Lot

register = template.Library()


@register.inclusion_tag("traceability/_provenance.html")
def provenance(product: Product) -> dict[str, Any]:
    """The last steps of the lot now on sale, with a label that opens its whole record."""
    lots = Lot.objects.on_sale(timezone.localdate()).filter(product=product)
    lot = lots.prefetch_related("events", "labels").first()
    events = list(lot.events.all())[-3:] if lot else []
    label = next(iter(lot.labels.all()), None) if lot else None
    return {"lot": lot, "events": events, "label": label}
