"""A maker goes on holiday: his goods stay to be seen, and can be ordered again when he is back."""

from datetime import date

from django.db import transaction

from producers.models import Producer

from .models import Variant

FIELDS = ["closed_from", "closed_until", "closed_note", "closed_to_guests"]


@transaction.atomic
def close(
    producer: Producer, first: date, last: date, *, note: str = "", guests: bool = False
) -> None:
    """From `first` to the end of `last`; `guests`: nobody is received either. What was ordered before stands."""
    row = _nobody_ordering(producer)
    row.closed_from, row.closed_until = first, last
    row.closed_note, row.closed_to_guests = note, guests
    row.save(update_fields=FIELDS)


@transaction.atomic
def reopen(producer: Producer) -> None:
    row = _nobody_ordering(producer)
    row.closed_from = row.closed_until = None
    row.save(update_fields=FIELDS)


def _nobody_ordering(producer: Producer) -> Producer:
    """An order holds the packs it takes: wait for those, so that later ones see the holiday."""
    list(Variant.objects.filter(product__producer=producer).locked())
    return Producer.objects.select_for_update().get(pk=producer.pk)
