"""A maker answers what a buyer says, or objects to it; an editor keeps it or takes it down, never silently."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from producers.contact import tell
from producers.history import write_down

from .models import Review


class CannotAnswer(ValueError):
    """It is too late, it was done already, or the review was taken down; `str()` says which."""


def _locked(review: Review) -> Review:
    rows = Review.objects.select_for_update(of=("self",))
    return rows.select_related("product__producer").get(pk=review.pk)


@transaction.atomic
def reply(review: Review, text: str) -> None:
    """The maker's one answer, which he may mend for a day. Raises CannotAnswer."""
    row = _locked(review)
    if not row.can_be_answered:
        raise CannotAnswer(
            _("Câu trả lời này đã đăng hơn một ngày, không sửa được nữa.")
        )
    row.reply, row.replied_at = text, row.replied_at or timezone.now()
    row.save(update_fields=["reply", "replied_at"])


@transaction.atomic
def report(review: Review, why: str) -> None:
    """The maker objects; the review stays until an editor has looked. Raises CannotAnswer."""
    row = _locked(review)
    if row.reported_at or row.removed_at:
        raise CannotAnswer(_("Nhận xét này đã được báo rồi."))
    row.reported_at, row.report = timezone.now(), why
    row.save(update_fields=["reported_at", "report"])


@transaction.atomic
def take_down(review: Review, *, by: Any, note: str) -> None:
    """It counts no longer; that it was there, and why it is gone, stays to be read on the page."""
    row = _locked(review)
    if row.removed_at:
        raise CannotAnswer(_("Nhận xét này đã được gỡ rồi."))
    if not note.strip():
        raise CannotAnswer(_("Hãy ghi lý do; người mua và người làm sẽ đọc câu này."))
    row.removed_at, row.removed_by = timezone.now(), by
    row.removed_reason = note.strip()[:300]
    row.save(update_fields=["removed_at", "removed_by", "removed_reason"])
    _say(row, gettext_noop("gỡ nhận xét"), TAKEN_DOWN, by=by, note=row.removed_reason)


@transaction.atomic
def put_back(review: Review, *, by: Any, note: str) -> None:
    row = _locked(review)
    if not row.removed_at:
        raise CannotAnswer(_("Nhận xét này đang hiện."))
    row.removed_at, row.removed_by, row.removed_reason = None, None, ""
    row.kept_at = timezone.now()
    row.save(update_fields=["removed_at", "removed_by", "removed_reason", "kept_at"])
    _say(row, gettext_noop("cho hiện lại nhận xét"), PUT_BACK, by=by, note=note)


@transaction.atomic
def keep(review: Review, *, by: Any, note: str) -> None:
    """The editor looked, and finds that the buyer may say so."""
    row = _locked(review)
    if not row.waits_for_editor:
        raise CannotAnswer(_("Nhận xét này không còn chờ xem."))
    row.kept_at = timezone.now()
    row.save(update_fields=["kept_at"])
    _say(row, gettext_noop("giữ nhận xét bị báo"), KEPT, by=by, note=note)


TAKEN_DOWN = gettext_lazy("Một nhận xét về hàng của bạn đã được gỡ")
PUT_BACK = gettext_lazy("Một nhận xét về hàng của bạn hiện lại")
KEPT = gettext_lazy("Nhận xét bạn báo được giữ nguyên")


def _say(row: Review, what: str, title: Any, *, by: Any, note: str) -> None:
    producer = row.product.producer
    event = write_down(producer, what, by=by, note=f"{row}: {note}")
    tell(producer, f"review:{event.pk}", title, note, page="workspace:reviews")
