"""A maker is told five days before he may not sell; in an emergency it is at once."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from .contact import tell
from .history import write_down
from .models import Producer, Suspension
from .suspension import NOTICE
from .verifying import CannotMove


def give_notice(producer: Producer, *, by: Any, note: str) -> Suspension:
    """In force by itself five days from now (Law 122/2025); the maker can answer until then."""
    return _suspend(producer, by=by, reason=note, at_once=False)


def take_down(producer: Producer, *, by: Any, note: str) -> Suspension:
    """At once: danger to buyers, or an order of an authority (within 24 hours, Law 122/2025)."""
    return _suspend(producer, by=by, reason=note, at_once=True)


@transaction.atomic
def _suspend(producer: Producer, *, by: Any, reason: str, at_once: bool) -> Suspension:
    if not reason.strip():
        raise CannotMove(_("Hãy viết một câu; nhà sản xuất sẽ đọc câu này."))
    locked = Producer.objects.select_for_update().get(pk=producer.pk)
    if locked.is_suspended:
        raise CannotMove(_("Nhà sản xuất này đang tạm ngừng rồi."))
    now = timezone.now()
    if locked.suspensions.open().exists() and not at_once:
        raise CannotMove(_("Đã báo trước rồi; đang chờ đến ngày."))
    locked.suspensions.open().update(lifted_at=now)
    held = locked.suspensions.create(
        reason=reason.strip()[:300],
        is_emergency=at_once,
        told_at=now,
        effective_at=now if at_once else now + NOTICE,
        by=by,
    )
    _set(producer, held.effective_at)
    what = TAKEN_DOWN if at_once else NOTICE_GIVEN
    write_down(producer, what, by=by, note=reason)
    tell(producer, f"suspension:{held.pk}", _title(held), _text(held))
    return held


TAKEN_DOWN = gettext_noop("gỡ khẩn cấp")
NOTICE_GIVEN = gettext_noop("báo trước tạm ngừng")


def _set(producer: Producer, at: Any) -> None:
    producer.suspended_at = at
    producer.save(update_fields=["suspended_at"])


def _title(held: Suspension) -> Any:
    if held.is_emergency:
        return gettext_lazy("Gian hàng của bạn phải tạm ngừng ngay")
    return gettext_lazy("Gian hàng của bạn sẽ tạm ngừng")


def _text(held: Suspension) -> str:
    day = date_format(timezone.localtime(held.effective_at), "H:i d/m/Y")
    return _(
        "Lý do: %(reason)s. Từ: %(day)s. Nếu bạn thấy không đúng, hãy gọi hoặc viết cho đơn vị vận hành; chúng tôi trả lời từng ý."
    ) % {"reason": held.reason, "day": day}


@transaction.atomic
def lift(producer: Producer, *, by: Any, note: str) -> None:
    """The maker may sell again, or the notice is taken back; why is written down."""
    Producer.objects.select_for_update().get(pk=producer.pk)
    producer.suspensions.open().update(lifted_at=timezone.now())
    _set(producer, None)
    event = write_down(producer, gettext_noop("bỏ tạm ngừng"), by=by, note=note)
    tell(
        producer,
        f"suspension-lifted:{event.pk}",
        gettext_lazy("Gian hàng của bạn được bán lại"),
        note,
    )
