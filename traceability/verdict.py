"""What a scan is told first, computed from the state of the lot at that moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db import models
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vietnam import check_characters

from .models import (
    Label,
    LabelFate,
    LabelKind,
    LabelUse,
    Lot,
    Measure,
    ScanCount,
    ScanRule,
    Thanks,
)


class Verdict(models.TextChoices):
    GENUINE = "genuine", gettext_lazy("Mã thật, lô đang bán")
    EXPIRED = "expired", gettext_lazy("Mã thật, nhưng đã quá hạn dùng")
    RECALLED = "recalled", gettext_lazy("Lô này đã bị thu hồi")
    WITHDRAWN = "withdrawn", gettext_lazy("Mã thật, lô đã ngừng bán")
    VOID = "void", gettext_lazy("Tem này đã bị huỷ")
    UNUSUAL = "unusual", gettext_lazy("Mã này được quét nhiều bất thường")
    UNKNOWN = "unknown", gettext_lazy("Không tìm thấy mã này")
    MISTYPED = "mistyped", gettext_lazy("Mã gõ chưa đúng")


SHORT = (Verdict.WITHDRAWN, Verdict.VOID, Verdict.UNKNOWN, Verdict.MISTYPED)
"""Verdicts whose first page has no journey: the same questions asked, the same time taken."""


SPOILED = LabelUse.objects.filter(
    batch__lot=OuterRef("lot"),
    batch__kind=LabelKind.UNIT,
    kind=LabelFate.SPOILED,
    first__lte=OuterRef("number"),
    last__gte=OuterRef("number"),
)


@dataclass(frozen=True)
class Finding:
    verdict: Verdict
    code: str
    label: Any = None
    why: str = ""
    scans: int = 0
    first_scan: datetime | None = None

    @property
    def is_good(self) -> bool:
        return self.verdict == Verdict.GENUINE

    @property
    def is_short(self) -> bool:
        return self.verdict in SHORT


def look_up(code: str) -> Finding:
    """Judge a typed or scanned code; counts nothing. An unknown code is asked the same questions."""
    code = check_characters.normalise(code)
    if not check_characters.is_valid(code):
        return Finding(Verdict.MISTYPED, code)
    now = timezone.now()
    label = _labels().filter(code=code).first()
    rules = _rules(now)
    seen = _seen(code, rules, now)
    if label is None:
        return Finding(Verdict.UNKNOWN, code)
    verdict, why = _judge(label, rules, seen, now)
    return Finding(verdict, code, label, why, seen["all"] or 0, seen["first"])


def _labels() -> QuerySet[Any]:
    """Labels with all that the page tells of them, in one question."""
    thanks = Thanks.objects.filter(lot=OuterRef("lot"), hidden_at=None).order_by()
    counted = thanks.values("lot").annotate(n=Count("pk")).values("n")
    return Label.objects.select_related(
        "lot__variant__product__producer__village",
        "lot__variant__product__photo",
        "lot__location__producer__village",
    ).annotate(thanked=Coalesce(Subquery(counted), 0), is_void=Exists(SPOILED))


def _rules(now: datetime) -> list[ScanRule]:
    """Today's rules; a changed one is known everywhere a minute later."""
    today = timezone.localdate(now)
    rules: list[ScanRule] | None = cache.get_or_set(
        f"scan-rules:{today}", lambda: list(ScanRule.objects.in_force(today)), 60
    )
    return rules or []


def _seen(code: str, rules: Sequence[ScanRule], now: datetime) -> dict[str, Any]:
    """How often the code was looked at: ever, and as each rule counts. Hours are whole hours."""
    looks = Q(province="")
    wanted: dict[str, Any] = {
        "all": Sum("count", filter=looks),
        "first": Min("hour", filter=looks),
    }
    for rule in rules:
        recent = Q(hour__gte=now - timedelta(hours=rule.hours))
        wanted[f"rule_{rule.pk}"] = (
            Sum("count", filter=looks & recent)
            if rule.measure == Measure.SCANS
            else Count("province", filter=recent & ~looks, distinct=True)
        )
    return ScanCount.objects.filter(code=code).aggregate(**wanted)


def _judge(
    label: Any, rules: Sequence[ScanRule], seen: dict[str, Any], now: datetime
) -> tuple[Verdict, str]:
    lot: Lot = label.lot
    if lot.recalled_at:
        return Verdict.RECALLED, lot.recall_reason
    if label.is_void:
        return Verdict.VOID, ""
    if lot.has_expired(timezone.localdate(now)):
        return Verdict.EXPIRED, ""
    if lot.withdrawn_at:
        return Verdict.WITHDRAWN, ""
    told = (_why(rule, label, seen[f"rule_{rule.pk}"] or 0) for rule in rules)
    why = next(filter(None, told), "")
    return Verdict.UNUSUAL if why else Verdict.GENUINE, why


def limit(rule: ScanRule, lot: Lot) -> int:
    """How often is too often: per code, or per 100 packs when the whole lot shares the code."""
    if rule.kind == LabelKind.LOT and rule.measure == Measure.SCANS:
        return rule.scans * max(int(lot.quantity), 100) // 100
    return rule.scans


def _why(rule: ScanRule, label: Label, seen: int) -> str:
    """The rule in plain words with its numbers, or "" when it is not broken."""
    most = limit(rule, label.lot)
    if rule.kind != label.kind or seen < most:
        return ""
    facts = {"seen": seen, "hours": rule.hours, "most": most}
    if rule.measure == Measure.PLACES:
        return (
            _(
                "Trong %(hours)s giờ qua, người quét ở %(seen)s tỉnh, thành khác nhau gặp cùng một mã. "
                "Một gói hàng không thể ở nhiều nơi như vậy."
            )
            % facts
        )
    return (
        _(
            "Mã này được quét %(seen)s lần trong %(hours)s giờ qua; bình thường không quá %(most)s lần."
        )
        % facts
    )
