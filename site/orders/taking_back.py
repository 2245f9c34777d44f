"""“Hoàn tác”: the one who tapped takes his last step back, while nobody has been told of it.

Only what leaves no other trace goes back: no money moves when an order is accepted, packed or handed
over, and the buyer's letter waits as long as the tap can be undone (core.undoing).
"""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.undoing import WITHIN, TooLate
from producers.models import Producer

from .carriers.port import Tracking
from .locking import locked
from .messages import untell_part_shipped
from .models import STEPS_BACK, OrderEvent, ProducerOrder, State


def last_tap(part: ProducerOrder, by: Any) -> OrderEvent | None:
    """What `by` did with the order a moment ago and can take back."""
    last, before = [*part.events.order_by("-pk")[:2], None, None][:2]
    if last is None or before is None or last.by_id != by.pk or not _is_fresh(last):
        return None
    is_step = STEPS_BACK.get(State(last.state)) == before.state
    return last if is_step and last.state == part.state else None


def _is_fresh(event: OrderEvent) -> bool:
    return event.at >= timezone.now() - WITHIN


def just_accepted(producer: Producer, by: Any) -> list[ProducerOrder]:
    """Orders `by` accepted a moment ago, for one “hoàn tác” of all."""
    lately = timezone.now() - WITHIN
    taps = OrderEvent.objects.filter(
        part__producer=producer,
        part__state=State.ACCEPTED,
        state=State.ACCEPTED,
        note="",
        by=by,
        at__gte=lately,
    )
    return [tap.part for tap in taps.select_related("part")]


@transaction.atomic
def take_back(part: ProducerOrder, *, by: Any) -> None:
    """The last step was a slip of the finger. Raises TooLate."""
    part = locked(part)
    tap = last_tap(part, by)
    if tap is None:
        raise TooLate
    if tap.state == State.PACKED:
        _unpack(part, tap)
    elif tap.state == State.HANDED_OVER:
        _fetch_back(part, tap)
    part.step_back(by=by, note=_("Bấm nhầm, lấy lại"))


def _unpack(part: ProducerOrder, tap: OrderEvent) -> None:
    """The parcel made by the tap is opened; what was packed before stays packed."""
    if part.waybills.exclude(tracking=Tracking.CANCELLED).exists():
        raise TooLate
    part.shipments.filter(packed_at__gte=tap.at).delete()


def _fetch_back(part: ProducerOrder, tap: OrderEvent) -> None:
    """The parcels that left with the tap are here, and the buyer hears nothing."""
    left = part.shipments.filter(handed_over_at__gte=tap.at, delivered_at=None)
    if not left.exists() or not untell_part_shipped(part):
        raise TooLate
    left.update(carrier="", tracking_code="", handed_over_at=None)
