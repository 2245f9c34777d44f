from typing import Any

from django import template
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from catalog.models import Product
from traceability.models import Label, Lot

register = template.Library()


@register.inclusion_tag("traceability/_provenance.html")
def provenance(product: Product) -> dict[str, Any]:
    """The last steps of the lot now on sale, with a label that opens its whole record."""
    code = Label.objects.filter(lot=OuterRef("pk")).order_by("pk").values("code")[:1]
    lots = Lot.objects.on_sale(timezone.localdate()).filter(product=product)
    lot = lots.annotate(label_code=Subquery(code)).prefetch_related("events").first()
    events = list(lot.events.all())[-3:] if lot else []
    return {"lot": lot, "events": events}
