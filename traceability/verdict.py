"""What a scan is told first, computed from the state of the lot at that moment."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vietnam import check_characters

from .models import Label, Lot, Scan, ScanRule


class Verdict(models.TextChoices):
    GENUINE = "genuine", _("Mã thật, lô đang bán")
    EXPIRED = "expired", _("Mã thật, nhưng đã quá hạn dùng")
    RECALLED = "recalled", _("Lô này đã bị thu hồi")
    WITHDRAWN = "withdrawn", _("Mã thật, lô đã ngừng bán")
    UNUSUAL = "unusual", _("Mã này được quét nhiều bất thường")
    UNKNOWN = "unknown", _("Không tìm thấy mã này")
    MISTYPED = "mistyped", _("Mã gõ chưa đúng")


@dataclass(frozen=True)
class Finding:
    verdict: Verdict
    label: Label | None
    scans: int = 0
    first_scan: datetime | None = None

    @property
    def is_good(self) -> bool:
        return self.verdict == Verdict.GENUINE


def look_up(code: str) -> Finding:
    """Judge a typed or scanned code; counts nothing."""
    code = check_characters.normalise(code)
    if not check_characters.is_valid(code):
        return Finding(Verdict.MISTYPED, None)
    label = (
        Label.objects.select_related(
            "lot__product__producer__village", "lot__product__photo", "lot__location"
        )
        .filter(code=code)
        .first()
    )
    if label is None:
        return Finding(Verdict.UNKNOWN, None)
    now = timezone.now()
    seen = _seen(label, now)
    return Finding(_judge(label.lot, seen, now), label, seen["scans"], seen["first"])


def _rule(on: date) -> ScanRule | None:
    current = Q(effective_to=None) | Q(effective_to__gte=on)
    return (
        ScanRule.objects.filter(current, effective_from__lte=on)
        .order_by("-effective_from")
        .first()
    )


def _seen(label: Label, now: datetime) -> dict[str, Any]:
    rule = _rule(timezone.localdate(now))
    since = now - timedelta(hours=rule.hours if rule else 0)
    seen: dict[str, Any] = label.scans.aggregate(
        scans=models.Count("pk"),
        first=models.Min("at"),
        recent=models.Count("pk", filter=Q(at__gte=since)),
    )
    seen["unusual"] = rule is not None and seen["recent"] >= rule.scans
    return seen


def _judge(lot: Lot, seen: dict[str, Any], now: datetime) -> Verdict:
    if lot.recalled_at:
        return Verdict.RECALLED
    if lot.has_expired(timezone.localdate(now)):
        return Verdict.EXPIRED
    if lot.withdrawn_at:
        return Verdict.WITHDRAWN
    return Verdict.UNUSUAL if seen["unusual"] else Verdict.GENUINE


def count(label: Label) -> None:
    """Remember that a label was looked at; one row a scan, so that counts are exact."""
    Scan.objects.create(label=label)
