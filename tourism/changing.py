"""What a guest changes by himself: the day, the party, or that he does not come; the money is said first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from payments.collect import Due, open_payment
from payments.models import Method, Payment
from payments.settle import cancel as cancel_payment
from vietnam.dong import Dong

from .booking import give_back, locked, unit_item
from .capacity import change_capacity, kindly
from .messages import tell_booking_cancelled, tell_booking_changed, tell_host_of_change
from .models import (
    Availability,
    Booking,
    BookingStatus,
    IllegalMove,
    Unit,
    UnitItem,
)
from .models.policy import percent_back, refund_of
from .party import CannotBook, Party, check_party, pax_of, price_of
from .paying import ask_for_refund, paid_for

OPEN = (BookingStatus.PENDING, BookingStatus.CONFIRMED)


@dataclass(frozen=True)
class Money:
    """What a change means, in đồng: the new total, what comes back, what is still to pay at the village."""

    total: Dong
    back: Dong = 0
    extra: Dong = 0


def back_of(booking: Booking, paid: Dong, now: datetime) -> Dong:
    """What comes back of `paid` by the policy the booking was sold with, not by today's."""
    tiers = booking.policy.get("tiers", [])
    return refund_of(tiers, booking.slot.starts_at, now, paid)


def if_cancelled(booking: Booking, now: datetime, *, by_host: bool = False) -> Money:
    """What comes back when nobody of the party goes."""
    payment = paid_for(booking)
    paid = payment.refundable if payment else 0
    back = paid if by_host else back_of(booking, paid, now)
    return Money(paid - back, back)


@transaction.atomic
def cancel(booking: Booking, *, reason: str = "", by_host: bool = False) -> Booking:
    """Give all places back, stop what is unpaid, ask for the refund by the booking's own policy."""
    booking = locked(booking)
    money = if_cancelled(booking, timezone.now(), by_host=by_host)
    booking.cancelled_at, booking.cancel_reason = timezone.now(), reason[:255]
    payment = paid_for(booking)
    booking.refund_due = money.back if payment else None
    booking.sequence += 1
    booking.proposed_slot = None
    is_asked = by_host and booking.status == BookingStatus.PENDING
    status = BookingStatus.REJECTED if is_asked else BookingStatus.CANCELLED
    give_back(booking, status, "CANCEL")
    _stop_collecting(booking)
    if payment:
        ask_for_refund(booking, payment, money.back, reason or _("Khách tự huỷ"))
    tell_booking_cancelled(booking)
    if not by_host:
        tell_host_of_change(booking)
    return booking


def _stop_collecting(booking: Booking) -> None:
    for payment in Payment.objects.for_reference(booking.code).open():
        cancel_payment(payment)


def may_move(booking: Booking, now: datetime) -> bool:
    """The day is free to change as long as cancelling is free, or nothing was paid yet."""
    if booking.status not in OPEN or booking.slot.cutoff_at <= now:
        return False
    tiers = booking.policy.get("tiers", [])
    return (
        paid_for(booking) is None
        or percent_back(tiers, booking.slot.starts_at, now) == 100
    )


def other_days(booking: Booking, now: datetime) -> list[Availability]:
    """Slots of the next ninety days in which the party has room."""
    rows = Availability.objects.bookable(now).undisturbed()
    return [
        slot
        for slot in rows.filter(
            option=booking.slot.option_id, starts_at__lte=now + timedelta(days=90)
        ).exclude(pk=booking.slot_id)
        if slot.vacancies >= booking.pax
    ]


def move(booking: Booking, to: Availability, *, agreed: bool = False) -> Booking:
    """Take the new places, then give up the old ones, or neither. Raises CannotBook.

    `agreed` is a day the host himself proposed: it needs no free cancelling, and confirms.
    """
    with kindly(), transaction.atomic():
        booking = locked(booking, to.pk)
        _check_move(booking, to, agreed)
        change_capacity(
            booking, {to.pk: booking.pax, booking.slot_id: -booking.pax}, reason="MOVE"
        )
        booking.slot = to
        booking.sequence += 1
        booking.proposed_slot = None
        booking.reconfirm_asked_at = None
        if agreed and booking.status == BookingStatus.PENDING:
            booking.move_to(BookingStatus.CONFIRMED)
            booking.confirmed_at = timezone.now()
        booking.save()
    tell_booking_changed(booking)
    tell_host_of_change(booking)
    return booking


def _check_move(booking: Booking, to: Availability, agreed: bool) -> None:
    now = timezone.now()
    if to.pk == booking.slot_id or to.option_id != booking.slot.option_id:
        raise CannotBook(_("Hãy chọn một buổi khác của trải nghiệm này."))
    if not (agreed and booking.status in OPEN) and not may_move(booking, now):
        raise CannotBook(
            _("Đã quá lúc đổi ngày miễn phí. Hãy gọi người đón khách để thu xếp.")
        )
    check_party(to, party_of(booking), now)


def party_of(booking: Booking) -> Party:
    """Who still comes, as kinds and numbers."""
    party: dict[Unit, int] = {}
    rows = booking.items.filter(cancelled_at=None).select_related("unit")
    for item in rows:
        if item.unit is not None:
            party[item.unit] = party.get(item.unit, 0) + 1
    return party


def if_party(booking: Booking, party: Party, now: datetime) -> Money:
    """What the booking costs with another party; less is paid back by its policy."""
    option = booking.slot.option
    difference = price_of(option, party) - price_of(option, party_of(booking))
    payment = paid_for(booking)
    if difference >= 0 or payment is None:
        return Money(booking.total + difference, extra=max(difference, 0))
    back = min(back_of(booking, -difference, now), payment.refundable)
    return Money(booking.total - back, back)


def resize(booking: Booking, party: Party) -> Booking:
    """Fewer or more of a party come. Raises CannotBook where rules or places do not allow it."""
    with kindly(), transaction.atomic():
        booking = locked(booking)
        now = timezone.now()
        if booking.status not in OPEN:
            raise IllegalMove(booking.code)
        check_party(booking.slot, party, now)
        money = if_party(booking, party, now)
        places = pax_of(party)
        change_capacity(
            booking, {booking.slot_id: places - booking.pax}, reason="RESIZE"
        )
        _change_guests(booking, party, now)
        booking.pax, booking.total = places, money.total
        booking.fund_share = booking.slot.option.experience.fund_share(money.total)
        booking.sequence += 1
        booking.save()
        _settle_difference(booking, money)
    tell_booking_changed(booking)
    tell_host_of_change(booking)
    return booking


def _change_guests(booking: Booking, party: Party, now: datetime) -> None:
    """The tickets of who stays at home are void; who joins gets one."""
    here = party_of(booking)
    for unit in {*party, *here}:
        more = party.get(unit, 0) - here.get(unit, 0)
        UnitItem.objects.bulk_create(
            unit_item(booking, booking.slot, unit) for _each in range(more)
        )
        leaving = booking.items.filter(unit=unit, cancelled_at=None).order_by("-pk")
        for item in leaving[: max(-more, 0)]:
            item.cancelled_at = now
            item.save()


def _settle_difference(booking: Booking, money: Money) -> None:
    """Back through a refund document; more is collected at the village."""
    payment = paid_for(booking)
    if payment is None:
        _stop_collecting(booking)
        _collect_at_village(booking, money.total)
    elif money.back:
        ask_for_refund(booking, payment, money.back, _("Bớt người trong đoàn"))
    elif money.extra:
        _collect_at_village(booking, money.extra)


def _collect_at_village(booking: Booking, amount: Dong) -> None:
    if amount:
        due = Due(booking.code, amount)
        host = booking.slot.option.experience.host
        open_payment(due, Method.CASH, payee=host)


def without(booking: Booking, items: Sequence[UnitItem]) -> Party:
    """The party when these guests stay at home."""
    party = dict(party_of(booking))
    for item in items:
        if item.unit in party:
            party[item.unit] -= 1
    return party
