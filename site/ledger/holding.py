"""Money a cardholder asks back is not paid out: held by itself, dated, released by the outcome."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from payments.models import Dispute, DisputeStatus, Payment
from vietnam.dong import Dong, proportion

from .chart import Code
from .models import Hold, Kind, Posting

# Card networks let a bank decide for up to about four months; after this somebody has to look again.
LONGEST = timedelta(days=180)
AFTER_LOSS = timedelta(days=14)


@transaction.atomic
def follow(dispute: Dispute) -> None:
    """Hold what is disputed of each maker, or let it go; safe to repeat."""
    if dispute.is_going_on:
        _hold(dispute)
    elif dispute.status == DisputeStatus.LOST:
        _let_the_office_decide(dispute)
    else:
        dispute.holds.filter(released_at=None).update(released_at=timezone.now())


def _hold(dispute: Dispute) -> None:
    since = timezone.localdate(dispute.opened_at)
    reason = _(
        "Khách của đơn %(order)s đòi lại tiền qua thẻ, đang chờ ngân hàng quyết định."
    ) % {"order": dispute.payment.reference}
    for producer_id, amount in disputed(dispute).items():
        Hold.objects.update_or_create(
            dispute=dispute,
            producer_id=producer_id,
            defaults={
                "amount": amount,
                "reason": reason,
                "since": since,
                "until": since + LONGEST,
                "released_at": None,
            },
        )


def _let_the_office_decide(dispute: Dispute) -> None:
    """Lost: for two weeks the office may book who bears it; then the money is free."""
    reason = _(
        "Ngân hàng đã trả tiền cho khách của đơn %(order)s; đơn vị vận hành đang xem ai chịu."
    ) % {"order": dispute.payment.reference}
    ends = timezone.localdate(dispute.closed_at) + AFTER_LOSS
    dispute.holds.filter(released_at=None).update(until=ends, reason=reason)


def disputed(dispute: Dispute) -> dict[int, Dong]:
    """By maker (pk), the share of the disputed sum in what the payment earned him."""
    payment = dispute.payment
    earned = _earned(payment)
    return {
        pk: held
        for pk, amount in earned.items()
        if (held := proportion(amount, dispute.amount, payment.amount)) > 0
    }


def _earned(payment: Payment) -> dict[int, Dong]:
    found = Posting.objects.on(Code.PRODUCER).filter(
        entry__in=payment.entries.filter(kind=Kind.SALE), producer__isnull=False
    )
    sums: dict[int, Dong] = {}
    for pk, amount in found.values_list("producer", "amount"):
        sums[pk] = sums.get(pk, 0) - amount
    return sums
