"""Do reservations keep to their term? Asked nightly by `check_books`."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from payments.models import Payment, Status

from .models import State, StockReservation

# The worker wakes up when a term is over; the nightly sweep comes for what it missed.
GRACE = timedelta(minutes=15)


def overdue() -> QuerySet[StockReservation]:
    """Reservations that hold packs though their time to pay is over, or their order is cancelled."""
    held = StockReservation.objects.filter(released_at=None).select_related(
        "line__part"
    )
    # While a person looks whether the money came, the packs stay.
    looked_at = Payment.objects.filter(status=Status.REVIEW).values("reference")
    late = held.filter(expires_at__lte=timezone.now() - GRACE).exclude(
        line__part__payment_reference__in=looked_at
    )
    cancelled = held.filter(line__part__state=State.CANCELLED)
    return (late | cancelled).order_by("pk")
