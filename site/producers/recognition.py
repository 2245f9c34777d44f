"""What is met and what is missing for the three titles of Decree 52/2018/NĐ-CP Art. 5. It advises: the province decides."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.dated import in_force

from .models import TitleKind
from .recognition_models import (
    PaperFor,
    RecognitionCheck,
    RecognitionPaper,
    RecognitionRule,
)


class Verdict(models.TextChoices):
    MET = "met", gettext_lazy("Đủ tiêu chí")
    MAY = "may", gettext_lazy("Vẫn có thể được công nhận")
    MISSING = "missing", gettext_lazy("Chưa đủ")


PAPERS_OF = {
    TitleKind.TRADE: {PaperFor.TRADE},
    TitleKind.VILLAGE: {PaperFor.VILLAGE},
    TitleKind.TRADITIONAL: {PaperFor.TRADE, PaperFor.VILLAGE},
}


@dataclass(frozen=True)
class Criterion:
    """One sentence of the decree; `missing` says what is not there yet."""

    text: str
    missing: str = ""

    @property
    def met(self) -> bool:
        return not self.missing


@dataclass(frozen=True)
class Title:
    kind: TitleKind
    criteria: tuple[Criterion, ...]
    verdict: Verdict
    note: str = ""


def rule_on(day: date) -> RecognitionRule | None:
    return RecognitionRule.objects.filter(in_force(day)).first()


def papers_of(
    check: RecognitionCheck, kind: TitleKind
) -> list[tuple[RecognitionPaper, bool]]:
    """The dossier of a title, each paper with whether it is there."""
    there = {paper.pk for paper in check.papers.all()}
    wanted = RecognitionPaper.objects.filter(
        in_force(check.checked_on), asked_for__in=PAPERS_OF[kind]
    )
    return [(paper, paper.pk in there) for paper in wanted]


def titles(check: RecognitionCheck, rule: RecognitionRule) -> list[Title]:
    """All three, in the order of the decree."""
    trade = _trade(check, rule)
    village = _village(check, rule)
    return [
        Title(TitleKind.TRADE, trade, _all(trade)),
        Title(TitleKind.VILLAGE, village, _all(village)),
        _traditional(check, trade, village),
    ]


def _all(criteria: Iterable[Criterion]) -> Verdict:
    met = all(criterion.met for criterion in criteria)
    return Verdict.MET if met else Verdict.MISSING


def _trade(check: RecognitionCheck, rule: RecognitionRule) -> tuple[Criterion, ...]:
    years = _("Nghề có ở địa phương ít nhất %(n)s năm và nay vẫn phát triển") % {
        "n": rule.least_years_of_trade
    }
    return (
        Criterion(years, _lacks_years(check, rule)),
        _yes(
            _("Sản phẩm mang bản sắc văn hoá dân tộc"),
            check.has_identity,
            _("Chưa xác nhận bản sắc của sản phẩm."),
        ),
        _yes(
            _("Gắn với tên tuổi nghệ nhân hoặc tên làng"),
            check.has_name,
            _("Chưa có tên nghệ nhân hoặc tên làng gắn với nghề."),
        ),
    )


def _lacks_years(check: RecognitionCheck, rule: RecognitionRule) -> str:
    if check.trade_since is None:
        return _("Chưa biết nghề có từ năm nào.")
    lacking = rule.least_years_of_trade - (check.checked_on.year - check.trade_since)
    if lacking > 0:
        return _("Còn thiếu %(n)s năm.") % {"n": lacking}
    return "" if check.is_growing else _("Chưa xác nhận nghề nay vẫn phát triển.")


def _village(check: RecognitionCheck, rule: RecognitionRule) -> tuple[Criterion, ...]:
    share = _("Ít nhất %(n)s %% số hộ tham gia ngành nghề nông thôn") % {
        "n": rule.least_share_percent
    }
    stable = _("Kinh doanh ổn định ít nhất %(n)s năm liên tục") % {
        "n": rule.least_years_stable
    }
    return (
        Criterion(share, _lacks_households(check, rule)),
        Criterion(stable, _lacks_stability(check, rule)),
        _yes(
            _("Đáp ứng quy định bảo vệ môi trường làng nghề"),
            check.meets_environment,
            _("Chưa có xác nhận về môi trường."),
        ),
    )


def _lacks_households(check: RecognitionCheck, rule: RecognitionRule) -> str:
    least = -(-check.households_total * rule.least_share_percent // 100)
    lacking = least - check.households_in_trade
    return _("Còn thiếu %(n)s hộ.") % {"n": lacking} if lacking > 0 else ""


def _lacks_stability(check: RecognitionCheck, rule: RecognitionRule) -> str:
    lacking = rule.least_years_stable - check.years_stable
    return _("Còn thiếu %(n)s năm.") % {"n": lacking} if lacking > 0 else ""


def _yes(text: str, met: bool, missing: str) -> Criterion:
    return Criterion(text, "" if met else missing)


def _traditional(
    check: RecognitionCheck,
    trade: tuple[Criterion, ...],
    village: tuple[Criterion, ...],
) -> Title:
    """A craft village with a traditional trade; without a) or b) a recognised trade may still carry it."""
    traditional = check.trade_recognised or _all(trade) == Verdict.MET
    one = _yes(
        _("Có ít nhất một nghề truyền thống"),
        traditional,
        _("Chưa có nghề truyền thống."),
    )
    criteria = (*village, one)
    verdict = _all(criteria)
    environment = village[-1]
    if verdict == Verdict.MISSING and check.trade_recognised and environment.met:
        note = _(
            "Chưa đủ số hộ hoặc số năm, nhưng đã có nghề truyền thống được công nhận nên vẫn có thể được công nhận."
        )
        return Title(TitleKind.TRADITIONAL, criteria, Verdict.MAY, note)
    return Title(TitleKind.TRADITIONAL, criteria, verdict)
