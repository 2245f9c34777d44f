"""A buyer gives goods back: asked, answered, sent back, paid back; each step by whoever may take it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import MovementReason, Variant
from payments.models import Refund, RefundKind, RefundState
from payments.refunds import Item

from . import balance, bookkeeping, terms
from .locking import locked
from .messages import tell_of_return
from .models import (
    RECEIVED,
    Actor,
    OrderLine,
    PartPhoto,
    ProducerOrder,
    Return,
    ReturnLine,
    ReturnState,
    State,
)
from .stock import settle_reserved

MOST_PHOTOS = 5
KEY = "return"


class CannotReturn(Exception):
    """Why goods are not taken back like this, in words for who asked."""


def returnable(part: ProducerOrder) -> dict[OrderLine, int]:
    """How many of each line may still be given back now."""
    if part.state not in RECEIVED:
        return {}
    asked = dict(
        ReturnLine.objects.filter(back__part=part)
        .exclude(back__state__in=[ReturnState.REFUSED, ReturnState.UPHELD])
        .values_list("line")
        .annotate(Sum("quantity"))
    )
    left = {
        line: line.sold - asked.get(line.pk, 0)
        for line in part.lines.select_related("part__order")
        if _in_time(line)
    }
    return {line: count for line, count in left.items() if count > 0}


def _in_time(line: OrderLine) -> bool:
    end = terms.return_until(line)
    return bool(end and timezone.now() <= end)


@transaction.atomic
def ask(
    part: ProducerOrder,
    wanted: Mapping[int, int],
    *,
    reason: str,
    text: str = "",
    photos: Sequence[ContentFile[bytes]] = (),
    by: Any = None,
) -> Return:
    """The buyer asks to give so many of each line (by pk) back. Raises CannotReturn."""
    part = locked(part)
    left = {line.pk: (line, count) for line, count in returnable(part).items()}
    rows = {pk: count for pk, count in wanted.items() if count}
    if not rows:
        raise CannotReturn(_("Hãy ghi trả mấy cái, từ 1 trở lên."))
    for pk, count in rows.items():
        _check(left.get(pk), count)
    back = Return.objects.create(part=part, reason=reason, text=text.strip())
    ReturnLine.objects.bulk_create(
        ReturnLine(back=back, line=left[pk][0], quantity=n) for pk, n in rows.items()
    )
    for photo in photos[:MOST_PHOTOS]:
        back.photos.add(PartPhoto.objects.create(part=part, file=photo))
    back.events.create(state=back.state, by=by, actor=Actor.BUYER)
    tell_of_return(back, "return_asked")
    return back


def _check(left: tuple[OrderLine, int] | None, count: int) -> None:
    if left is None:
        raise CannotReturn(_("Món này đã quá hạn trả, hoặc đã được hỏi trả rồi."))
    line, most = left
    if not 0 < count <= most:
        raise CannotReturn(
            _("“%(name)s” trả được nhiều nhất %(most)s.")
            % {"name": line.product_name, "most": most}
        )


def _locked(back: Return) -> Return:
    locked(back.part)
    return (
        Return.objects.select_for_update(of=("self",))
        .select_related("part__order")
        .get(pk=back.pk)
    )


@transaction.atomic
def accept(
    back: Return,
    *,
    by: Any,
    keeps_goods: bool = False,
    with_delivery: bool = False,
    actor: Actor = Actor.MAKER,
) -> None:
    """Take the goods back. Spoilt food stays with the buyer: then the refund is asked for at once.

    Raises IllegalMove.
    """
    back = _locked(back)
    back.keeps_goods, back.with_delivery = keeps_goods, with_delivery
    back.move_to(ReturnState.ACCEPTED, by=by, actor=actor)
    if keeps_goods:
        _pay_back(back, by)
    tell_of_return(back, "return_answered")


@transaction.atomic
def refuse(back: Return, *, by: Any, reason: str) -> None:
    """Say no, and why; the buyer may ask the operator. Raises IllegalMove, CannotReturn."""
    back = _locked(back)
    _need(reason)
    back.move_to(ReturnState.REFUSED, by=by, actor=Actor.MAKER, note=reason[:500])
    tell_of_return(back, "return_answered")


def _need(reason: str) -> None:
    if not reason.strip():
        raise CannotReturn(_("Hãy viết một câu cho khách biết vì sao."))


@transaction.atomic
def appeal(back: Return, *, text: str, by: Any = None) -> None:
    """The buyer asks the operator to look. Raises IllegalMove."""
    _locked(back).move_to(
        ReturnState.APPEALED, by=by, actor=Actor.BUYER, note=text[:500]
    )


@transaction.atomic
def uphold(back: Return, *, by: Any, reason: str) -> None:
    """The operator leaves it at the maker's no, and says why. Raises IllegalMove, CannotReturn."""
    back = _locked(back)
    _need(reason)
    back.move_to(ReturnState.UPHELD, by=by, actor=Actor.OPERATOR, note=reason[:500])
    tell_of_return(back, "return_answered")


@transaction.atomic
def goods_back(
    back: Return, *, by: Any, restock: bool, actor: Actor = Actor.MAKER
) -> None:
    """The goods are here; fit for sale or not, the refund is asked for. Raises IllegalMove."""
    back = _locked(back)
    back.restocked = restock
    back.move_to(ReturnState.GOODS_BACK, by=by, actor=actor)
    _pay_back(back, by)
    rows = {row.line: row.quantity for row in back.lines.select_related("line")}
    for line, count in rows.items():
        settle_reserved(line, count)
    if restock:
        _shelve(rows, back.part.code, by)


def _shelve(counts: Mapping[OrderLine, int], code: str, by: Any) -> None:
    """Packs fit for sale go back into stock, locked in the order of their keys."""
    kept = {line: n for line, n in counts.items() if line.variant_id and n}
    pks = [line.variant_id for line in kept]
    variants = {v.pk: v for v in Variant.objects.filter(pk__in=pks).locked()}
    for line, count in kept.items():
        variants[line.variant_id].move(
            count, MovementReason.RETURNED, reference=code, by=by
        )


def _pay_back(back: Return, by: Any) -> None:
    """Lower what is still to be paid, ask for the rest; with nothing to give back it is over."""
    bookkeeping.take_back_free(back.part, back.code)
    items = [
        Item(RefundKind.LINE, row.line.code, row.quantity, row.amount)
        for row in back.lines.select_related("line__part")
        if row.amount
    ]
    if back.with_delivery and back.part.shipping_fee:
        items.append(
            Item(RefundKind.DELIVERY, back.part.code, None, back.part.shipping_fee)
        )
    reason = f"{back.code}: {back.get_reason_display()}"
    key = f"{KEY}:{back.code}"
    if not balance.less(back.part, items, reason=reason, by=by, key=key):
        _finish(back, by)


@transaction.atomic
def money_went_back(refund: Refund) -> None:
    """A refund left: the return it belongs to is over once all its refunds have left."""
    kind, _colon, rest = (refund.idempotency_key or "").partition(":")
    back = (
        Return.objects.filter(code=rest.split(":")[0]).first() if kind == KEY else None
    )
    if back is None:
        return
    back = _locked(back)
    key = f"{KEY}:{back.code}:"
    asked = Refund.objects.filter(idempotency_key__startswith=key)
    if not back.is_over and not asked.exclude(state=RefundState.DONE).exists():
        _finish(back, None)


def _finish(back: Return, by: Any) -> None:
    back.move_to(ReturnState.REFUNDED, by=by, actor=Actor.SYSTEM)
    part = back.part
    if _all_back(part):
        part.move_to(State.RETURNED, by=by, note=back.code, actor=Actor.BUYER)
    tell_of_return(back, "return_answered")


def _all_back(part: ProducerOrder) -> bool:
    done = ReturnLine.objects.filter(back__part=part, back__state=ReturnState.REFUNDED)
    back = dict(done.values_list("line").annotate(Sum("quantity")))
    return all(back.get(line.pk, 0) >= line.sold for line in part.lines.all())
