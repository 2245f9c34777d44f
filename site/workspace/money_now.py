"""Money at a glance: earned today and this week, and what has not come yet: why, and when it does."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ledger import payouts, periods, statements
from orders.models import OPEN, ProducerOrder, Settlement
from payments.models import Method, Payment, PaymentQuerySet
from producers.models import Producer
from tourism.models import Booking, BookingQuerySet, BookingStatus
from tourism.resale.invoice import owed_to
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
        *_of_guests(producer),
        _of_resellers(producer),
        _with_the_carrier(producer),
        *_with_the_operator(producer),
    ]


def _asked(producer: Producer, *ways: Settlement) -> dict[str, Any]:
    """What buyers of open orders were asked for and have not paid: how many, how much, until when."""
    parts = ProducerOrder.objects.of(producer).filter(
        settlement__in=ways, state__in=OPEN
    )
    return _sums(Payment.objects.open(), parts.values("payment_reference"))


def _sums(payments: PaymentQuerySet, references: Any) -> dict[str, Any]:
    found: dict[str, Any] = payments.filter(reference__in=references).aggregate(
        n=Count("reference", distinct=True),
        sum=Sum("amount", default=0),
        last=Max("expires_at"),
    )
    return found


def _said(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%H:%M %d/%m/%Y}"


def _transfers(producer: Producer) -> Waiting:
    asked = _asked(producer, Settlement.VIETQR)
    when = _("Khách chuyển là về thẳng tài khoản của bạn.")
    if asked["last"]:
        when = _("Đơn giữ hàng cho khách đến %(until)s, quá hạn thì tự huỷ.") % {
            "until": _said(asked["last"])
        }
    why = _("%(n)s đơn khách chưa chuyển khoản") % {"n": asked["n"]}
    return Waiting(asked["sum"], why, when, reverse("workspace:orders"))


def _at_the_door(producer: Producer) -> Waiting:
    asked = _asked(producer, Settlement.COD, Settlement.CASH)
    why = _("%(n)s đơn khách trả tiền khi nhận hàng") % {"n": asked["n"]}
    url = reverse("workspace:orders")
    return Waiting(asked["sum"], why, _("Khách nhận hàng mới trả."), url)


def _of_guests(producer: Producer) -> list[Waiting]:
    """Whose places are held, who comes, who has come; a reseller pays for his own guests."""
    mine = Booking.objects.filter(slot__option__experience__host=producer, resale=None)
    return [
        _to_transfer(mine.filter(status=BookingStatus.ON_HOLD)),
        _at_the_gate(mine.to_come(timezone.now())),
        _came(mine.filter(status=BookingStatus.REDEEMED)),
    ]


def _to_transfer(held: BookingQuerySet) -> Waiting:
    """What a group was offered is no booking yet: nobody was asked to transfer for it."""
    transfers = Payment.objects.open().filter(method=Method.VIETQR)
    asked = _sums(transfers, held.values("code"))
    when = _("Khách chuyển là về thẳng tài khoản của bạn.")
    if asked["last"]:
        when = _("Chỗ giữ cho khách đến %(until)s, quá hạn thì chỗ mở lại.") % {
            "until": _said(asked["last"])
        }
    why = _("%(n)s đoàn giữ chỗ, chưa chuyển khoản") % {"n": asked["n"]}
    return Waiting(asked["sum"], why, when, reverse("workspace:guests"))


def _at_the_gate(coming: BookingQuerySet) -> Waiting:
    payments = Payment.objects.open()
    asked = _sums(payments, coming.values("code"))
    owing = coming.filter(code__in=payments.values("reference"))
    first = owing.aggregate(at=Min("slot__starts_at"))["at"]
    when = (
        _("Thu khi khách đến. Đoàn đầu tiên: %(at)s.") % {"at": _said(first)}
        if first
        else ""
    )
    why = _("%(n)s đoàn sẽ trả tiền khi đến") % {"n": asked["n"]}
    return Waiting(asked["sum"], why, when, reverse("workspace:guests"))


def _came(bookings: BookingQuerySet) -> Waiting:
    asked = _sums(Payment.objects.open(), bookings.values("code"))
    why = _("%(n)s đoàn đã đến, chưa ghi tiền") % {"n": asked["n"]}
    when = _("Thu rồi thì bấm “Đã nhận tiền” ở tên khách.")
    return Waiting(asked["sum"], why, when, reverse("workspace:guests"))


def _of_resellers(producer: Producer) -> Waiting:
    asked = _sums(Payment.objects.unpaid(), owed_to(producer).values("booking__code"))
    why = _("%(n)s lượt đại lý chưa chuyển tiền") % {"n": asked["n"]}
    when = _("Khách đã trả đại lý. Đại lý chuyển cho bạn thì bấm “Đã nhận tiền”.")
    return Waiting(asked["sum"], why, when, reverse("workspace:resellers"))


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
