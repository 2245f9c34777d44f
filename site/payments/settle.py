"""The only door through which a payment becomes paid, failed or expired."""

import logging
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from django_tasks import task

from .announce import announce_later
from .gateways import stripe as card
from .models import BankTransaction, Holder, Method, Payment, Status
from .movements import keep_movement
from .signals import payment_reopening

log = logging.getLogger(__name__)
OTHER_SUM = "≠"  # in the reason of a review: what came is not what was asked for


def settle_card(session_id: str) -> Payment:
    """Ask the gateway what became of a session and act on it once.

    Called by the webhook, the return page and the reconciliation job; the event or the page is
    only a hint of what to look up. Raises Payment.DoesNotExist for a session that is not ours.
    """
    Payment.objects.get(session_id=session_id)
    session = card.fetch(session_id)
    with transaction.atomic():
        payment = Payment.objects.locked().get(session_id=session_id)
        if not (payment.is_paid or payment.is_returning):
            _apply(payment, session)
        if session.moved:
            keep_movement(session.moved, payment)
    return payment


def _apply(payment: Payment, session: card.SessionState) -> None:
    if session.paid:
        payment.intent_id = session.intent_id
        _receive(payment, session.amount, session.currency)
    elif session.expired and payment.is_open:
        _close(payment, Status.EXPIRED)
    elif session.failed and payment.is_open:
        _close(payment, Status.FAILED)
    elif session.is_processing and payment.status == Status.PENDING:
        payment.move_to(Status.PROCESSING)
        payment.save()


def _receive(payment: Payment, amount: int, currency: str) -> None:
    if (amount, currency) != (payment.amount, payment.currency):
        ours = f"{payment.amount} {payment.currency}"
        reason = f"{amount} {currency} {OTHER_SUM} {ours}"
        _keep_for_review(payment, reason)
    elif payment.is_open:
        _mark_paid(payment)
    elif payment.status != Status.REVIEW:
        _receive_late(payment)


def _keep_for_review(payment: Payment, reason: str) -> None:
    if payment.status != Status.REVIEW:
        payment.move_to(Status.REVIEW)
    payment.review_reason = reason[:255]
    payment.save()


def _receive_late(payment: Payment, *, unknown: bool = False) -> None:
    """Money for what was given up: accepted if its goods can be had again, else a person decides."""
    _keep_for_review(payment, _("Tiền đến sau khi đã hết hạn hoặc huỷ"))
    take_late(payment, unknown=unknown)


def take_late(payment: Payment, *, unknown: bool = False) -> bool:
    """Ask for the goods or places of a locked payment in review again; True when it is paid now.

    `unknown` is the answer for a payment that is nobody's.
    """
    is_possible = _reopened(payment, unknown)
    if is_possible:
        _mark_paid(payment)
    return is_possible


def _reopened(payment: Payment, unknown: bool) -> bool:
    """Ask whose payment it is; what one took is put back when another cannot."""
    with transaction.atomic():
        answers = [
            answer
            for _receiver, answer in payment_reopening.send(Payment, payment=payment)
            if answer is not None
        ]
        is_possible = all(answers) if answers else unknown
        if not is_possible:
            transaction.set_rollback(True)
    return is_possible


def _mark_paid(payment: Payment) -> None:
    payment.move_to(Status.PAID)
    payment.paid_at = timezone.now()
    payment.review_reason = ""
    payment.announced_at = None
    payment.save()
    announce_later(payment)


def _close(payment: Payment, status: Status) -> None:
    payment.move_to(status)
    payment.announced_at = None
    payment.save()
    announce_later(payment)


@transaction.atomic
def settle_transfer(payment: Payment) -> bool:
    """The awaited money is on the payee's account. True when the payment is paid now.

    What was given up, or looked for while somebody cancelled, is asked about: taken up again if its
    goods can be had, else it stays with a person.
    """
    payment = Payment.objects.locked().get(pk=payment.pk)
    if payment.is_open:
        _mark_paid(payment)
    elif not (payment.is_paid or payment.is_returning):
        _receive_late(payment, unknown=payment.is_alive)
    return payment.is_paid


@transaction.atomic
def confirm_received(
    payment: Payment, *, by: Any, held_by: Holder | None = None
) -> Payment:
    """The payee says that the transfer or the cash has arrived; a second tap does nothing.

    `held_by` says in whose hands it is, when that turned out otherwise than the method implies.
    """
    if payment.method == Method.CARD:
        raise ValueError("a card payment is confirmed by its gateway only")
    if held_by:
        known = Payment.objects.filter(pk=payment.pk, paid_at=None)
        known.exclude(status=Status.RETURNING).update(held_by=held_by)
    settle_transfer(payment)
    return Payment.objects.get(pk=payment.pk)


def expire(payment: Payment) -> None:
    """Give up waiting, unless somebody paid meanwhile or may have: then a person looks.

    A hosted card page is shut first, so that nobody pays for what is given up; while the gateway
    cannot be asked, nothing is given up.
    """
    if payment.session_id and payment.is_open:
        try:
            card.close(payment.session_id)
            settle_card(payment.session_id)
        except card.CardUnavailable as error:
            log.warning("%s stays open: %s", payment.code, error)
            return
    _expire(payment)


@transaction.atomic
def _expire(payment: Payment) -> None:
    payment = Payment.objects.locked().get(pk=payment.pk)
    if not payment.is_open:
        return
    if doubt := _doubt(payment):
        _keep_for_review(payment, doubt)
    else:
        _close(payment, Status.EXPIRED)


def _doubt(payment: Payment) -> str:
    """A last look: why a transfer may be there although nobody has matched it."""
    if payment.method != Method.VIETQR:
        return ""
    if BankTransaction.objects.that_may_pay(payment).exists():
        return _("Có tiền chưa khớp có thể là của khoản này")
    if payment.claimed_at:
        return _("Khách báo đã chuyển, chưa ai thấy tiền")
    return ""


@transaction.atomic
def give_up(payment: Payment, *, by: Any) -> Payment:
    """A person looked and the money is not there: what waited for it is told."""
    payment = Payment.objects.locked().get(pk=payment.pk)
    if payment.status == Status.REVIEW:
        _close(payment, Status.EXPIRED)
    return payment


@transaction.atomic
def cancel(payment: Payment) -> None:
    """Stop collecting; money that comes all the same goes to review."""
    payment = Payment.objects.locked().get(pk=payment.pk)
    if payment.is_open:
        payment.move_to(Status.CANCELLED)
        payment.save()
        if session_id := payment.session_id:
            transaction.on_commit(lambda: close_page.enqueue(session_id))


@task()
def close_page(session_id: str) -> None:
    """Nobody shall pay by card for what is cancelled."""
    card.close(session_id)
