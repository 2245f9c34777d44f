"""A group wants a slot of its own: it asks, the host offers a time and a price, one tap books it."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from payments.collect import Due, open_payment
from payments.models import Method
from vietnam.dong import Dong

from .booking import expire_later
from .capacity import change_capacity
from .messages import tell_group_answer, tell_host_of_group
from .models import Availability, Booking, GroupRequest, PayMethod, UnitItem, UnitType

OFFER = timedelta(days=3)


def ask(request: GroupRequest) -> GroupRequest:
    with transaction.atomic():
        request.save()
        tell_host_of_group(request)
    return request


@transaction.atomic
def decline(request: GroupRequest, *, answer: str) -> None:
    request.answer, request.answered_at = answer[:1000], timezone.now()
    request.save()
    tell_group_answer(request)


@transaction.atomic
def offer(
    request: GroupRequest, *, starts_at: datetime, total: Dong, answer: str
) -> Booking:
    """A private slot with the places on hold for three days; raises CannotBook when kiln or guide is busy."""
    slot = _private_slot(request, starts_at)
    until = min(timezone.now() + OFFER, slot.starts_at)
    booking = Booking.objects.create(
        uuid=uuid.uuid4(),
        slot=slot,
        pay_method=PayMethod.CASH,
        pax=request.people,
        total=total,
        fund_share=request.experience.fund_share(total),
        policy=slot.option.policy.snapshot(),
        name=request.name,
        phone=request.phone,
        email=request.email,
        note=request.message,
        language=request.language,
        expires_at=until,
    )
    change_capacity(booking, {slot.pk: request.people}, reason="GROUP")
    _guests(booking, request.people)
    if total:
        due = Due(booking.code, total, until)
        open_payment(due, Method.CASH, payee=request.experience.host)
    expire_later(booking)
    request.booking, request.answer = booking, answer[:1000]
    request.answered_at = timezone.now()
    request.save()
    tell_group_answer(request)
    return booking


def _private_slot(request: GroupRequest, starts_at: datetime) -> Availability:
    option = request.experience.option
    return Availability.objects.create(
        option=option,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=option.duration_minutes),
        cutoff_at=starts_at,
        capacity=request.people,
        is_private=True,
    )


def _guests(booking: Booking, people: int) -> None:
    UnitItem.objects.bulk_create(
        UnitItem(
            booking=booking,
            unit_type=UnitType.OTHER,
            name=str(UnitType.OTHER.label),
            price=0,
        )
        for _each in range(people)
    )
