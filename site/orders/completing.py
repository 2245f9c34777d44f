"""The end of an order: its buyer says all is well, or the time to return is over."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from . import terms
from .locking import locked
from .models import OVER, Actor, ProducerOrder, State


@transaction.atomic
def all_is_well(part: ProducerOrder, *, by: Any = None) -> None:
    """The buyer says so; raises IllegalMove unless it is delivered."""
    note = _("Người mua báo hàng tốt")
    locked(part).move_to(State.COMPLETED, by=by, note=note, actor=Actor.BUYER)


@transaction.atomic
def _complete(part: ProducerOrder) -> bool:
    part = locked(part)
    if part.state != State.DELIVERED:
        return False
    note = _("Hết thời hạn trả hàng")
    part.move_to(State.COMPLETED, by=None, note=note, actor=Actor.TIMEOUT)
    return True


def complete_due(now: datetime | None = None) -> int:
    """Complete what nobody may return any more; returns how many."""
    now = now or timezone.now()
    delivered = ProducerOrder.objects.filter(state=State.DELIVERED)
    waiting = delivered.select_related("order").prefetch_related("lines")
    return sum(_complete(part) for part in waiting if _is_over(part, now))


def _is_over(part: ProducerOrder, now: datetime) -> bool:
    end = terms.last_return(part)
    return bool(end and end <= now) and not waits(part)


def waits(part: ProducerOrder) -> bool:
    """A wish to return goods is not decided yet."""
    return part.returns.exclude(state__in=OVER).exists()
