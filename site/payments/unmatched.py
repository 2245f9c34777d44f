"""“Tiền chưa khớp”: a person says whose money it is, or sends it back with a second person.

Lock order: the payment, then the transfer.
"""

from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core.audit import write_down
from vietnam.check_characters import normalise
from vietnam.dong import Dong

from .models import BankState, BankTransaction, Payment
from .models.bank import COUNTED
from .settle import settle_transfer


class CannotDecide(ValueError):
    """Why nothing was changed, in words for the person."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(str(message))


def _locked(transfer: BankTransaction) -> BankTransaction:
    return BankTransaction.objects.locked().get(pk=transfer.pk)


def _check_waiting(transfer: BankTransaction) -> None:
    if not transfer.is_waiting or transfer.return_due:
        raise CannotDecide(_("Khoản tiền này đã có người xử lý rồi."))


@transaction.atomic
def assign(transfer: BankTransaction, payment: Payment, *, by: Any) -> Dong:
    """Count a waiting transfer for `payment`; returns how many đồng are still missing.

    Several transfers may add up; what is over is to be sent back. Raises CannotDecide.
    """
    payment = Payment.objects.locked().get(pk=payment.pk)
    transfer = _locked(transfer)
    _check_waiting(transfer)
    others = _counted(payment)
    if payment.is_returning or (payment.is_paid and others):
        raise CannotDecide(_("Khoản thanh toán này đã đủ tiền. Tiền thừa cần trả lại."))
    transfer.payment = payment
    transfer.decide(BankState.BY_HAND, by=by)
    missing = payment.amount - others - transfer.amount
    if missing < 0:
        transfer.return_due, transfer.return_asked_by = -missing, by
    transfer.save()
    if missing <= 0:
        settle_transfer(payment)
    return max(missing, 0)


@transaction.atomic
def accept_short(transfer: BankTransaction, *, by: Any, note: str) -> None:
    """A little too little is enough, says the operator, and why: the rest is asked of nobody.

    The payment becomes what has come; what was waived stays written on it. Raises CannotDecide.
    """
    if transfer.payment_id is None:
        raise CannotDecide(_("Chưa rõ khoản tiền này trả cho đơn nào."))
    payment = Payment.objects.locked().get(pk=transfer.payment_id)
    transfer = _locked(transfer)
    _check_waiting(transfer)
    missing = payment.amount - _counted(payment) - transfer.amount
    if payment.is_paid or payment.is_returning or missing <= 0:
        raise CannotDecide(_("Khoản thanh toán này không còn thiếu tiền."))
    if not note.strip():
        raise CannotDecide(_("Hãy ghi vì sao nhận thiếu."))
    payment.amount, payment.waived = payment.amount - missing, missing
    payment.save(update_fields=["amount", "waived"])
    transfer.decide(BankState.BY_HAND, by=by, note=note)
    transfer.save()
    write_down(
        gettext_noop("nhận thiếu tiền"),
        by=by,
        for_whom=payment.payee,
        about=payment.reference,
        note=note,
    )
    settle_transfer(payment)


def _counted(payment: Payment) -> Dong:
    counted = payment.transfers.filter(state__in=COUNTED)
    return counted.aggregate(total=Sum("amount"))["total"] or 0


def payment_called(text: str) -> Payment:
    """The payment of a code, or the only unpaid one of an order. Raises CannotDecide."""
    code = normalise(text)
    found = Payment.objects.filter(code=code).first()
    if found:
        return found
    by_order = list(Payment.objects.unpaid().filter(reference=text.strip().upper()))
    if len(by_order) != 1:
        raise CannotDecide(
            _("Không thấy khoản thanh toán “%(text)s”. Hãy gõ mã in dưới mã QR.")
            % {"text": text}
        )
    return by_order[0]


@transaction.atomic
def mark_foreign(transfer: BankTransaction, *, by: Any, note: str) -> None:
    """Not for anything sold here: a gift, the owner's own money. Raises CannotDecide."""
    transfer = _locked(transfer)
    _check_waiting(transfer)
    if not note.strip():
        raise CannotDecide(_("Hãy ghi đây là tiền gì."))
    transfer.payment = None
    transfer.decide(BankState.FOREIGN, by=by, note=note)
    transfer.save()


@transaction.atomic
def ask_return(transfer: BankTransaction, *, by: Any, note: str) -> None:
    """Ask that money nobody owes us goes back; another person sends it. Raises CannotDecide."""
    transfer = _locked(transfer)
    _check_waiting(transfer)
    if not note.strip():
        raise CannotDecide(_("Hãy ghi vì sao trả lại và trả về tài khoản nào."))
    transfer.decide(BankState(transfer.state), by=by, note=note)
    transfer.return_due, transfer.return_asked_by = transfer.amount, by
    transfer.save()


@transaction.atomic
def confirm_returned(transfer: BankTransaction, *, by: Any) -> None:
    """Another person has sent it back; a second tap does nothing. Raises CannotDecide."""
    transfer = _locked(transfer)
    if transfer.returned_at:
        return
    if not transfer.return_due:
        raise CannotDecide(_("Chưa ai đề nghị trả lại khoản này."))
    if transfer.return_asked_by_id == by.pk:
        raise CannotDecide(
            _(
                "Bạn là người đề nghị trả lại. Hãy nhờ một người khác chuyển và xác nhận."
            )
        )
    transfer.returned_by, transfer.returned_at = by, timezone.now()
    transfer.save()
