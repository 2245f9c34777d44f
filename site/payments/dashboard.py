"""Refunds and the gateway's news of them, also those somebody made on the gateway's own pages."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from vietnam.dong import parse_vnd

from .gateways import stripe as card
from .models import (
    Payment,
    Refund,
    RefundEvent,
    RefundItem,
    RefundKind,
    RefundMethod,
    RefundSource,
    RefundState,
)
from .refunds import CannotRefund, Item, explained, new_refund_code, record, reject


def follow_refund(external_id: str) -> Refund:
    """Ask the gateway about a refund and note it; news may come twice and in any order.

    Raises Payment.DoesNotExist while its payment is not known as paid, and CardUnavailable.
    """
    answer = card.fetch_refund(external_id)
    known = (
        Refund.objects.filter(code=answer.code).first()
        or Refund.objects.filter(external_id=answer.id).first()
        or adopt(answer)
    )
    return record(known, answer)


@transaction.atomic
def adopt(answer: card.RefundAnswer) -> Refund:
    """A refund we did not ask for: the money has left, so it counts, and a person says what for."""
    payment = Payment.objects.locked().get(intent_id=answer.intent_id)
    known = Refund.objects.filter(external_id=answer.id).first()
    if known:
        return known
    _make_room(payment, answer.amount)
    payment.refresh_from_db()
    fits = answer.amount <= payment.refundable and not answer.failed
    refund = Refund.objects.create(
        code=new_refund_code(),
        payment=payment,
        method=RefundMethod.CARD,
        source=RefundSource.DASHBOARD,
        amount=answer.amount,
        reason=_("Lập ở trang của cổng thanh toán, cần ghi rõ hoàn món nào"),
        state=RefundState.REVIEW,
        external_id=answer.id,
        done_at=timezone.now() if fits else None,
        error="" if fits else _("Nhiều hơn số tiền còn lại của khoản thanh toán"),
    )
    RefundEvent.objects.create(refund=refund, state=refund.state)
    if fits:
        Payment.objects.filter(pk=payment.pk).update(
            refunded=F("refunded") + answer.amount
        )
    return refund


def _make_room(payment: Payment, amount: int) -> None:
    """What was only asked for gives way to what has already left."""
    asked = payment.refunds.filter(state=RefundState.REQUESTED).order_by("-pk")
    for refund in asked:
        payment.refresh_from_db()
        if payment.refundable >= amount:
            return
        reject(refund, by=None, reason=_("Đã hoàn ở trang của cổng thanh toán"))


@transaction.atomic
def explain(refund: Refund, items: Sequence[Item], *, by: Any) -> Refund:
    """Say what a refund made elsewhere was for; only then do upper apps hear of it.

    Raises CannotRefund when the items do not add up to what has left.
    """
    Payment.objects.locked().get(pk=refund.payment_id)
    refund = Refund.objects.locked().select_related("payment").get(pk=refund.pk)
    if refund.state != RefundState.REVIEW or refund.done_at is None:
        raise CannotRefund(_("Phiếu này không chờ ghi rõ."))
    if sum(item.amount for item in items) != refund.amount:
        raise CannotRefund(_("Các món phải cộng lại đúng bằng số tiền đã hoàn."))
    RefundItem.objects.bulk_create(
        RefundItem(refund=refund, **vars(item)) for item in items
    )
    return explained(refund, by=by)


def explain_as(refund: Refund, *, by: Any, note: str) -> Refund:
    """`explain` with items typed as “code=amount; code=amount”; one code alone takes it all."""
    items = [_item(refund, text) for text in note.split(";") if text.strip()]
    return explain(refund, items, by=by)


def _item(refund: Refund, text: str) -> Item:
    """A line's code has two hyphens, a producer order's (its delivery fee) one."""
    code, _equals, typed = text.partition("=")
    reference = code.strip().upper()
    kinds = {2: RefundKind.LINE, 1: RefundKind.DELIVERY}
    kind = kinds.get(reference.count("-"), RefundKind.GOODWILL)
    amount = parse_vnd(typed) if typed.strip() else refund.amount
    return Item(kind, reference, None, amount)
