"""A dossier on paper: cover, expected points, answers, list of evidence, the photos."""

import io
from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.platypus import Flowable, Image, PageBreak, Spacer

from catalog.models import OcopDossier, OcopFile, OcopPaper
from catalog.ocop_scoring import Row, Score, score
from core import papers
from core.papers import STRONG, WIDTH, words

HIGH = 110 * mm


def printed(dossier: OcopDossier) -> bytes:
    """The PDF of a dossier; photos whose file is gone are named, not drawn."""
    files = list(dossier.files.select_related("paper", "by"))
    estimate = score(dossier, dossier.day)
    flow = [
        *_cover(dossier),
        *_summary(estimate),
        *_answers(estimate),
        *_evidence(dossier, files),
        *_photos(files),
    ]
    title = _("Hồ sơ OCOP: %(name)s") % {"name": dossier.product.name}
    return papers.pdf(title, flow)


def _heading(text: str) -> list[Flowable]:
    return [Spacer(0, 5 * mm), words(text, STRONG, 12), Spacer(0, 1 * mm)]


def _cover(dossier: OcopDossier) -> Iterator[Flowable]:
    producer = dossier.product.producer
    yield words(producer.name, STRONG, 12)
    yield words(producer.get_kind_display())
    if dossier.product.village:
        yield words(dossier.product.village.name)
    yield words(f"{producer.contact_name} · {producer.phone}")
    yield words(_("Mở hồ sơ: %(day)s") % {"day": _day(dossier.opened_at)})
    if dossier.submitted_at:
        yield words(_("Đã nộp: %(day)s") % {"day": _day(dossier.submitted_at)})
    yield Spacer(0, 3 * mm)
    yield words(
        _(
            "Bản này để tự chuẩn bị. Chỉ hội đồng của tỉnh hoặc trung ương mới chấm điểm và công nhận sao."
        )
    )


def _day(moment: Any) -> str:
    return f"{timezone.localtime(moment):%d/%m/%Y}"


def _summary(estimate: Score) -> Iterator[Flowable]:
    yield from _heading(_("Tự ước lượng"))
    for part in estimate.parts:
        yield words(f"{part.code}. {part.name}: {part.expected}/{part.most}")
    yield words(
        _("Cộng: %(sum)s/%(most)s điểm. Đã trả lời %(answered)s/%(count)s câu.")
        % {
            "sum": estimate.expected,
            "most": estimate.most,
            "answered": estimate.answered,
            "count": len(estimate.rows),
        },
        STRONG,
    )
    yield words(estimate.legal_basis, size=8)
    if estimate.is_shared_out:
        yield words(
            _(
                "Dòng chưa có điểm riêng thì chia đều điểm của phần: cách tính của trang, không phải của bộ tiêu chí."
            ),
            size=8,
        )


def _answers(estimate: Score) -> Iterator[Flowable]:
    yield from _heading(_("Từng dòng"))
    for row in estimate.rows:
        yield from _answer(row)


def _answer(row: Row) -> Iterator[Flowable]:
    yield words(f"{row.line.code}. {row.line.title}", STRONG)
    yield words(row.label or _("Chưa trả lời"))
    if row.note:
        yield words(row.note)
    yield Spacer(0, 2 * mm)


def _evidence(dossier: OcopDossier, files: list[OcopFile]) -> Iterator[Flowable]:
    yield from _heading(_("Giấy tờ"))
    for paper in OcopPaper.objects.on(dossier.day):
        mine = [file for file in files if file.paper_id == paper.pk]
        must = f" ({_('bắt buộc')})" if paper.is_mandatory else ""
        state = _("%(n)s tệp") % {"n": len(mine)} if mine else _("chưa có")
        yield words(f"{paper.name}{must}: {state}")
        for file in mine:
            yield words(
                f"– {file.name} · {_day(file.put_at)} · {file.by or ''}", size=8
            )


def _photos(files: list[OcopFile]) -> Iterator[Flowable]:
    photos = [file for file in files if file.is_photo]
    if photos:
        yield PageBreak()
    for file in photos:
        yield words(f"{file.paper.name}: {file.name}", STRONG)
        yield _drawn(file)
        yield Spacer(0, 4 * mm)


def _drawn(file: OcopFile) -> Flowable:
    try:
        with file.file.open() as opened:
            data = io.BytesIO(opened.read())
    except FileNotFoundError:
        return words(_("Tệp này không còn."))
    width, height = ImageReader(data).getSize()
    scale = min(WIDTH * 0.95 / width, HIGH / height)
    data.seek(0)
    return Image(data, width * scale, height * scale)
