"""The officer's word on an application: each move with its reason, written down, and the maker told."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from .contact import tell
from .history import write_down
from .models import (
    VERIFICATION_MOVES,
    Paper,
    PaperKind,
    PaperState,
    Producer,
    ProducerKind,
    Verification,
)
from .paper_files import clean_paper

PAPERS_AT_MOST = 20
REQUIRED = {
    ProducerKind.HOUSEHOLD: PaperKind.CITIZEN_ID,
    ProducerKind.COOPERATIVE: PaperKind.BUSINESS,
    ProducerKind.COMPANY: PaperKind.BUSINESS,
}
SAID = {
    Verification.PENDING: gettext_noop("nộp lại hồ sơ"),
    Verification.NEEDS_MORE: gettext_noop("xin thêm giấy tờ"),
    Verification.VERIFIED: gettext_noop("xác minh nhà sản xuất"),
    Verification.REJECTED: gettext_noop("từ chối hồ sơ"),
}
TOLD = {
    Verification.NEEDS_MORE: gettext_lazy("Hồ sơ của bạn cần thêm giấy tờ"),
    Verification.VERIFIED: gettext_lazy("Hồ sơ của bạn đã được xác minh"),
    Verification.REJECTED: gettext_lazy("Hồ sơ của bạn chưa đạt"),
}


class CannotMove(ValueError):
    """The application is no longer where this deed starts, or something is lacking."""


def missing(producer: Producer) -> list[str]:
    """What is still to be sent, a sentence for each; nothing when an officer can decide."""
    papers = list(producer.papers.all())
    wanted = REQUIRED[ProducerKind(producer.kind)]
    usable = {paper.kind for paper in papers if paper.state != PaperState.REFUSED}
    lacking = [
        f"{paper.get_kind_display()}: {paper.note}"
        for paper in papers
        if paper.state == PaperState.REFUSED and paper.kind not in usable
    ]
    if wanted not in {paper.kind for paper in papers}:
        lacking.insert(0, _("Chưa có: %(paper)s.") % {"paper": wanted.label})
    return lacking


def _move(producer: Producer, to: Verification, *, by: Any, note: str = "") -> None:
    locked = Producer.objects.select_for_update().get(pk=producer.pk)
    if to not in VERIFICATION_MOVES[Verification(locked.verification)]:
        raise CannotMove(_("Hồ sơ này vừa được đổi trạng thái. Hãy xem lại."))
    producer.verification, producer.verification_note = to, note[:500]
    if to == Verification.VERIFIED:
        producer.verified_at = timezone.now()
    producer.save(update_fields=["verification", "verification_note", "verified_at"])
    event = write_down(producer, SAID[to], by=by, note=note)
    if to in TOLD:
        tell(producer, f"verification:{event.pk}", TOLD[to], note)


@transaction.atomic
def verify(producer: Producer, *, by: Any) -> None:
    """Raises CannotMove while a paper the law asks for is not accepted."""
    wanted = REQUIRED[ProducerKind(producer.kind)]
    if not producer.papers.filter(kind=wanted, state=PaperState.ACCEPTED).exists():
        raise CannotMove(
            _("Hãy nhận giấy này trước: %(paper)s.") % {"paper": wanted.label}
        )
    if producer.papers.filter(state=PaperState.WAITING).exists():
        raise CannotMove(_("Còn giấy chưa xem. Hãy nhận hoặc trả lại từng giấy."))
    _move(producer, Verification.VERIFIED, by=by)


@transaction.atomic
def verify_in_person(producer: Producer, *, by: Any, note: str) -> None:
    """The officer has seen the papers at the maker's; he writes which, and where."""
    _move(producer, Verification.VERIFIED, by=by, note=_said(note))


@transaction.atomic
def ask_for_more(producer: Producer, *, by: Any, note: str) -> None:
    _move(producer, Verification.NEEDS_MORE, by=by, note=_said(note))


@transaction.atomic
def reject(producer: Producer, *, by: Any, note: str) -> None:
    _move(producer, Verification.REJECTED, by=by, note=_said(note))


@transaction.atomic
def send_again(producer: Producer, *, by: Any) -> None:
    """The maker says he has added what was missing. Raises CannotMove while something is."""
    if missing(producer):
        raise CannotMove(_("Còn thiếu giấy tờ. Hãy xem danh sách ở trên."))
    _move(producer, Verification.PENDING, by=by)


def _said(note: str) -> str:
    if not note.strip():
        raise CannotMove(_("Hãy viết một câu; nhà sản xuất sẽ đọc câu này."))
    return note.strip()


@transaction.atomic
def add_paper(producer: Producer, kind: str, upload: Any, *, by: Any) -> Paper:
    """Raises ValidationError for a file that cannot be kept, CannotMove for too many."""
    content, is_pdf = clean_paper(upload)
    Producer.objects.select_for_update().get(pk=producer.pk)
    if producer.papers.count() >= PAPERS_AT_MOST:
        raise CannotMove(_("Đã có nhiều giấy tờ rồi. Hãy bỏ bớt tờ không dùng."))
    return Paper.objects.create(
        producer=producer, kind=kind, file=content, is_pdf=is_pdf, added_by=by
    )


@transaction.atomic
def take_away(paper: Paper) -> None:
    """The maker takes back what no officer has accepted; the file goes with it."""
    locked = Paper.objects.select_for_update().get(pk=paper.pk)
    if locked.state == PaperState.ACCEPTED:
        raise CannotMove(_("Cán bộ đã nhận giấy này, không bỏ được nữa."))
    name, storage = locked.file.name, locked.file.storage
    locked.delete()
    transaction.on_commit(lambda: storage.delete(name))


@transaction.atomic
def decide_paper(paper: Paper, *, by: Any, refuse_because: str | None = None) -> None:
    """Accept it, or refuse it with a sentence the maker reads. Raises CannotMove without one."""
    locked = (
        Paper.objects.select_for_update(of=("self",))
        .select_related("producer")
        .get(pk=paper.pk)
    )
    if locked.producer.verification == Verification.VERIFIED:
        raise CannotMove(_("Hồ sơ đã được xác minh; giấy tờ không đổi nữa."))
    refused = refuse_because is not None
    locked.note = _said(refuse_because)[:300] if refuse_because is not None else ""
    locked.state = PaperState.REFUSED if refused else PaperState.ACCEPTED
    locked.save(update_fields=["state", "note"])
    what = gettext_noop("trả lại giấy tờ") if refused else gettext_noop("nhận giấy tờ")
    note = f"{locked.get_kind_display()} {locked.note}".strip()
    write_down(locked.producer, what, by=by, note=note)
