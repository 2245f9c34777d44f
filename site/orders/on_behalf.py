"""What the operator does in place of a maker or a buyer: done, written down, and the person is told."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core.audit import write_down
from vietnam.dong import Dong

from . import cancelling, cash_by_hand, fulfil, returning
from .messages import tell_done_for_you, tell_held
from .models import Actor, Hold, ProducerOrder, Return

ACCEPTED = gettext_noop("nhận đơn")
PACKED = gettext_noop("ghi đã đóng gói")
SENT = gettext_noop("ghi đã đưa đi giao")
DELIVERED = gettext_noop("ghi khách đã nhận hàng")
CASH_CAME = gettext_noop("ghi tiền thu hộ đã về")
CANCELLED = gettext_noop("huỷ đơn")
HELD = gettext_noop("giữ đơn lại")
LIFTED = gettext_noop("bỏ giữ đơn")


def _instead_of_the_maker(
    part: ProducerOrder, deed: Callable[..., None], what: str, by: Any, **facts: Any
) -> None:
    with transaction.atomic():
        deed(part, by=by, **facts)
        note = str(facts.get("reason", ""))
        event = write_down(
            what, by=by, for_whom=part.producer.name, about=part.code, note=note
        )
        tell_done_for_you(part, what, event.pk)


def accept(part: ProducerOrder, *, by: Any) -> None:
    _instead_of_the_maker(part, fulfil.accept, ACCEPTED, by)


def pack(part: ProducerOrder, *, by: Any) -> None:
    _instead_of_the_maker(part, fulfil.pack, PACKED, by)


def hand_over(part: ProducerOrder, *, by: Any) -> None:
    _instead_of_the_maker(part, fulfil.hand_over, SENT, by)


def deliver(part: ProducerOrder, *, by: Any) -> None:
    _instead_of_the_maker(part, fulfil.deliver, DELIVERED, by)


def cash_came(part: ProducerOrder, *, by: Any, kept: Dong) -> None:
    _instead_of_the_maker(part, cash_by_hand.came, CASH_CAME, by, kept=kept)


def cancel(part: ProducerOrder, *, by: Any, reason: str) -> None:
    """Cancel with a reason; paid money waits for the approval of another person. Raises ValueError."""
    if not reason.strip():
        raise ValueError(_("Hãy ghi lý do; người mua và người bán sẽ đọc câu này."))
    _instead_of_the_maker(part, _cancel, CANCELLED, by, reason=reason.strip())


def _cancel(part: ProducerOrder, *, by: Any, reason: str) -> None:
    cancelling.cancel(part, by=by, reason=reason, actor=Actor.OPERATOR)


@transaction.atomic
def hold(part: ProducerOrder, *, by: Any, reason: str, until: date) -> Hold:
    """Stop an order until a day. Raises ValueError without a reason or with a day gone by."""
    if not reason.strip():
        raise ValueError(_("Hãy ghi lý do; người mua và người bán sẽ đọc câu này."))
    if until < timezone.localdate():
        raise ValueError(_("Ngày hết hạn giữ phải từ hôm nay trở đi."))
    part = (
        ProducerOrder.objects.locked()
        .select_related("order", "producer")
        .get(pk=part.pk)
    )
    held = part.holds.create(reason=reason.strip()[:200], until=until, by=by)
    write_down(HELD, by=by, for_whom=part.producer.name, about=part.code, note=reason)
    tell_held(held)
    return held


@transaction.atomic
def lift(part: ProducerOrder, *, by: Any) -> None:
    """End every hold of an order now."""
    part.holds.in_force().update(lifted_at=timezone.now())
    event = write_down(LIFTED, by=by, for_whom=part.producer.name, about=part.code)
    tell_done_for_you(part, LIFTED, event.pk)


def decide_return(back: Return, *, by: Any, refuse_because: str = "") -> None:
    """The operator's word on an appeal: yes, or no with a reason. Raises IllegalMove."""
    with transaction.atomic():
        if refuse_because:
            returning.uphold(back, by=by, reason=refuse_because)
        else:
            returning.accept(back, by=by, actor=Actor.OPERATOR)
        write_down(
            gettext_noop("quyết định yêu cầu trả hàng"),
            by=by,
            for_whom=back.part.producer.name,
            about=back.code,
            note=refuse_because,
        )
