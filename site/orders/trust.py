"""Cash on delivery grows with the orders a phone has taken. No list of people, no reproach.

What counts is only what was completed: a parcel that came back takes nothing away. The rules are
dated rows an officer can read out to anybody who asks.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import ShipPolicy
from vietnam.dong import Dong, format_vnd

from .models import RECEIVED, CodRule, ProducerOrder, Settlement
from .pricing import Parcel
from .settling import settled_as, ways_to_pay

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Cash:
    """Whether one parcel may be paid in cash on delivery, and why not, in words for the buyer."""

    offered: bool
    why: str = ""
    call_first: bool = False


def completed_orders(phone: str) -> int:
    """How many orders this phone has taken."""
    taken = ProducerOrder.objects.filter(order__phone=phone, state__in=RECEIVED)
    return taken.values("order").distinct().count()


def cash_for(phone: str, total: Dong, *, fresh: bool) -> Cash:
    """Judge one parcel of `total` đồng for an E.164 phone by today's rules."""
    completed = completed_orders(phone)
    rule = CodRule.objects.applying(completed, timezone.localdate())
    if rule is None:
        return Cash(True)
    if fresh and total > rule.fresh_most:
        return _withheld(rule, completed, total, _fresh(rule))
    if total > rule.most:
        return _withheld(rule, completed, total, _too_much(rule, completed))
    return Cash(True, call_first=total > rule.call_above)


def _withheld(rule: CodRule, completed: int, total: Dong, why: str) -> Cash:
    """The reason is logged, the person is not."""
    words = "cash on delivery not offered: rule %s, %s completed, %s đồng"
    log.info(words, rule.pk, completed, total)
    return Cash(False, why)


def _fresh(rule: CodRule) -> str:
    return _(
        "Hàng tươi trên %(most)s được làm riêng cho bạn và không bán lại được, nên người bán xin nhận tiền trước."
    ) % {"most": format_vnd(rule.fresh_most)}


def _too_much(rule: CodRule, completed: int) -> str:
    words = {"most": format_vnd(rule.most), "n": completed}
    if completed:
        return (
            _(
                "Bạn đã nhận %(n)s đơn, nên trả tiền khi nhận được đến %(most)s một kiện. Nhận thêm vài đơn là mức này tăng lên. Với kiện này, mời bạn chuyển khoản trước."
            )
            % words
        )
    return (
        _(
            "Lần đầu mua, trả tiền khi nhận được đến %(most)s một kiện. Nhận xong đơn đầu là mức này tăng lên. Với kiện này, mời bạn chuyển khoản trước."
        )
        % words
    )


def objection(
    phone: str,
    settlement: Settlement,
    total: Dong,
    *,
    fresh: bool,
    other_ways: bool,
) -> str:
    """Why this parcel cannot be paid in cash on delivery, or nothing.

    Where the maker takes no other money, cash stays possible and he is asked to call first.
    """
    if settlement != Settlement.COD or not other_ways:
        return ""
    return cash_for(phone, total, fresh=fresh).why


def first_objection(
    phone: str, parcels: Iterable[Parcel], wanted: Mapping[int, Settlement]
) -> str:
    """The first objection against how these parcels are to be paid, or nothing."""
    for parcel in parcels:
        producer, quote = parcel.share.producer, parcel.quote
        why = objection(
            phone,
            settled_as(wanted.get(producer.pk), parcel),
            parcel.total,
            fresh=quote.policy == ShipPolicy.SAME_DAY,
            other_ways=len(ways_to_pay(producer, in_person=quote.in_person)) > 1,
        )
        if why:
            return why
    return ""


def should_call(part: ProducerOrder) -> bool:
    """Whether the maker had better call before he packs."""
    if part.settlement != Settlement.COD:
        return False
    cash = cash_for(part.order.phone, part.total, fresh=False)
    return cash.call_first or not cash.offered
