"""A parcel nobody took comes back to its maker: no blame, no list of people."""

from django.db import transaction
from django.utils.translation import gettext as _

from payments.models import Payment
from payments.settle import cancel as cancel_payment

from .locking import locked
from .messages import tell_parcel_came_back
from .models import Actor, ProducerOrder, State
from .stock import give_back


@transaction.atomic
def come_back(part: ProducerOrder, *, note: str) -> None:
    """The carrier brought it back: the packs can be sold again, cash is no longer waited for.

    Money that was paid before stays where it is until a person decides on it. Raises IllegalMove.
    """
    part = locked(part)
    if part.state == State.RETURNED:
        return
    reason = _("Không giao được: %(parcel)s") % {"parcel": note}
    part.move_to(State.RETURNED, by=None, note=reason[:255], actor=Actor.CARRIER)
    give_back(part)
    for payment in Payment.objects.for_reference(part.code).open():
        cancel_payment(payment)
    tell_parcel_came_back(part)
