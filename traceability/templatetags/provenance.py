from typing import Any

from django import template
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from catalog.models import Product
from producers.models import Producer
from traceability.hand_made import standing
from traceability.models import Event, Label, Lot, Mark

register = template.Library()


@register.inclusion_tag("traceability/_provenance.html")
def provenance(product: Product) -> dict[str, Any]:
    """The last steps of the lot now on sale, with a label that opens its whole record."""
    code = Label.objects.filter(lot=OuterRef("pk")).order_by("pk").values("code")[:1]
    lots = Lot.objects.on_sale(timezone.localdate()).of_product(product)
    lot = lots.annotate(label_code=Subquery(code)).first()
    events = list(Event.objects.telling_of(lot))[-3:] if lot else []
    return {"lot": lot, "events": events}


@register.inclusion_tag("traceability/_hand_made.html")
def hand_made(producer: Producer) -> dict[str, Any]:
    """The badge “tự làm” with why; nothing without proof."""
    return {"proof": standing(producer).proof}


@register.inclusion_tag("traceability/_marks.html")
def marks(product: Product) -> dict[str, Any]:
    """What covers the product and is valid today."""
    return {"marks": Mark.objects.valid_on(timezone.localdate()).of(product)}
