"""Where packs come from, for editors. What was recorded is added to, never changed (EPCIS 2.0, 7.4)."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.viewsets.base import ViewSetGroup

import django_filters

from core.admin import Ledger, Register, only
from core.deeds import LedgerWithDeeds
from core.duties import Duty, duty
from core.listings import Filters

from .alarm_admin import (
    DUTIES,
    PROPOSE,
    AllThanks,
    LabelBatches,
    Recalls,
    ScanCounts,
)
from .error_admin import DECLARE
from .mark_admin import Marks
from .models import (
    Checkpoint,
    Event,
    FakeReport,
    Label,
    Location,
    LogKey,
    Lot,
    ScanRule,
)
from .partner_admin import CaptureJobs, PartnerKeys, Partners

only(Event, "view")
only(Lot, "view")
only(Checkpoint, "view")
only(LogKey, "change", "view")
only(Label, "view")
only(FakeReport, "change", "view")


class Lots(LedgerWithDeeds):
    """Lots are opened where they are made; editors take them from sale."""

    model = Lot
    icon = "folder-open-inverse"
    related = (
        "variant__product",
        "location__producer",
    )
    list_display = [
        "code",
        "what",
        "maker",
        "produced_on",
        "expires_on",
        "amount",
        "recalled_at",
    ]
    list_filter = ["produced_on", "expires_on", "recalled_at"]
    list_export = [
        *list_display,
        "location",
        "standards",
        "season",
        "field",
        "recall_reason",
        "withdrawn_at",
    ]
    export_filename = "lo-hang"
    search_fields = [
        "code",
        "name_vi",
        "variant__product__name_vi",
        "location__producer__name_vi",
        "location__name",
    ]
    ordering = ["-produced_on", "-pk"]
    labels = {
        "what": _("Là gì"),
        "maker": _("Người làm"),
        "amount": _("Số lượng"),
        "location": _("Nơi làm"),
        "created_at": _("Ghi lúc"),
    }
    deeds = (PROPOSE,)


class Events(LedgerWithDeeds):
    """What was recorded is added to, never changed; a mistake is declared, and both stay."""

    model = Event
    icon = "history"
    list_display = [
        "title",
        "event_time",
        "place",
        "event_type",
        "biz_step",
        "record_time",
        "wrongness",
    ]
    gathered = ("declarations",)
    list_filter = ["event_type", "event_time", "biz_step"]
    list_export = [*list_display, "disposition", "text", "event_id", "reason"]
    inspect_view_fields = [*list_export, "error_of", "recorded_by", "document"]
    export_filename = "cong-doan"
    search_fields = ["document"]
    ordering = ["-event_time", "-pk"]
    labels = {
        "title": _("Công đoạn"),
        "place": _("Ở đâu"),
        "biz_step": _("Bước (CBV)"),
        "text": _("Đã làm gì"),
        "reason": _("Lý do"),
        "wrongness": _("Đã khai báo ghi sai"),
        "recorded_by": _("Người ghi"),
    }
    deeds = (DECLARE,)


class Checkpoints(Ledger):
    model = Checkpoint
    icon = "lock"
    list_display = ["size", "root", "made_at"]
    list_export = [*list_display, "note"]
    export_filename = "diem-chot"
    search_fields = ["root"]
    ordering = ["-size"]


class LogKeys(Register):
    """A key that is no longer used gets its last day here; the new one is set on the server."""

    model = LogKey
    icon = "key"
    list_display = ["verifier", "valid_from", "valid_to", "note"]
    list_export = list_display
    export_filename = "khoa-ky"
    search_fields = ["verifier", "note"]
    ordering = ["-valid_from"]
    panels = [
        FieldPanel("verifier", read_only=True),
        FieldPanel("valid_from", read_only=True),
        FieldPanel("valid_to"),
        FieldPanel("note"),
    ]


class Labels(Ledger):
    model = Label
    icon = "tag"
    list_display = ["code", "lot", "kind", "number", "printed_at"]
    list_filter = ["printed_at"]
    list_export = list_display
    export_filename = "tem"
    search_fields = ["code", "lot__code"]
    ordering = ["-pk"]
    labels = {"lot": _("Lô hàng"), "printed_at": _("In lúc")}


class Locations(Register):
    model = Location
    icon = "site"
    list_display = ["name", "code", "gln", "producer", "commune_code"]
    list_export = list_display
    export_filename = "dia-diem"
    search_fields = ["name", "code", "gln", "producer__name_vi"]
    ordering = ["name"]
    labels = {"producer": _("Nhà sản xuất"), "commune_code": _("Mã xã, phường")}
    panels = [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("code"), FieldPanel("gln")]),
        FieldPanel("producer", heading=labels["producer"]),
        FieldPanel("commune_code", heading=labels["commune_code"]),
    ]


class FakeReportFilters(Filters):
    handled = django_filters.BooleanFilter(
        field_name="handled_at", lookup_expr="isnull", exclude=True, label=_("Đã xử lý")
    )

    class Meta:
        model = FakeReport
        fields = ["reported_at"]


class FakeReportForm(WagtailAdminModelForm):
    """Who writes down that a report was handled is the one who handled it."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if cleaned.get("handled_at") and not self.instance.handled_by_id:
            self.instance.handled_by = self.for_user
        return cleaned


class FakeReports(Register):
    model = FakeReport
    icon = "warning"
    filterset_class = FakeReportFilters
    list_display = ["code", "reported_at", "bought_at", "handled_at", "handled_by"]
    list_export = [*list_display, "text", "contact"]
    export_filename = "bao-hang-gia"
    search_fields = ["code", "text", "bought_at", "contact"]
    ordering = ["-reported_at"]
    labels = {"reported_at": _("Báo lúc"), "handled_by": _("Người xử lý")}
    edit_handler = ObjectList(
        [
            FieldPanel("code", read_only=True),
            FieldPanel("text", read_only=True),
            FieldPanel("bought_at", read_only=True),
            FieldPanel("contact", read_only=True),
            FieldPanel("handled_at"),
        ],
        base_form_class=FakeReportForm,
    )


class ScanRules(Register):
    model = ScanRule
    icon = "cogs"
    list_display = [
        "measure",
        "kind",
        "scans",
        "hours",
        "effective_from",
        "effective_to",
        "basis",
    ]
    list_filter = ["effective_from"]
    list_export = list_display
    export_filename = "quy-tac-quet"
    search_fields = ["basis"]
    ordering = ["-effective_from"]
    panels = [
        FieldRowPanel([FieldPanel("measure"), FieldPanel("kind")]),
        FieldRowPanel([FieldPanel("scans"), FieldPanel("hours")]),
        FieldRowPanel([FieldPanel("effective_from"), FieldPanel("effective_to")]),
        FieldPanel("basis"),
    ]


class Origin(ViewSetGroup):
    menu_label = _("Nguồn gốc")
    menu_name = "origin"
    menu_icon = "view"
    menu_order = 230
    items = (
        Lots,
        Events,
        Checkpoints,
        LogKeys,
        Recalls,
        Labels,
        LabelBatches,
        ScanCounts,
        AllThanks,
        Locations,
        Marks,
        Partners,
        PartnerKeys,
        CaptureJobs,
        FakeReports,
        ScanRules,
    )


def fakes_to_handle(request: HttpRequest) -> Duty | None:
    unhandled = FakeReport.objects.filter(handled_at=None)
    url = f"{reverse('fakereport:index')}?handled=false"
    return duty(request, _("báo hàng giả chưa xử lý"), unhandled, url)


hooks.register("register_admin_viewset", Origin)
hooks.register("register_editor_duty", fakes_to_handle)
for watch in DUTIES:
    hooks.register("register_editor_duty", watch)
