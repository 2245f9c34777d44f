"""Taking places for a party, and what follows when they are paid for or not."""

import uuid as uuids
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from django_tasks import task

from payments.collect import Due, open_payment
from payments.models import Method, Payment
from payments.settle import confirm_received, expire

from .capacity import change_capacity, free_stale, kindly, lock_slots
from .messages import tell_booking_confirmed, tell_host
from .models import (
    Answer,
    Availability,
    Booking,
    BookingStatus,
    PayMethod,
    PricingPer,
    Question,
    Trip,
    Unit,
    UnitItem,
)
from .party import CannotBook, Party, check_party, pax_of, price_of

# Stripe's hosted page lives 30 minutes at least, so a card holds a little longer than that.
HOLD = {PayMethod.CARD: timedelta(minutes=35), PayMethod.VIETQR: timedelta(minutes=45)}
# WCAG 2.2.1: a time limit can be extended ten times.
MOST_HOLDS = 10
CLAIMED_HOLD = timedelta(hours=24)
MOST_PAID_AT_VILLAGE = 8

__all__ = ["free_stale"]


@dataclass(frozen=True)
class Guest:
    """Who comes; checked by forms.GuestForm. `answers` by the question's primary key."""

    name: str
    phone: str
    email: str
    note: str
    answers: Mapping[int, str] = field(default_factory=dict)

    @property
    def contact(self) -> dict[str, str]:
        return {
            "name": self.name,
            "phone": self.phone,
            "email": self.email,
            "note": self.note,
        }


def hold(
    slot: Availability,
    party: Party,
    guest: Guest,
    method: PayMethod,
    *,
    uuid: uuids.UUID,
) -> Booking:
    """Take places for a party, or return the booking this uuid already made. Raises CannotBook."""
    booked = Booking.objects.filter(uuid=uuid).first()
    if booked:
        return booked
    try:
        with kindly(), transaction.atomic():
            slot = lock_slots(slot.pk)[slot.pk]
            check_party(slot, party, timezone.now())
            if method == PayMethod.CASH:
                check_village_limits(party, guest.phone)
            return place(slot, party, guest, method, uuid=uuid)
    except IntegrityError:
        return Booking.objects.get(uuid=uuid)


def check_village_limits(party: Party, phone: str) -> None:
    """Nothing is paid yet, so a stranger may not fill the house with promises."""
    if sum(party.values()) > MOST_PAID_AT_VILLAGE:
        raise CannotBook(
            _("Trả tại làng được nhiều nhất %(n)s người. Đoàn đông hơn, hãy trả trước.")
            % {"n": MOST_PAID_AT_VILLAGE}
        )
    if phone and open_at_village(phone):
        raise CannotBook(
            _(
                "Số điện thoại này đang có một lượt đặt trả tại làng. Hãy trả trước cho lượt này, hoặc đi xong lượt kia rồi đặt tiếp."
            )
        )


def open_at_village(phone: str) -> bool:
    return Booking.objects.filter(
        phone=phone,
        pay_method=PayMethod.CASH,
        total__gt=0,
        trip=None,
        status__in=[BookingStatus.PENDING, BookingStatus.CONFIRMED],
        slot__starts_at__gt=timezone.now(),
    ).exists()


def place(
    slot: Availability,
    party: Party,
    guest: Guest,
    method: PayMethod,
    *,
    uuid: uuids.UUID,
    trip: Trip | None = None,
    until: datetime | None = None,
) -> Booking:
    """Seat a party that was checked in a locked slot; `until` is when an offer ends that nobody takes up."""
    now = timezone.now()
    total = price_of(slot.option, party)
    paid_ahead = now + HOLD[method] if method in HOLD and total else None
    booking = Booking.objects.create(
        uuid=uuid,
        slot=slot,
        trip=trip,
        pay_method=method,
        pax=pax_of(party),
        total=total,
        fund_share=slot.option.experience.fund_share(total),
        policy=slot.option.policy.snapshot(),
        language=translation.get_language() or "vi",
        expires_at=until or paid_ahead,
        **guest.contact,
    )
    _seat(booking, slot, party)
    _keep_answers(booking, guest.answers)
    _collect(booking)
    return booking


def _seat(booking: Booking, slot: Availability, party: Party) -> None:
    change_capacity(booking, {slot.pk: booking.pax}, reason="HOLD")
    UnitItem.objects.bulk_create(
        unit_item(booking, slot, unit)
        for unit, n in party.items()
        for _each in range(n)
    )


def unit_item(booking: Booking, slot: Availability, unit: Unit) -> UnitItem:
    """One guest; where the party pays once, none of them has a price of his own."""
    per_guest = slot.option.pricing_per == PricingPer.UNIT
    return UnitItem(
        booking=booking,
        unit=unit,
        unit_type=unit.unit_type,
        name=unit.name,
        price=unit.price if per_guest else 0,
        pax=unit.pax_count,
    )


def _keep_answers(booking: Booking, answers: Mapping[int, str]) -> None:
    asked = {q.pk: q for q in Question.objects.filter(option=booking.slot.option_id)}
    Answer.objects.bulk_create(
        Answer(
            booking=booking,
            question=asked[pk],
            kind=asked[pk].kind,
            asked=asked[pk].text,
            text=text,
        )
        for pk, text in answers.items()
        if text and pk in asked
    )


def _collect(booking: Booking) -> None:
    """Open a payment, or, where the guest pays at the village, confirm at once or ask the host."""
    host = booking.slot.option.experience.host
    if booking.total:
        due = Due(booking.code, booking.total, booking.expires_at)
        open_payment(due, Method(booking.pay_method), payee=host)
    if booking.expires_at:
        expire_later(booking)
    else:
        settle_booking(booking)


def settle_booking(booking: Booking) -> None:
    """Paid, or to be paid at the village: confirm a locked booking, or ask the host first."""
    experience = booking.slot.option.experience
    instant = experience.instant_confirmation
    now = timezone.now()
    booking.move_to(BookingStatus.CONFIRMED if instant else BookingStatus.PENDING)
    booking.expires_at = None
    booking.confirmed_at = now if instant else None
    if not instant:
        latest = now + timedelta(hours=experience.answer_hours)
        booking.answer_by = min(latest, booking.slot.starts_at)
    booking.save()
    tell_host(booking)
    if instant:
        tell_booking_confirmed(booking)


def locked(booking: Booking, *other_slots: int) -> Booking:
    """Slots first, booking second: the order every path keeps."""
    lock_slots(booking.slot_id, *other_slots)
    found = (
        Booking.objects.select_related(
            "slot__option__experience__host", "slot__option__policy"
        )
        .locked()
        .get(pk=booking.pk)
    )
    if found.slot_id != booking.slot_id:
        raise CannotBook(_("Lượt đặt này vừa được đổi. Hãy xem lại."))
    return found


def give_back(booking: Booking, status: BookingStatus, reason: str) -> None:
    """A locked booking leaves its places."""
    booking.move_to(status)
    booking.save()
    change_capacity(booking, {booking.slot_id: -booking.pax}, reason=reason)


@task()
def expire_booking(booking_pk: int) -> None:
    """Give up an unpaid hold; its payment says so, and the places come back."""
    booking = Booking.objects.get(pk=booking_pk)
    is_late = booking.expires_at is not None and booking.expires_at <= timezone.now()
    if booking.status == BookingStatus.ON_HOLD and is_late:
        for payment in Payment.objects.for_reference(booking.code).open():
            expire(payment)
        free_stale(booking.slot)


def expire_later(booking: Booking) -> None:
    """Look again when the hold is over; an earlier look at an extended hold does nothing."""
    run_after = booking.expires_at
    transaction.on_commit(
        lambda: expire_booking.using(run_after=run_after).enqueue(booking.pk)
    )


def extend(booking: Booking) -> Booking:
    """More time to pay, ten times at most and never past the cut-off. Raises CannotBook."""
    with kindly(), transaction.atomic():
        booking = locked(booking)
        if booking.status != BookingStatus.ON_HOLD:
            raise CannotBook(
                _("Thời gian giữ chỗ đã hết. Hãy đặt lại; nếu còn chỗ thì có ngay.")
            )
        length = HOLD.get(PayMethod(booking.pay_method), HOLD[PayMethod.VIETQR])
        limit = min(booking.created_at + MOST_HOLDS * length, booking.slot.cutoff_at)
        wished = min(timezone.now() + length, limit)
        if booking.expires_at and wished > booking.expires_at:
            _hold_until(booking, wished)
        return booking


def _hold_until(booking: Booking, until: datetime) -> None:
    booking.expires_at = until
    booking.save()
    Payment.objects.for_reference(booking.code).open().update(expires_at=until)
    expire_later(booking)


def claim_transfer(booking: Booking) -> None:
    """“Tôi đã chuyển khoản”: keep the places until the host has looked at his account."""
    now = timezone.now()
    until = min(now + CLAIMED_HOLD, booking.slot.starts_at)
    Booking.objects.filter(pk=booking.pk, status=BookingStatus.ON_HOLD).update(
        expires_at=until
    )
    open_ones = Payment.objects.for_reference(booking.code).open()
    open_ones.filter(claimed_at=None).update(claimed_at=now, expires_at=until)


def money_received(booking: Booking, *, by: Any) -> bool:
    """The host saw the transfer, or holds the cash; False when a person decides what becomes of it."""
    asked = Payment.objects.for_reference(booking.code).exclude(method=Method.CARD)
    found = list(asked.unpaid()) or list(asked[:1])
    settled = [confirm_received(payment, by=by).is_paid for payment in found]
    return all(settled)
