"""Taking places, giving them back. One path changes capacity: lock, look again, act."""

import uuid as uuids
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from django_tasks import task

from payments.collect import Due, open_payment
from payments.models import Method, Payment
from payments.settle import cancel as cancel_payment
from payments.settle import confirm_received, expire

from .messages import tell_booking_cancelled, tell_booking_confirmed, tell_host
from .models import (
    Availability,
    Booking,
    BookingStatus,
    FullyBooked,
    PayMethod,
    SlotStatus,
    Unit,
    UnitItem,
    UnitType,
)

HOLD = {PayMethod.CARD: timedelta(minutes=35), PayMethod.VIETQR: timedelta(minutes=45)}
CLAIMED_HOLD = timedelta(hours=24)
MOST_PAID_AT_VILLAGE = 8


class CannotBook(Exception):
    """Why no place was taken, in words for the guest."""


@dataclass(frozen=True)
class Guest:
    """Who comes; checked by forms.GuestForm."""

    name: str
    phone: str
    email: str
    note: str


def check_party(slot: Availability, party: Mapping[Unit, int], now: datetime) -> None:
    """Raise CannotBook unless this party may book this slot now."""
    option = slot.option
    people = sum(party.values())
    if slot.status != SlotStatus.OPEN or slot.cutoff_at <= now:
        raise CannotBook(_("Buổi này không còn nhận đặt. Hãy chọn ngày khác."))
    if people == 0:
        raise CannotBook(_("Hãy chọn ít nhất một người."))
    if people < option.min_units:
        raise CannotBook(
            _("Buổi này cần ít nhất %(n)s người.") % {"n": option.min_units}
        )
    if people > option.max_units:
        raise CannotBook(
            _(
                "Mỗi lần đặt nhiều nhất %(n)s người. Đoàn đông hơn, hãy gọi người đón khách."
            )
            % {"n": option.max_units}
        )
    adults = sum(n for unit, n in party.items() if unit.unit_type == UnitType.ADULT)
    if not adults and any(n and unit.accompanied for unit, n in party.items()):
        raise CannotBook(_("Trẻ em cần đi cùng ít nhất một người lớn."))


def hold(
    slot: Availability,
    party: Mapping[Unit, int],
    guest: Guest,
    method: PayMethod,
    *,
    uuid: uuids.UUID,
) -> Booking:
    """Take places for a party, or return the booking this uuid already made. Raises CannotBook."""
    booked = Booking.objects.filter(uuid=uuid).first()
    if booked:
        return booked
    free_stale(slot)
    try:
        with transaction.atomic():
            return _hold(slot, party, guest, method, uuid)
    except IntegrityError:
        return Booking.objects.get(uuid=uuid)
    except FullyBooked as error:
        raise CannotBook(
            _("Buổi này chỉ còn %(left)s chỗ. Hãy bớt người hoặc chọn buổi khác.")
            % {"left": error.left}
        ) from error


def _hold(
    slot: Availability,
    party: Mapping[Unit, int],
    guest: Guest,
    method: PayMethod,
    uuid: uuids.UUID,
) -> Booking:
    now = timezone.now()
    slot = (
        Availability.objects.select_related("option__experience__host")
        .locked()
        .get(pk=slot.pk)
    )
    check_party(slot, party, now)
    booking = Booking.objects.create(
        uuid=uuid,
        slot=slot,
        pay_method=method,
        total=sum(unit.price * n for unit, n in party.items()),
        cancel_hours=slot.option.cancel_hours,
        language=translation.get_language() or "vi",
        expires_at=now + HOLD[method] if method in HOLD else None,
        **vars(guest),
    )
    _seat(booking, slot, party)
    _collect(booking)
    return booking


def _seat(booking: Booking, slot: Availability, party: Mapping[Unit, int]) -> None:
    slot.take(sum(party.values()), booking=booking, reason="HOLD")
    UnitItem.objects.bulk_create(
        UnitItem(
            booking=booking, unit_type=unit.unit_type, name=unit.name, price=unit.price
        )
        for unit, n in party.items()
        for _each in range(n)
    )


def _collect(booking: Booking) -> None:
    """Open a payment, or, where the guest pays at the village, confirm at once or ask the host."""
    host = booking.slot.option.experience.host
    if booking.total:
        due = Due(booking.code, booking.total, booking.expires_at)
        open_payment(due, Method(booking.pay_method), payee=host)
    if booking.expires_at and booking.total:
        run_after = booking.expires_at
        transaction.on_commit(
            lambda: expire_booking.using(run_after=run_after).enqueue(booking.pk)
        )
    else:
        settle_booking(booking)


def settle_booking(booking: Booking) -> None:
    """Paid, or to be paid at the village: confirm a locked booking, or ask the host first."""
    instant = booking.slot.option.experience.instant_confirmation
    booking.move_to(BookingStatus.CONFIRMED if instant else BookingStatus.PENDING)
    booking.expires_at = None
    booking.confirmed_at = timezone.now() if instant else None
    booking.save()
    tell_host(booking)
    if instant:
        tell_booking_confirmed(booking)


def _locked(booking: Booking) -> Booking:
    """Slot first, booking second: the order every path keeps."""
    Availability.objects.locked().get(pk=booking.slot_id)
    return (
        Booking.objects.select_related("slot__option__experience__host")
        .locked()
        .get(pk=booking.pk)
    )


@transaction.atomic
def payment_came(payment: Payment) -> None:
    booking = Booking.objects.filter(code=payment.reference).first()
    if booking is None:
        return
    booking = _locked(booking)
    if booking.status == BookingStatus.ON_HOLD:
        settle_booking(booking)


@transaction.atomic
def payment_did_not_come(payment: Payment) -> None:
    booking = Booking.objects.filter(code=payment.reference).first()
    if booking is None:
        return
    booking = _locked(booking)
    if booking.status == BookingStatus.ON_HOLD:
        _give_back(booking, BookingStatus.EXPIRED, "EXPIRE")


def _give_back(booking: Booking, status: BookingStatus, reason: str) -> None:
    booking.move_to(status)
    booking.save()
    slot = Availability.objects.locked().get(pk=booking.slot_id)
    slot.take(-booking.people, booking=booking, reason=reason)


@task()
def expire_booking(booking_pk: int) -> None:
    """Give up an unpaid hold; its payment says so, and the places come back."""
    booking = Booking.objects.get(pk=booking_pk)
    is_late = booking.expires_at is not None and booking.expires_at <= timezone.now()
    if booking.status == BookingStatus.ON_HOLD and is_late:
        for payment in Payment.objects.for_reference(booking.code).open():
            expire(payment)


def free_stale(slot: Availability) -> None:
    """Take back holds whose time is over before the slot is called full."""
    for booking in Booking.objects.stale(timezone.now()).filter(slot=slot):
        expire_booking.call(booking.pk)


def claim_transfer(booking: Booking) -> None:
    """“Tôi đã chuyển khoản”: keep the places until the host has looked at his account."""
    now = timezone.now()
    until = min(now + CLAIMED_HOLD, booking.slot.starts_at)
    Booking.objects.filter(pk=booking.pk, status=BookingStatus.ON_HOLD).update(
        expires_at=until
    )
    open_ones = Payment.objects.for_reference(booking.code).open()
    open_ones.filter(claimed_at=None).update(claimed_at=now, expires_at=until)


@transaction.atomic
def accept(booking: Booking) -> None:
    """The host says yes to a request."""
    booking = _locked(booking)
    booking.move_to(BookingStatus.CONFIRMED)
    booking.confirmed_at = timezone.now()
    booking.save()
    tell_booking_confirmed(booking)


@transaction.atomic
def cancel(booking: Booking, *, reason: str = "") -> None:
    """Give the places back and stop an unpaid payment."""
    booking = _locked(booking)
    booking.cancelled_at, booking.cancel_reason = timezone.now(), reason
    _give_back(booking, BookingStatus.CANCELLED, "CANCEL")
    for payment in Payment.objects.for_reference(booking.code).open():
        cancel_payment(payment)
    tell_booking_cancelled(booking)


def money_received(booking: Booking, *, by: Any) -> None:
    """The host saw the transfer, or holds the cash."""
    for payment in Payment.objects.for_reference(booking.code).unpaid():
        if payment.method != Method.CARD:
            confirm_received(payment, by=by)


def redeem(booking: Booking) -> None:
    """The guests are here."""
    with transaction.atomic():
        booking = _locked(booking)
        booking.move_to(BookingStatus.REDEEMED)
        booking.save()
        booking.items.update(redeemed_at=timezone.now())
