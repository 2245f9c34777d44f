"""A parcel nobody took comes back to its maker: no blame, no list of people."""

from django.db import transaction
from django.utils.translation import gettext as _

from payments.models import Payment
from payments.refunds import CannotRefund
from payments.settle import cancel as cancel_payment

from . import balance, bookkeeping
from .cancelling import goods_of
from .locking import locked
from .messages import tell_parcel_came_back
from .models import Actor, ProducerOrder, State
from .stock import give_back, is_paid


@transaction.atomic
def come_back(part: ProducerOrder, *, note: str) -> None:
    """The carrier brought it back: the packs can be sold again, cash is no longer waited for.

    Of money paid before, the goods' becomes a refund that a person approves; the delivery was made.
    Raises IllegalMove.
    """
    part = locked(part)
    if part.state == State.RETURNED:
        return
    reason = _("Không giao được: %(parcel)s") % {"parcel": note}
    part.move_to(State.RETURNED, by=None, note=reason[:255], actor=Actor.CARRIER)
    give_back(part)
    for payment in Payment.objects.for_reference(part.code).open():
        cancel_payment(payment)
    _ask_refund(part, reason)
    bookkeeping.take_back_free(part, "came-back")
    tell_parcel_came_back(part)


def _ask_refund(part: ProducerOrder, reason: str) -> None:
    """Where a refund was asked for before, a person sorts it out: the parcel is back all the same."""
    goods, key = goods_of(part), f"came-back:{part.code}"
    if not (goods and is_paid(part)):
        return
    try:
        with transaction.atomic():
            balance.less(part, goods, reason=reason, by=None, key=key)
    except CannotRefund as error:
        part.events.create(state=part.state, actor=Actor.SYSTEM, note=str(error)[:255])
