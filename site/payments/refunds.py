"""Giving money back: one person asks, another approves, the money goes, everybody hears of it.

Lock order: the payment, then its refund. What was promised is held on the payment at once
(`refund_held`), so that two refunds never share the same đồng.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from vietnam.check_characters import random_code, with_check
from vietnam.dong import Dong, format_vnd

from .announce import announce_refund_later
from .gateways import stripe as card
from .models import (
    Method,
    Payment,
    Refund,
    RefundEvent,
    RefundItem,
    RefundMethod,
    RefundState,
)
from .movements import keep_movement

# What a carrier collected at a door far away goes back by transfer: nobody brings it there in cash.
BACK_BY = {
    Method.CARD: RefundMethod.CARD,
    Method.VIETQR: RefundMethod.BANK,
    Method.COD: RefundMethod.BANK,
    Method.CASH: RefundMethod.CASH,
}
FINISHED = (RefundState.DONE, RefundState.FAILED, RefundState.REJECTED)


class CannotRefund(ValueError):
    """Why nothing was done, in words for the person who asked."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(str(message))


class TooMuch(CannotRefund):
    """More than what was paid and is not yet given back."""


class SamePerson(CannotRefund):
    """Who asked for a refund may not approve it."""


@dataclass(frozen=True)
class Item:
    """A part of a refund; `amount` in đồng for all `quantity` together."""

    kind: str
    reference: str
    quantity: int | None
    amount: Dong


def new_refund_code() -> str:
    return with_check(f"HT{random_code(8)}")


@transaction.atomic
def request(
    payment: Payment,
    *,
    items: Sequence[Item],
    method: str,
    reason: str,
    by: Any,
    key: str | None = None,
) -> Refund:
    """Ask for money back; the same `key` twice returns the same refund.

    `by` is who asks, None when a rule of the house does. Raises CannotRefund or TooMuch.
    """
    payment = Payment.objects.locked().get(pk=payment.pk)
    asked = Refund.objects.filter(idempotency_key=key).first() if key else None
    if asked:
        return asked
    refund = Refund(
        code=new_refund_code(),
        payment=payment,
        method=method,
        amount=sum(item.amount for item in items),
        reason=reason.strip()[:255],
        requested_by=by,
        idempotency_key=key,
    )
    _check(refund, items)
    refund.save()
    RefundItem.objects.bulk_create(
        RefundItem(refund=refund, **vars(item)) for item in items
    )
    RefundEvent.objects.create(refund=refund, state=refund.state, by=by)
    _hold(refund, refund.amount)
    return refund


def way_back(payment: Payment) -> RefundMethod:
    """How money goes back by how it came, unless somebody chooses another way."""
    return BACK_BY[Method(payment.method)]


def _check(refund: Refund, items: Sequence[Item]) -> None:
    payment = refund.payment
    if not (payment.is_paid or payment.is_returning):
        raise CannotRefund(_("Khoản này chưa trả tiền nên chưa có gì để hoàn."))
    if not items or any(item.amount <= 0 for item in items):
        raise CannotRefund(_("Hãy ghi số tiền cần hoàn, lớn hơn 0."))
    if not refund.reason:
        raise CannotRefund(_("Hãy ghi lý do hoàn tiền."))
    if refund.method == RefundMethod.CARD and payment.method != Method.CARD:
        raise CannotRefund(
            _("Khách không trả bằng thẻ. Hãy hoàn bằng chuyển khoản hoặc tiền mặt.")
        )
    if refund.moves_money and refund.amount > payment.refundable:
        raise TooMuch(_too_much(payment))


def _too_much(payment: Payment) -> str:
    if not payment.refundable:
        return _("Tiền của khoản này đã hoàn hết hoặc đang chờ hoàn.")
    return _("Chỉ còn hoàn được nhiều nhất %(left)s.") % {
        "left": format_vnd(payment.refundable)
    }


def _hold(refund: Refund, amount: Dong) -> None:
    """The database adds, and refuses what goes over the payment."""
    if refund.moves_money:
        Payment.objects.filter(pk=refund.payment_id).update(
            refund_held=F("refund_held") + amount
        )


def _locked(refund: Refund) -> Refund:
    Payment.objects.locked().get(pk=refund.payment_id)
    return Refund.objects.locked().select_related("payment").get(pk=refund.pk)


@transaction.atomic
def approve(refund: Refund, *, by: Any) -> Refund:
    """The second pair of eyes. Raises SamePerson, or CannotRefund when it was decided before."""
    refund = _locked(refund)
    if refund.state != RefundState.REQUESTED:
        raise CannotRefund(_already(refund))
    if refund.requested_by_id == by.pk:
        raise SamePerson(
            _("Bạn là người lập phiếu này. Hãy nhờ một người khác xem và duyệt.")
        )
    refund.approved_by = by
    refund.move_to(RefundState.APPROVED, by=by)
    refund.save()
    return refund


def _already(refund: Refund) -> str:
    return _("Phiếu %(code)s đang ở bước “%(state)s”, không làm bước này được nữa.") % {
        "code": refund.code,
        "state": RefundState(refund.state).label,
    }


@transaction.atomic
def reject(refund: Refund, *, by: Any, reason: str) -> Refund:
    """Say no, with a reason; what was held is free again."""
    refund = _locked(refund)
    if refund.state != RefundState.REQUESTED:
        raise CannotRefund(_already(refund))
    refund.move_to(RefundState.REJECTED, by=by, note=reason)
    refund.error = reason[:255]
    refund.save()
    _hold(refund, -refund.amount)
    return refund


def send(refund: Refund, *, by: Any = None) -> Refund:
    """Start an approved refund: a card through its gateway, else `by` takes it in hand.

    Twice does nothing new. Raises CannotRefund before approval, and CardUnavailable when the
    gateway cannot be reached: then the refund stays approved and the sweep sends it.
    """
    refund.refresh_from_db()
    if refund.state in (RefundState.REQUESTED, RefundState.REVIEW):
        raise CannotRefund(_("Phiếu này chưa được duyệt."))
    if refund.state != RefundState.APPROVED:
        return refund
    return (
        _send_card(refund) if refund.method == RefundMethod.CARD else _take(refund, by)
    )


@transaction.atomic
def _take(refund: Refund, by: Any) -> Refund:
    refund = _locked(refund)
    if refund.state == RefundState.APPROVED:
        refund.move_to(RefundState.SENT, by=by)
        refund.save()
    return refund


def _send_card(refund: Refund) -> Refund:
    """The network is outside every transaction; the gateway's key makes a repetition harmless."""
    try:
        answer = card.find_refund(refund) or card.refund(refund)
    except card.CardRefused as error:
        return fail(refund, reason=str(error))
    return record(refund, answer)


@transaction.atomic
def record(refund: Refund, answer: card.RefundAnswer) -> Refund:
    """Note what the gateway says of a refund; news that changes nothing is harmless."""
    refund = _locked(refund)
    if refund.external_id != answer.id:
        refund.external_id = answer.id
        refund.save()
    if answer.moved:
        keep_movement(answer.moved, refund.payment, refund=refund)
    if answer.failed:
        return fail(refund, reason=answer.reason)
    if refund.state == RefundState.REVIEW:
        return refund
    return _finish(refund, by=None) if answer.succeeded else _take(refund, None)


@transaction.atomic
def confirm_sent(refund: Refund, *, by: Any, note: str = "") -> Refund:
    """A person gave the money or the goods back; a second tap does nothing."""
    refund = _locked(refund)
    if refund.state == RefundState.DONE:
        return refund
    if refund.method == RefundMethod.CARD:
        raise CannotRefund(_("Hoàn về thẻ do cổng thanh toán xác nhận."))
    if not refund.can_move_to(RefundState.DONE):
        raise CannotRefund(_already(refund))
    return _finish(refund, by=by, note=note)


def _finish(refund: Refund, *, by: Any, note: str = "") -> Refund:
    """The money of a locked refund has left."""
    if refund.state in FINISHED:
        return refund
    refund.move_to(RefundState.DONE, by=by, note=note)
    refund.done_at = timezone.now()
    refund.save()
    _hold(refund, -refund.amount)
    _give_back(refund, refund.amount)
    announce_refund_later(refund)
    return refund


def _give_back(refund: Refund, amount: Dong) -> None:
    if refund.moves_money:
        Payment.objects.filter(pk=refund.payment_id).update(
            refunded=F("refunded") + amount
        )


def explained(refund: Refund, *, by: Any) -> Refund:
    """A locked refund made elsewhere has its items now; its money left and was counted before."""
    refund.move_to(RefundState.DONE, by=by)
    refund.save()
    announce_refund_later(refund)
    return refund


@transaction.atomic
def fail(refund: Refund, *, reason: str, by: Any = None) -> Refund:
    """It did not go, or came back: the buyer is still owed, so the amount is free for another try."""
    refund = _locked(refund)
    if refund.state in (RefundState.FAILED, RefundState.REJECTED):
        return refund
    had_left = refund.done_at is not None
    was_counted = had_left or refund.state != RefundState.REVIEW
    refund.move_to(RefundState.FAILED, by=by, note=reason)
    refund.error, refund.announced_at = reason[:255], None
    refund.save()
    if was_counted:
        (_give_back if had_left else _hold)(refund, -refund.amount)
    announce_refund_later(refund)
    return refund
