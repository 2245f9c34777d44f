"""Money that bought nothing: tried once more for its goods, or given back with four eyes.

It is the buyer's own until it has gone back, in whose hands it may be; nothing was sold with it.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from . import refunds
from .announce import announce_later
from .models import (
    Holder,
    Method,
    Payment,
    Refund,
    RefundKind,
    Status,
)
from .models.bank import WAITING
from .refunds import CannotRefund, Item
from .settle import OTHER_SUM, take_late


def may_be_tried(payment: Payment) -> bool:
    """Given up before the money came: its goods may be there again. Another sum than ours never fits."""
    is_ours = OTHER_SUM not in payment.review_reason
    return payment.status == Status.REVIEW and is_charged(payment) and is_ours


def may_go_back(payment: Payment) -> bool:
    waits = payment.status in (Status.REVIEW, Status.RETURNING)
    return waits and _is_here(payment) and payment.refunded + payment.refund_held == 0


def is_charged(payment: Payment) -> bool:
    return payment.method == Method.CARD and payment.intent_id is not None


def _is_here(payment: Payment) -> bool:
    """What a person says has come; a bank line that waits goes back by itself (`unmatched`)."""
    if payment.method == Method.CARD or payment.held_by == Holder.CARRIER:
        return is_charged(payment)
    return not payment.transfers.filter(state__in=WAITING).exists()


@transaction.atomic
def try_again(payment: Payment, *, by: Any) -> None:
    """Take the goods or places again, if they can be had. Raises CannotRefund when not."""
    payment = Payment.objects.locked().get(pk=payment.pk)
    if not (may_be_tried(payment) and take_late(payment)):
        raise CannotRefund(
            _("Hàng hoặc chỗ không còn nữa. Hãy hoàn tiền về thẻ cho khách.")
        )


@transaction.atomic
def ask_back(payment: Payment, *, by: Any, note: str) -> Refund:
    """Ask that all of it goes back the way it came; another person approves. Raises CannotRefund."""
    payment = Payment.objects.locked().get(pk=payment.pk)
    if not may_go_back(payment):
        raise CannotRefund(_("Khoản này không có tiền chờ trả lại."))
    if payment.status == Status.REVIEW:
        payment.move_to(Status.RETURNING)
        payment.announced_at = None
        payment.save()
        announce_later(payment)
    item = Item(RefundKind.CREDIT, payment.reference, None, payment.amount)
    method = refunds.way_back(payment)
    return refunds.request(payment, items=[item], method=method, reason=note, by=by)
