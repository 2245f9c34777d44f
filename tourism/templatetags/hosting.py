from typing import Any

from django import template
from django.utils import timezone

from producers.models import Producer
from tourism.models import Experience

register = template.Library()


@register.inclusion_tag("tourism/_visits.html")
def visits_at(host: Producer) -> dict[str, Any]:
    """What one can do at a maker's, as cards."""
    found = Experience.objects.live().filter(host=host)
    cards = found.with_card_facts(timezone.now()).select_related("village", "photo")
    return {"experiences": cards.prefetch_related("options").order_by("pk")[:6]}
