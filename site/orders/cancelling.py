"""An order that will not be: by whom and why; packs go back, and so does the money."""

from typing import Any

from django.db import transaction

from payments.models import RefundKind
from payments.refunds import Item

from . import balance, bookkeeping, harvests, promotion
from .locking import locked
from .messages import tell_part_cancelled
from .models import Actor, IllegalMove, ProducerOrder, State
from .stock import give_back


@transaction.atomic
def cancel(
    part: ProducerOrder, *, by: Any, reason: str, actor: Actor | None = None
) -> None:
    """Cancel a part that has not left; paid money becomes a refund that another person approves.

    Raises IllegalMove when it has left.
    """
    part = locked(part)
    owed = everything(part)
    part.move_to(State.CANCELLED, by=by, note=reason[:255], actor=actor)
    give_back(part)
    if owed:
        balance.less(part, owed, reason=reason, by=by, key=f"cancel:{part.code}")
    bookkeeping.take_back_free(part, "cancelled")
    promotion.give_back(part.order)
    tell_part_cancelled(part)


def everything(part: ProducerOrder) -> list[Item]:
    """Each line and the delivery fee, as a refund names them; of a pre-order, what was asked so far."""
    if deposit := harvests.deposit_items(part):
        return deposit
    delivery = Item(RefundKind.DELIVERY, part.code, None, part.shipping_fee)
    return [*goods_of(part), *([delivery] if delivery.amount else [])]


def goods_of(part: ProducerOrder) -> list[Item]:
    """Each line that costs something, as a refund names it."""
    return [
        Item(RefundKind.LINE, line.code, line.sold, line.total)
        for line in part.lines.all()
        if line.total
    ]


def decline(part: ProducerOrder, *, by: Any, reason: str) -> None:
    """The maker cannot do it."""
    cancel(part, by=by, reason=reason)


@transaction.atomic
def cancel_by_buyer(part: ProducerOrder, *, reason: str, by: Any = None) -> None:
    """Only while nobody has begun to work; raises IllegalMove after that."""
    if locked(part).state != State.PLACED:
        raise IllegalMove(f"{part.code}: {part.state} → {State.CANCELLED}")
    cancel(part, by=by, reason=reason, actor=Actor.BUYER)
