"""Where packs come from, for editors. What was recorded is added to, never changed (EPCIS 2.0, 7.4)."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSetGroup

import django_filters

from core.admin import Duty, Filters, Ledger, Register, duty, only

from .models import Event, FakeReport, Label, Location, Lot, ScanRule

only(Event, "add", "view")
only(Label, "view")
only(FakeReport, "change", "view")


class Lots(Register):
    model = Lot
    icon = "folder-open-inverse"
    list_display = [
        "code",
        "product",
        "produced_on",
        "expires_on",
        "quantity",
        "unit",
        "recalled_at",
    ]
    list_filter = ["produced_on", "expires_on", "recalled_at"]
    list_export = [
        *list_display,
        "location",
        "standards",
        "recall_reason",
        "withdrawn_at",
    ]
    export_filename = "lo-hang"
    search_fields = [
        "code",
        "product__name_vi",
        "product__producer__name_vi",
        "location__name",
    ]
    ordering = ["-produced_on", "-pk"]
    labels = {
        "product": _("Sản phẩm"),
        "location": _("Nơi làm"),
        "created_at": _("Ghi lúc"),
    }
    panels = [
        FieldPanel("code"),
        FieldPanel("product", heading=labels["product"]),
        FieldPanel("location", heading=labels["location"]),
        FieldRowPanel([FieldPanel("produced_on"), FieldPanel("expires_on")]),
        FieldPanel("quantity"),
        FieldRowPanel(
            [
                FieldPanel("unit_vi", heading=_("Đơn vị")),
                FieldPanel("unit_en", heading=_("Đơn vị, tiếng Anh")),
            ]
        ),
        FieldPanel("standards"),
        MultiFieldPanel(
            [
                FieldPanel("withdrawn_at"),
                FieldPanel("recalled_at"),
                FieldPanel("recall_reason"),
            ],
            heading=_("Ngừng bán, thu hồi"),
        ),
    ]


class RecordView(generic.CreateView):
    """What was recorded cannot be edited, so no such button is offered."""

    def get_success_buttons(self) -> list[Any]:
        return []


class Events(Register):
    model = Event
    icon = "history"
    add_view_class = RecordView
    list_display = ["title", "lot", "event_time", "place", "event_type"]
    list_filter = ["event_type", "event_time"]
    list_export = [*list_display, "biz_step", "disposition", "text", "record_time"]
    export_filename = "cong-doan"
    search_fields = ["title_vi", "place_vi", "lot__code", "lot__product__name_vi"]
    ordering = ["-event_time", "-pk"]
    labels = {
        "lot": _("Lô hàng"),
        "event_type": _("Kiểu ghi nhận"),
        "read_point": _("Địa điểm"),
        "inputs": _("Làm từ các lô"),
        "record_time": _("Ghi lúc"),
    }
    panels = [
        FieldPanel("lot", heading=labels["lot"]),
        FieldRowPanel(
            [
                FieldPanel("event_type", heading=labels["event_type"]),
                FieldPanel("event_time"),
            ]
        ),
        FieldPanel("title_vi", heading=_("Công đoạn")),
        FieldPanel("title_en", heading=_("Công đoạn, tiếng Anh")),
        FieldPanel("text_vi", heading=_("Đã làm gì")),
        FieldPanel("text_en", heading=_("Đã làm gì, tiếng Anh")),
        FieldRowPanel(
            [
                FieldPanel("place_vi", heading=_("Ở đâu")),
                FieldPanel("place_en", heading=_("Ở đâu, tiếng Anh")),
            ]
        ),
        FieldPanel("read_point", heading=labels["read_point"]),
        FieldPanel("inputs", heading=labels["inputs"]),
        FieldRowPanel([FieldPanel("biz_step"), FieldPanel("disposition")]),
    ]


class Labels(Ledger):
    model = Label
    icon = "tag"
    list_display = ["code", "lot", "printed_at"]
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
    list_display = ["scans", "hours", "effective_from", "effective_to", "basis"]
    list_filter = ["effective_from"]
    list_export = list_display
    export_filename = "quy-tac-quet"
    search_fields = ["basis"]
    ordering = ["-effective_from"]
    panels = [
        FieldRowPanel([FieldPanel("scans"), FieldPanel("hours")]),
        FieldRowPanel([FieldPanel("effective_from"), FieldPanel("effective_to")]),
        FieldPanel("basis"),
    ]


class Origin(ViewSetGroup):
    menu_label = _("Nguồn gốc")
    menu_name = "origin"
    menu_icon = "view"
    menu_order = 230
    items = (Lots, Events, Labels, Locations, FakeReports, ScanRules)


def fakes_to_handle(request: HttpRequest) -> Duty | None:
    unhandled = FakeReport.objects.filter(handled_at=None)
    url = f"{reverse('fakereport:index')}?handled=false"
    return duty(request, _("báo hàng giả chưa xử lý"), unhandled, url)


hooks.register("register_admin_viewset", Origin)
hooks.register("register_editor_duty", fakes_to_handle)
