"""A maker suspended with orders open: the operator works them, the buyers are told."""

from django.db import transaction
from django.utils import timezone

from producers.models import Producer

from .messages import tell_maker_suspended
from .models import OPEN, ProducerOrder, ProducerOrderQuerySet


def orphans() -> ProducerOrderQuerySet:
    """Open orders of suspended makers."""
    return ProducerOrder.objects.filter(
        state__in=OPEN, producer__suspended_at__lte=timezone.now()
    )


@transaction.atomic
def tell_buyers_of(producer: Producer) -> int:
    """Tell each buyer once; returns how many open orders there are."""
    parts = orphans().filter(producer=producer).select_related("order", "producer")
    for part in parts:
        tell_maker_suspended(part)
    return len(parts)


def tell_all() -> int:
    """For the sweep: whatever way a maker was suspended, the buyers hear of it."""
    makers = Producer.objects.filter(pk__in=orphans().values("producer"))
    return sum(tell_buyers_of(maker) for maker in makers)
