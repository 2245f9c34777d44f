"""When a part costs less or more than asked for: the open payment is asked anew, paid money goes back.

Only the difference is dealt with, so that what was settled before stays settled. Call everything
here with the rows of `locking.locked` held.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from payments import refunds
from payments.collect import Due, open_payment
from payments.models import Holder, Method, Payment
from payments.refunds import Item
from payments.settle import cancel as cancel_payment
from vietnam.dong import Dong

from .models import ProducerOrder, Settlement, State, StockReservation
from .settling import METHOD_OF, reserved_until
from .stock import release_later


def less(
    part: ProducerOrder,
    items: Sequence[Item],
    *,
    reason: str,
    by: Any,
    key: str | None = None,
) -> list[Any]:
    """The buyer owes Σ items less: first of what is still to be paid, the rest as a refund.

    Returns the refunds asked for. Raises payments.refunds.TooMuch when less was paid.
    """
    amount = sum(item.amount for item in items)
    waiting = _open(part).first()
    lowered = min(amount, waiting.amount) if waiting else 0
    if waiting and lowered:
        _ask_anew(part, waiting, waiting.amount - lowered)
    left = _without(items, lowered)
    return _give_back(part, left, reason, by, key) if left else []


def more(part: ProducerOrder, amount: Dong) -> None:
    """The buyer owes `amount` more: on top of the open payment, or as one of its own."""
    waiting = _open(part).first()
    if waiting:
        _ask_anew(part, waiting, waiting.amount + amount)
    elif amount:
        _open_for(part, amount, _method_of_rest(part))


def _open(part: ProducerOrder) -> Any:
    return Payment.objects.for_reference(part.payment_reference).open().order_by("pk")


def _method_of_rest(part: ProducerOrder) -> Method:
    """A second card payment would send the buyer back to the gateway: a transfer or cash is kinder."""
    if part.settlement != Settlement.CARD:
        return METHOD_OF[Settlement(part.settlement)]
    return Method.VIETQR if part.seller.takes_transfers else Method.COD


def _ask_anew(part: ProducerOrder, payment: Payment, amount: Dong) -> None:
    """Stop the old attempt; money that still comes for it goes to review, never lost."""
    cancel_payment(payment)
    if amount:
        _open_for(part, amount, Method(payment.method), holder=payment.held_by)


def _open_for(
    part: ProducerOrder, amount: Dong, method: Method, holder: str | None = None
) -> None:
    until = _until(part)
    open_payment(
        Due(part.payment_reference, amount, until),
        method,
        payee=None if method == Method.CARD else part.seller,
        held_by=Holder(holder) if holder else None,
    )
    if until:
        StockReservation.objects.filter(
            line__part__payment_reference=part.payment_reference, released_at=None
        ).update(expires_at=until)
        release_later(part.order)


def _until(part: ProducerOrder) -> datetime | None:
    """Once a maker has accepted, nothing expires: a difference is paid when it is paid."""
    if part.state not in (State.PLACED, State.CANCELLED):
        return None
    return reserved_until(part.settlement, timezone.now())


def _without(items: Sequence[Item], lowered: Dong) -> list[Item]:
    """What is left of the items when the first `lowered` đồng are taken off."""
    left = []
    for item in items:
        taken = min(item.amount, lowered)
        lowered -= taken
        if item.amount > taken:
            rest = item.amount - taken
            left.append(Item(item.kind, item.reference, item.quantity, rest))
    return left


def _give_back(
    part: ProducerOrder, items: list[Item], reason: str, by: Any, key: str | None
) -> list[Any]:
    """Ask for a refund on the payments that still hold money, the latest first."""
    asked = []
    paid = Payment.objects.for_reference(part.payment_reference).order_by("-pk")
    for payment in [p for p in paid if p.refundable]:
        here, items = _split(items, payment.refundable)
        if here:
            asked.append(
                refunds.request(
                    payment,
                    items=here,
                    method=refunds.way_back(payment),
                    reason=reason,
                    by=by,
                    key=f"{key}:{payment.code}" if key else None,
                )
            )
    # What the operator waived was never paid, so nobody gives it back.
    missing = sum(item.amount for item in items) - sum(p.waived for p in paid)
    if missing > 0 and paid.filter(paid_at__isnull=False).exists():
        raise refunds.TooMuch(
            _(
                "Một phần tiền của đơn này đã hoàn hoặc đang chờ hoàn, nên chưa làm bước này được. Hãy gọi đơn vị vận hành."
            )
        )
    return asked


def give_back_of(
    payment: Payment, code: str, items: Sequence[Item], reason: str
) -> None:
    """Ask once for what `payment` still holds of these items of the part `code`."""
    payment.refresh_from_db()
    here, _rest = _split(list(items), payment.refundable)
    if here:
        refunds.request(
            payment,
            items=here,
            method=refunds.way_back(payment),
            reason=reason,
            by=None,
            key=f"cancel:{code}:{payment.code}",
        )


def _split(items: list[Item], most: Dong) -> tuple[list[Item], list[Item]]:
    rest = _without(items, most)
    amounts = {(item.kind, item.reference): item.amount for item in rest}
    here = [
        Item(
            i.kind,
            i.reference,
            i.quantity,
            i.amount - amounts.get((i.kind, i.reference), 0),
        )
        for i in items
    ]
    return [item for item in here if item.amount], rest
