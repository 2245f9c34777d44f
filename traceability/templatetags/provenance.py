from typing import Any

from django import template
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from catalog.models import Product
from producers.models import Producer
from traceability.hand_made import standing
from traceability.models import Event, Label, Lot, Mark

register = template.Library()
STEPS = 3


@register.inclusion_tag("traceability/_provenance.html")
def provenance(product: Product) -> dict[str, Any]:
    """The last steps of the lot now on sale, with a label that opens its whole record; asked in one question."""
    label = Label.objects.filter(lot=OuterRef("pk")).order_by("pk").values("code")[:1]
    lots = Lot.objects.on_sale(timezone.localdate()).of_product(product)
    lots = lots.annotate(label=Subquery(label))
    told = Event.objects.telling_of(Subquery(lots.values("pk")[:1])).annotate(
        lot_code=Subquery(lots.values("code")[:1]),
        label_code=Subquery(lots.values("label")[:1]),
    )
    return {"events": list(told.reverse()[:STEPS])[::-1]}


@register.inclusion_tag("traceability/_hand_made.html")
def hand_made(producer: Producer, reason_at: str = "") -> dict[str, Any]:
    """The badge “tự làm” with why, or a link to where it says why; nothing without proof."""
    return {"proof": standing(producer).proof, "reason_at": reason_at}


@register.inclusion_tag("traceability/_marks.html")
def marks(product: Product) -> dict[str, Any]:
    """What covers the product and is valid today."""
    return {"marks": Mark.objects.valid_on(timezone.localdate()).of(product)}
