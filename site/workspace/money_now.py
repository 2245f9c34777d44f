"""Money at a glance: earned today and this week, and what has not come yet: why, and when it does."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ledger import payouts, periods, statements
from orders.models import OPEN, ProducerOrder, Settlement
from payments.models import Payment
from producers.models import Producer
from vietnam.dong import Dong, format_vnd


@dataclass(frozen=True)
class Waiting:
    """Money that has not come: how much, why not, when it does, and where to look."""

    amount: Dong
    why: str
    when: str
    url: str = ""


@dataclass(frozen=True)
class Now:
    today: Dong
    week: Dong
    waiting: list[Waiting]

    @property
    def waiting_total(self) -> Dong:
        return sum(one.amount for one in self.waiting)


def told(producer: Producer) -> Now:
    return Now(
        statements.earned_in(producer, periods.today()),
        statements.earned_in(producer, periods.this_week()),
        [one for one in _waiting(producer) if one.amount > 0],
    )


def _waiting(producer: Producer) -> list[Waiting]:
    """The buyers' first, then the carrier's, then ours."""
    return [
        _transfers(producer),
        _at_the_door(producer),
        _with_the_carrier(producer),
        *_with_the_operator(producer),
    ]


def _asked(producer: Producer, *ways: Settlement) -> dict[str, Any]:
    """What buyers of open orders were asked for and have not paid: how many, how much, until when."""
    parts = ProducerOrder.objects.of(producer).filter(
        settlement__in=ways, state__in=OPEN
    )
    asked = Payment.objects.open().filter(
        reference__in=parts.values("payment_reference")
    )
    found: dict[str, Any] = asked.aggregate(
        n=Count("pk"), sum=Sum("amount", default=0), last=Max("expires_at")
    )
    return found


def _transfers(producer: Producer) -> Waiting:
    asked = _asked(producer, Settlement.VIETQR)
    when = _("Khách chuyển là về thẳng tài khoản của bạn.")
    if asked["last"]:
        until = f"{timezone.localtime(asked['last']):%H:%M %d/%m/%Y}"
        when = _("Đơn giữ hàng cho khách đến %(until)s, quá hạn thì tự huỷ.") % {
            "until": until
        }
    why = _("%(n)s đơn khách chưa chuyển khoản") % {"n": asked["n"]}
    return Waiting(asked["sum"], why, when, reverse("workspace:orders"))


def _at_the_door(producer: Producer) -> Waiting:
    asked = _asked(producer, Settlement.COD, Settlement.CASH)
    why = _("%(n)s đơn khách trả tiền khi nhận hàng") % {"n": asked["n"]}
    url = reverse("workspace:orders")
    return Waiting(asked["sum"], why, _("Khách nhận hàng mới trả."), url)


def _with_the_carrier(producer: Producer) -> Waiting:
    return Waiting(
        statements.in_transit(producer),
        _("Đơn vị giao hàng đã thu của khách, đang giữ"),
        _("Họ chuyển theo kỳ ghi trong hợp đồng với họ. Tiền về thì có ở trang này."),
    )


def _with_the_operator(producer: Producer) -> list[Waiting]:
    owed = payouts.ours(producer)
    claimed, held = payouts.claimed(producer), payouts.held(producer, owed)
    account = reverse("workspace:bank_account")
    return [
        Waiting(
            claimed,
            _("Đang chuyển cho bạn"),
            _("Đã vào đợt chi trả, chờ ngân hàng chuyển."),
        ),
        Waiting(
            min(max(0, owed - claimed), held),
            _("Đang tạm giữ"),
            _("Lý do và ngày hết giữ ghi ở dưới."),
        ),
        Waiting(
            payouts.payable(producer),
            _("Đơn vị vận hành còn phải trả bạn"),
            _next_payout(producer),
            "" if producer.takes_transfers else account,
        ),
    ]


def _next_payout(producer: Producer) -> str:
    if not producer.takes_transfers:
        return _("Bạn chưa ghi tài khoản nhận tiền, nên chưa chuyển được. Bấm để ghi.")
    least = format_vnd(payouts.MINIMUM)
    return _("Trả trong đợt chi trả tới, khi đủ %(least)s.") % {"least": least}
