"""The gateway's own account with us, line by line: what our books are compared with."""

from .announce import announce_movement_later
from .gateways.answers import Moved
from .models import BalanceMovement, Dispute, Payment, Refund


def keep_movement(
    moved: Moved,
    payment: Payment,
    *,
    refund: Refund | None = None,
    dispute: Dispute | None = None,
) -> None:
    """A line of the gateway's balance, once."""
    facts = vars(moved) | {"payment": payment, "refund": refund, "dispute": dispute}
    external_id = facts.pop("id")
    movement, is_new = BalanceMovement.objects.get_or_create(
        external_id=external_id, defaults=facts
    )
    if is_new:
        announce_movement_later(movement)
