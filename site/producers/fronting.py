"""A maker writes his shop front part by part and sends it; an editor lets it count or says why not."""

from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from core.models import Picture

from .contact import tell
from .history import write_down
from .models import FrontState, Producer, ShopFront

LEAST, MOST = 3, 6
# Makers write Vietnamese; the English column is the office's.
STORY = "story_vi"
Step = dict[str, Any]


class CannotSend(ValueError):
    """Something is lacking; `str()` says what."""


class ToldElsewhere(ValueError):
    """Another tab or another person wrote the story meanwhile; `str()` tells a person so."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Câu chuyện vừa được sửa ở một trang khác; bản ấy hiện dưới đây, ngay trên lời bạn gõ. Xem lại, rồi bấm Lưu lời kể lần nữa nếu muốn lưu bản của bạn."
            )
        )


def stamp(story: str) -> str:
    """A short sign of what the story says now; the form carries it to show what its writer saw."""
    return sha256(story.encode()).hexdigest()[:16]


@transaction.atomic
def draft_of(producer: Producer, *, by: Any) -> ShopFront:
    """The open draft, or a new one that goes on from what waits, was turned down, or is shown."""
    Producer.objects.select_for_update().get(pk=producer.pk)
    if found := producer.fronts.drafts().first():
        return found
    begun = as_it_stands(producer)
    begun.made_by = by
    begun.save()
    return begun


def as_it_stands(producer: Producer) -> ShopFront:
    """What a new draft would begin with, unsaved."""
    last = producer.fronts.sent().first()
    if last and last.state in (FrontState.PENDING, FrontState.REJECTED):
        words = {"story": last.story, "photo": last.photo, "steps": last.steps}
    else:
        shown = producer.fronts.approved().first()
        steps = shown.steps if shown else []
        story = getattr(producer, STORY) or ""
        words = {"story": story, "photo": producer.photo, "steps": steps}
    return ShopFront(producer=producer, **words)


def _locked(draft: ShopFront) -> ShopFront:
    row = ShopFront.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    row.must_be_draft()
    return row


@transaction.atomic
def tell_story(draft: ShopFront, story: str, *, seen: str) -> None:
    """Write the story, if the draft still tells what the writer saw. Raises ToldElsewhere, IllegalStep.

    The same words twice are no conflict.
    """
    row = _locked(draft)
    if story != row.story and seen != stamp(row.story):
        raise ToldElsewhere
    row.story = story
    row.save(update_fields=["story"])


@transaction.atomic
def show_face(draft: ShopFront, photo: ContentFile[bytes], *, by: Any) -> None:
    row = _locked(draft)
    row.photo = _picture(row, photo, by)
    row.save(update_fields=["photo"])


def _picture(row: ShopFront, photo: ContentFile[bytes], by: Any, says: str = "") -> Any:
    name = row.producer.name
    return Picture.objects.create(
        title=name, description=says[:255], file=photo, uploaded_by_user=by
    )


@transaction.atomic
def add_step(
    draft: ShopFront, key: str, words: str, photo: ContentFile[bytes], *, by: Any
) -> None:
    """One more step; the same `key` again changes nothing. Raises ValidationError above MOST."""
    row = _locked(draft)
    if key in [step["key"] for step in row.steps]:
        return
    if len(row.steps) >= MOST:
        raise ValidationError(
            _("Nhiều nhất %(most)s bước. Hãy bỏ bớt một bước rồi thêm.")
            % {"most": MOST}
        )
    picture = _picture(row, photo, by, words)
    _keep(row, [*row.steps, {"key": key, "words": words, "picture": picture.pk}])


@transaction.atomic
def arrange(draft: ShopFront, deed: str, key: str) -> None:
    """`bo` takes a step out, `truoc` moves it one place up."""
    row = _locked(draft)
    steps: list[Step] = list(row.steps)
    at = next((n for n, step in enumerate(steps) if step["key"] == key), None)
    if at is None:
        return
    step = steps.pop(at)
    if deed == "truoc":
        steps.insert(max(at - 1, 0), step)
    _keep(row, steps)


def _keep(row: ShopFront, steps: list[Step]) -> None:
    row.steps = steps
    row.save(update_fields=["steps"])


@transaction.atomic
def send(draft: ShopFront) -> None:
    """Give the draft to the readers; one that waits steps back. Raises CannotSend, IllegalStep."""
    row = _locked(draft)
    if not (row.story.strip() or row.photo or row.steps):
        raise CannotSend(_("Chưa có gì để gửi. Hãy thêm ảnh, lời kể hoặc các bước."))
    if 0 < len(row.steps) < LEAST:
        raise CannotSend(
            _("Các bước làm: cần từ %(least)s đến %(most)s bước, hoặc để trống hẳn.")
            % {"least": LEAST, "most": MOST}
        )
    now = timezone.now()
    for older in row.producer.fronts.waiting().select_for_update(of=("self",)):
        older.move_to(FrontState.REPLACED, decided_at=now)
    row.move_to(FrontState.PENDING, sent_at=now)


@transaction.atomic
def approve(front: ShopFront, *, by: Any) -> None:
    """Let it be shown. Raises IllegalStep when it waits no longer."""
    producer = Producer.objects.select_for_update().get(pk=front.producer_id)
    row = ShopFront.objects.select_for_update(of=("self",)).get(pk=front.pk)
    row.move_to(FrontState.APPROVED, decided_at=timezone.now(), decided_by=by)
    setattr(producer, STORY, row.story)
    producer.photo = row.photo
    producer.save(update_fields=[STORY, "photo"])
    _say(row, gettext_noop("duyệt gian hàng"), APPROVED, by=by)


@transaction.atomic
def reject(front: ShopFront, *, by: Any, note: str) -> None:
    """Turn it down with a reason its maker reads; what was shown stays."""
    if not note.strip():
        raise ValueError(_("Hãy ghi lý do để người làm biết mà sửa."))
    row = ShopFront.objects.select_for_update(of=("self",)).get(pk=front.pk)
    facts = {"decided_at": timezone.now(), "decided_by": by, "reason": note[:300]}
    row.move_to(FrontState.REJECTED, **facts)
    _say(row, gettext_noop("chưa duyệt gian hàng"), REJECTED, by=by, note=note)


APPROVED = gettext_lazy("Gian hàng mới của bạn đã được duyệt")
REJECTED = gettext_lazy("Gian hàng mới của bạn chưa đạt")


def _say(row: ShopFront, what: str, title: Any, *, by: Any, note: str = "") -> None:
    producer = row.producer
    write_down(producer, what, by=by, note=note)
    tell(producer, f"front:{row.pk}:{row.state}", title, note, page="workspace:front")


def pictured(steps: list[Step]) -> list[tuple[Step, Picture | None]]:
    """Steps with their pictures, in order, in one question to the database."""
    found = Picture.objects.in_bulk([step["picture"] for step in steps])
    return [(step, found.get(step["picture"])) for step in steps]
