"""A check of a village on paper, for the commune's file."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from core import papers
from core.papers import STRONG, words

from .recognition import Title, papers_of, rule_on, titles
from .recognition_models import RecognitionCheck


def printed(check: RecognitionCheck) -> bytes:
    """The PDF: what was answered, the three titles, the papers."""
    return papers.pdf(
        _("Tự xem xét công nhận: %(name)s") % {"name": check.village.name},
        _pages(check),
    )


def _pages(check: RecognitionCheck) -> Iterator[Flowable]:
    rule = rule_on(check.checked_on)
    yield words(
        _("Ngày xem xét: %(day)s. Người ghi: %(by)s.")
        % {"day": f"{check.checked_on:%d/%m/%Y}", "by": check.by or "–"}
    )
    yield words(
        _("%(in)s trong %(total)s hộ làm nghề. Kinh doanh ổn định %(years)s năm.")
        % {
            "in": check.households_in_trade,
            "total": check.households_total,
            "years": check.years_stable,
        }
    )
    if check.note:
        yield words(check.note)
    yield words(
        _("Bản tự xem xét để chuẩn bị hồ sơ. UBND tỉnh mới quyết định công nhận.")
    )
    for title in titles(check, rule) if rule else []:
        yield from _title(check, title)
    if rule:
        yield words(rule.legal_basis, size=8)


def _title(check: RecognitionCheck, title: Title) -> Iterator[Flowable]:
    yield Spacer(0, 5 * mm)
    yield words(f"{title.kind.label}: {title.verdict.label}", STRONG, 12)
    for one in title.criteria:
        yield words(f"{one.text}: {one.missing or _('đạt')}")
    if title.note:
        yield words(title.note)
    for paper, there in papers_of(check, title.kind):
        state = _("đã có") if there else _("chưa có")
        yield words(f"{_('Giấy tờ')}: {paper.name} ({state})", size=9)
