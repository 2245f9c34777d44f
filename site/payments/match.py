"""Match money on a bank account with what is awaited: by code and amount and account, all three.

What does not fit waits for a person (`unmatched.py`); nothing is confirmed by guessing.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from .banks.port import Transfer
from .models import BankState, BankTransaction, GatewayEvent, Payment
from .notes import codes_in
from .settle import settle_transfer

SETTLING = [BankState.MATCHED, BankState.LATE]
USED = [BankState.MATCHED, BankState.BY_HAND, BankState.LATE]


def record(
    transfer: Transfer, source: str, event: GatewayEvent | None = None
) -> tuple[BankTransaction, bool]:
    """Keep a transfer once and match it; also says whether it is new.

    The same reference, account and amount told by two services is the same transfer.
    """
    with transaction.atomic():
        found = BankTransaction.objects.filter(
            account=transfer.account,
            reference=transfer.reference,
            amount=transfer.amount,
        ).first()
        if found:
            return found, False
        kept, is_new = BankTransaction.objects.get_or_create(
            source=source,
            account=transfer.account,
            reference=transfer.reference,
            defaults=transfer.facts() | {"event": event},
        )
        return match(kept), is_new


@transaction.atomic
def match(transfer: BankTransaction) -> BankTransaction:
    """Find the payment a waiting transfer names and act on it; safe to repeat."""
    named = payments_named(transfer.content)
    if len(named) != 1:
        return _unclear(transfer, _two_codes(named) if named else _("Không có mã"))
    payment = Payment.objects.locked().get(pk=named[0].pk)
    transfer = BankTransaction.objects.locked().get(pk=transfer.pk)
    if transfer.state != BankState.UNMATCHED or transfer.decided_at:
        return transfer
    if payment.bank_account not in transfer.accounts:
        return _unclear(
            transfer,
            _("Có mã %(code)s nhưng vào tài khoản khác") % {"code": payment.code},
        )
    transfer.payment, transfer.state = payment, _verdict(transfer, payment)
    transfer.save()
    if transfer.state in SETTLING:
        is_paid = settle_transfer(payment)
        transfer.state = BankState.MATCHED if is_paid else BankState.LATE
        transfer.save()
    return transfer


def payments_named(note: str) -> list[Payment]:
    """The payments whose codes stand in `note`; look-alikes count only where no code is right."""
    codes = codes_in(note)
    typed = list(Payment.objects.filter(code__in=codes.typed))
    return typed or list(Payment.objects.filter(code__in=codes.healed))


def _two_codes(named: list[Payment]) -> str:
    return _("Có nhiều mã: %(codes)s") % {"codes": ", ".join(p.code for p in named)}


def _unclear(transfer: BankTransaction, why: str) -> BankTransaction:
    if transfer.state == BankState.UNMATCHED and not transfer.decided_at:
        transfer.note = why[:255]
        transfer.save(update_fields=["note"])
    return transfer


def _verdict(transfer: BankTransaction, payment: Payment) -> BankState:
    """What a transfer with the right code and account is; both rows are locked."""
    others = payment.transfers.exclude(pk=transfer.pk).filter(state__in=USED)
    if others.exists() and not payment.is_open:
        return BankState.DUPLICATE
    if transfer.amount != payment.amount:
        is_short = transfer.amount < payment.amount
        return BankState.SHORT if is_short else BankState.OVER
    # Paid without a transfer: the maker's tap was about this money.
    if payment.is_paid or payment.is_alive:
        return BankState.MATCHED
    return BankState.LATE
