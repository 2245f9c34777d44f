"""What editors watch over: recalls, unusual scans, thanks, labels nobody can account for."""

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel

import django_filters

from core.admin import Ledger, Register, only
from core.deeds import Deed, LedgerWithDeeds
from core.duties import Duty, duty
from core.listings import CodeIndexView, Filters

from . import recalling
from .models import (
    Label,
    LabelBatch,
    LabelKind,
    Lot,
    Measure,
    Recall,
    ScanCount,
    ScanRule,
    Thanks,
)
from .verdict import limit

SOON = timedelta(days=14)
OLD = timedelta(days=30)

only(Recall, "view")
only(LabelBatch, "view")
only(ScanCount, "view")
only(Thanks, "change", "view")


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Lý do (khách sẽ đọc được)"), max_length=255)


PROPOSE = Deed(
    "thu-hoi",
    _("Ngừng bán ngay, đề nghị thu hồi"),
    recalling.propose,
    when=lambda lot: not lot.recalled_at,
    done=_("Đã ngừng bán lô này. Người thứ hai sẽ quyết định thu hồi."),
    form=ReasonForm,
)


class Recalls(LedgerWithDeeds):
    """One proposes, another decides (four eyes); both are named."""

    model = Recall
    icon = "warning"
    list_display = [
        "lot",
        "reason",
        "proposed_by",
        "proposed_at",
        "confirmed_at",
        "refused_at",
    ]
    list_filter = ["proposed_at", "confirmed_at", "refused_at"]
    list_export = [*list_display, "decided_by"]
    export_filename = "thu-hoi"
    search_fields = ["lot__code", "reason"]
    ordering = ["-pk"]
    deeds = (
        Deed(
            "xac-nhan",
            _("Thu hồi, báo cho khách"),
            recalling.confirm,
            when=lambda recall: recall.is_open,
            done=_("Đã thu hồi. Khách đã nhận hàng được báo tin."),
        ),
        Deed(
            "khong",
            _("Không thu hồi, bán lại"),
            recalling.refuse,
            when=lambda recall: recall.is_open,
            done=_("Đã ghi: không thu hồi, lô được bán lại."),
        ),
    )


class BatchFilters(Filters):
    missing = django_filters.BooleanFilter(
        label=_("Còn tem chưa ghi"), method="filter_missing"
    )

    class Meta:
        model = LabelBatch
        fields = ["asked_at", "kind"]

    def filter_missing(
        self, rows: QuerySet[Any], name: str, value: bool
    ) -> QuerySet[Any]:
        return rows.filter(unaccounted__gt=0) if value else rows.filter(unaccounted=0)


class BatchIndex(CodeIndexView):
    def get_base_queryset(self) -> QuerySet[Any]:
        return LabelBatch.objects.with_tally().select_related("lot")


class LabelBatches(Ledger):
    """Numbered labels: printed, stuck on, spoiled, and those nobody can account for."""

    model = LabelBatch
    icon = "tag"
    index_view_class = BatchIndex
    filterset_class = BatchFilters
    list_display = [
        "lot",
        "first",
        "last",
        "used",
        "spoiled",
        "unaccounted",
        "asked_at",
        "asked_by",
    ]
    list_export = [*list_display, "kind", "sheet"]
    export_filename = "dot-in-tem"
    search_fields = ["lot__code"]
    ordering = ["-pk"]
    labels = {
        "lot": _("Lô hàng"),
        "used": _("đã dán"),
        "spoiled": _("hỏng"),
        "unaccounted": _("chưa ghi"),
        "asked_by": _("Người in"),
    }


def unusual_codes() -> set[str]:
    """Codes that break one of today's rules, printed by us or not."""
    now = timezone.now()
    found: set[str] = set()
    for rule in ScanRule.objects.in_force(timezone.localdate(now)):
        found |= _breaking(rule, now - timedelta(hours=rule.hours))
    return found


def _breaking(rule: ScanRule, since: Any) -> set[str]:
    recent = ScanCount.objects.filter(hour__gte=since).order_by()
    if rule.measure == Measure.SCANS:
        seen = recent.filter(province="").values("code").annotate(n=Sum("count"))
    else:
        places = recent.exclude(province="").values("code")
        seen = places.annotate(n=Count("province", distinct=True))
    counts = dict(seen.filter(n__gte=rule.scans).values_list("code", "n"))
    labels = Label.objects.filter(code__in=counts).select_related("lot")
    known = {label.code: label for label in labels}
    return {code for code, n in counts.items() if _breaks(rule, known.get(code), n)}


def _breaks(rule: ScanRule, label: Label | None, seen: int) -> bool:
    """A code nobody printed is judged like a code of one pack."""
    if label is None:
        return rule.kind == LabelKind.UNIT
    return label.kind == rule.kind and seen >= limit(rule, label.lot)


class ScanFilters(Filters):
    unusual = django_filters.BooleanFilter(
        label=_("Quét bất thường"), method="filter_unusual"
    )
    printed = django_filters.BooleanFilter(
        label=_("Mã do ta in"), method="filter_printed"
    )

    class Meta:
        model = ScanCount
        fields = ["hour", "province"]

    def filter_unusual(
        self, rows: QuerySet[Any], name: str, value: bool
    ) -> QuerySet[Any]:
        codes = unusual_codes()
        return rows.filter(code__in=codes) if value else rows.exclude(code__in=codes)

    def filter_printed(
        self, rows: QuerySet[Any], name: str, value: bool
    ) -> QuerySet[Any]:
        ours = Label.objects.values("code")
        return rows.filter(code__in=ours) if value else rows.exclude(code__in=ours)


class ScanCounts(Ledger):
    """How often each code was looked at, by the hour; nothing about who."""

    model = ScanCount
    icon = "view"
    filterset_class = ScanFilters
    list_display = ["code", "hour", "count", "province"]
    list_export = list_display
    export_filename = "luot-quet"
    search_fields = ["code"]
    ordering = ["-hour", "-count"]


class AllThanks(Register):
    """What visitors wrote to makers; an unkind sentence is hidden, not deleted."""

    model = Thanks
    icon = "pick"
    list_display = ["text", "lot", "on", "hidden_at"]
    list_filter = ["on", "hidden_at"]
    list_export = list_display
    export_filename = "loi-cam-on"
    search_fields = ["text", "lot__code"]
    ordering = ["-pk"]
    labels = {"lot": _("Lô hàng")}
    panels = [
        FieldPanel("text", read_only=True),
        FieldPanel("on", read_only=True),
        FieldPanel("hidden_at"),
    ]


def recalls_to_decide(request: HttpRequest) -> Duty | None:
    waiting = Recall.objects.filter(confirmed_at=None, refused_at=None)
    return duty(
        request, _("lô chờ quyết định thu hồi"), waiting, reverse("recall:index")
    )


def scans_to_look_at(request: HttpRequest) -> Duty | None:
    rows = ScanCount.objects.filter(code__in=unusual_codes()).order_by()
    url = f"{reverse('scancount:index')}?unusual=true"
    codes = rows.values("code").distinct()
    return duty(request, _("mã bị quét bất thường"), codes, url)


def lots_expiring(request: HttpRequest) -> Duty | None:
    today = timezone.localdate()
    soon = Lot.objects.on_sale(today).filter(expires_on__lte=today + SOON)
    url = f"{reverse('lot:index')}?expires_on_from={today}&expires_on_to={today + SOON}"
    return duty(request, _("lô hết hạn trong 14 ngày"), soon, url)


def labels_missing(request: HttpRequest) -> Duty | None:
    """Batches printed a month ago whose labels are still not all accounted for."""
    tallied: Any = LabelBatch.objects.with_tally()
    batches = tallied.filter(unaccounted__gt=0, asked_at__lt=timezone.now() - OLD)
    url = f"{reverse('labelbatch:index')}?missing=true"
    return duty(request, _("đợt tem còn số chưa ghi"), batches, url)


DUTIES = (recalls_to_decide, scans_to_look_at, lots_expiring, labels_missing)
