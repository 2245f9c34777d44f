"""The guest paid the reseller; the reseller pays the host on invoice (decision 0090)."""

from django.db.models import QuerySet

from payments.collect import Due, open_payment
from payments.models import Method, Payment
from payments.settle import cancel as cancel_payment
from producers.models import Producer
from tourism.models import Booking, Resale


def invoice(booking: Booking) -> None:
    """Ask the reseller for the host's money, into the host's own account; what was asked before falls away."""
    payments = Payment.objects.for_reference(booking.code)
    for payment in payments.open():
        cancel_payment(payment)
    host = booking.slot.option.experience.host
    if booking.total and not payments.filter(paid_at__isnull=False).exists():
        method = Method.VIETQR if host.takes_transfers else Method.CASH
        open_payment(Due(booking.code, booking.total), method, payee=host)


def of_resellers(host: Producer) -> QuerySet[Resale]:
    """What resellers sold for this host; tests are none of his."""
    return Resale.objects.filter(
        is_test=False, booking__slot__option__experience__host=host
    ).select_related("reseller", "booking__slot__option__experience")


def owed_to(host: Producer) -> QuerySet[Resale]:
    """What resellers sold and have not paid this host yet, also long after the visit."""
    waiting = Payment.objects.unpaid().values("reference")
    owed = of_resellers(host).filter(booking__code__in=waiting)
    return owed.order_by("booking__slot__starts_at", "pk")
