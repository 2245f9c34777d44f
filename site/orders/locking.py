"""The order in which rows are locked: payments, producer order, packs (decision 0010)."""

from payments.models import Payment

from .models import ProducerOrder


def locked(part: ProducerOrder) -> ProducerOrder:
    """The part read again with its payments and itself locked, in that order."""
    list(Payment.objects.for_reference(part.payment_reference).locked())
    return ProducerOrder.objects.locked().get(pk=part.pk)
