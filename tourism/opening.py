"""What a host does with his calendar: a day off, open again, one more session, more or fewer places."""

from datetime import date, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import (
    Availability,
    ExceptionKind,
    Option,
    ScheduleException,
    SlotStatus,
)
from .party import CannotBook
from .slots import make_slots, set_capacity


def _alone(option: Option) -> None:
    """Two phones of one house change its days one after the other."""
    Option.objects.select_for_update().get(pk=option.pk)


@transaction.atomic
def close_day(option: Option, day: date, *, reason: str = "") -> None:
    """Nobody new comes that day; who has booked is still expected."""
    _alone(option)
    ScheduleException.objects.filter(option=option, day=day, starts=None).delete()
    ScheduleException.objects.create(
        option=option, day=day, kind=ExceptionKind.CLOSE, reason=reason[:120]
    )
    make_slots(option, day, day)


@transaction.atomic
def open_day(option: Option, day: date) -> None:
    """As the rules say again; slots that were closed take guests again."""
    _alone(option)
    ScheduleException.objects.filter(
        option=option, day=day, kind=ExceptionKind.CLOSE
    ).delete()
    option.slots.filter(
        starts_at__date=day, status=SlotStatus.CLOSED, starts_at__gt=timezone.now()
    ).update(status=SlotStatus.OPEN)
    make_slots(option, day, day)


@transaction.atomic
def add_session(option: Option, day: date, starts: time, capacity: int) -> None:
    """One more session on that day. Raises CannotBook where there is one at that hour."""
    _alone(option)
    if option.exceptions.filter(day=day, starts=starts).exists() or any(
        timezone.localtime(slot.starts_at).time() == starts
        for slot in option.slots.filter(starts_at__date=day, is_private=False)
    ):
        raise CannotBook(_("Giờ này đã có buổi rồi."))
    ScheduleException.objects.create(
        option=option,
        day=day,
        kind=ExceptionKind.ADD,
        starts=starts,
        capacity=capacity,
    )
    make_slots(option, day, day)


@transaction.atomic
def set_seats(slot: Availability, places: int) -> None:
    """More or fewer places in one slot. Raises CannotBook below what is taken."""
    slot = Availability.objects.locked().get(pk=slot.pk)
    if places < slot.taken:
        raise CannotBook(
            _("Buổi này đã có %(n)s chỗ được đặt, không bớt xuống dưới số đó được.")
            % {"n": slot.taken}
        )
    starts = timezone.localtime(slot.starts_at).time()
    found, made = ScheduleException.objects.get_or_create(
        option_id=slot.option_id,
        day=slot.local_date,
        starts=starts,
        defaults={"kind": ExceptionKind.CHANGE, "capacity": places},
    )
    if not made and found.kind != ExceptionKind.CLOSE:
        found.capacity = places
        found.save()
    set_capacity(slot, places)
