"""The maker answers line by line: takes it, cannot make it, weighs it. Price and payment follow."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from payments.models import RefundKind
from payments.refunds import Item
from vietnam.dong import Dong

from . import balance, bookkeeping, cancelling, fulfil
from .locking import locked
from .messages import tell_line_changed
from .models import Actor, ChangeKind, LineChange, OrderLine, PartPhoto, State
from .stock import give_back_some

TOLD_BEFORE_PERCENT = 10
FAR_OFF = 3
WORKABLE = (State.PLACED, State.ACCEPTED)


class CannotChange(Exception):
    """Why a line stays as it is, in words for the maker."""


def _line(line: OrderLine) -> OrderLine:
    """The line read again below its locked part; raises CannotChange when it is too late."""
    part = locked(line.part)
    fresh = part.lines.get(pk=line.pk)
    fresh.part = part
    if part.state not in WORKABLE:
        raise CannotChange(_("Đơn này không còn ở bước sửa món được nữa."))
    return fresh


def _note(
    line: OrderLine, kind: ChangeKind, before: Dong, *, by: Any, **facts: Any
) -> LineChange:
    actor = facts.pop("actor", None) or line.part.part_played_by(by)
    return LineChange.objects.create(
        line=line,
        kind=kind,
        quantity=line.sold,
        before=before,
        after=line.total,
        by=by,
        actor=actor,
        **{"weight_g": line.final_weight_g, **facts},
    )


@transaction.atomic
def take(line: OrderLine, *, by: Any) -> None:
    """Promise one line; the order is accepted when every line is answered."""
    line = _line(line)
    if not is_answered(line):
        _note(line, ChangeKind.TAKEN, line.total, by=by)
    _accept_if_answered(line, by)


def is_answered(line: OrderLine) -> bool:
    return line.changes.filter(kind__in=[ChangeKind.TAKEN, ChangeKind.SHORT]).exists()


def _accept_if_answered(line: OrderLine, by: Any) -> None:
    part = line.part
    lines = list(part.lines.all())
    if part.state == State.PLACED and all(is_answered(one) for one in lines):
        fulfil.accept(part, by=by)


@transaction.atomic
def cannot_make(line: OrderLine, *, possible: int, reason: str, by: Any) -> None:
    """Only `possible` of a line can be made: packs go back, total and payment follow.

    With nothing left to make in the whole order it is cancelled. Raises CannotChange.
    """
    line = _line(line)
    if not 0 <= possible < line.sold:
        raise CannotChange(
            _("Hãy ghi số làm được, từ 0 đến %(most)s.") % {"most": line.sold - 1}
        )
    others = line.part.lines.exclude(pk=line.pk)
    if not possible and not any(other.sold for other in others):
        cancelling.decline(line.part, by=by, reason=reason)
        return
    before, missing = line.total, line.sold - possible
    line.final_quantity, line.final_weight_g, line.asked_weight_g = possible, None, None
    line.save()
    give_back_some(line, missing)
    _settle(line, before, reason, by)
    bookkeeping.take_back_free(line.part, f"{line.pk}-{possible}")
    change = _note(line, ChangeKind.SHORT, before, by=by, reason=reason)
    tell_line_changed(change)
    _accept_if_answered(line, by)


def _settle(line: OrderLine, before: Dong, reason: str, by: Any) -> None:
    """The part's total and what is to be paid follow the line."""
    difference = line.total - before
    part = line.part
    part.goods_total += difference
    part.save(update_fields=["goods_total"])
    if difference > 0:
        balance.more(part, difference)
    elif difference < 0:
        item = Item(RefundKind.LINE, line.code, None, -difference)
        balance.less(part, [item], reason=reason, by=by)


@transaction.atomic
def weigh(line: OrderLine, grams: int, *, photo: PartPhoto, by: Any) -> bool:
    """Note the real weight; true when it counts at once, false when the buyer is asked first.

    The buyer is asked before he pays when it is over 10 % more than ordered. Raises CannotChange.
    """
    line = _line(line)
    ordered = line.ordered_weight_g
    if not ordered:
        raise CannotChange(_("Món này không bán theo cân."))
    if not ordered <= grams * FAR_OFF <= ordered * FAR_OFF**2:
        raise CannotChange(
            _(
                "Số cân này khác xa lúc khách đặt. Gõ 3,25 là 3 cân 250 gam; hãy xem lại."
            )
        )
    if grams * 100 > ordered * (100 + TOLD_BEFORE_PERCENT):
        _ask(line, grams, photo, by)
        return False
    _weighed(line, grams, photo=photo, by=by)
    return True


def _ask(line: OrderLine, grams: int, photo: PartPhoto, by: Any) -> None:
    line.asked_weight_g = grams
    line.save()
    change = _note(
        line, ChangeKind.ASKED, line.total, by=by, photo=photo, weight_g=grams
    )
    tell_line_changed(change, after=line.asked_total)


def _weighed(line: OrderLine, grams: int, *, by: Any, **facts: Any) -> None:
    before = line.total
    line.final_weight_g, line.asked_weight_g = grams, None
    line.save()
    _settle(line, before, _("Cân lại hàng"), by)
    tell_line_changed(_note(line, ChangeKind.WEIGHED, before, by=by, **facts))


@transaction.atomic
def agree(line: OrderLine, *, by: Any = None) -> None:
    """The buyer takes the heavier piece at its price. Raises CannotChange when nothing was asked."""
    line = _asked(line)
    _weighed(line, line.asked_weight_g or 0, by=by, actor=Actor.BUYER)


@transaction.atomic
def disagree(line: OrderLine, *, by: Any = None) -> None:
    """The buyer does not want it: the maker weighs another one, or says he cannot."""
    line = _asked(line)
    grams, line.asked_weight_g = line.asked_weight_g, None
    line.save()
    _note(
        line, ChangeKind.REFUSED, line.total, by=by, weight_g=grams, actor=Actor.BUYER
    )


def _asked(line: OrderLine) -> OrderLine:
    line = _line(line)
    if line.asked_weight_g is None:
        raise CannotChange(_("Câu hỏi này đã được trả lời rồi."))
    return line
