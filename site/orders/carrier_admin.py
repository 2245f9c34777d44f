"""Carriers as the operator sees them: who sends with whom, parcels, and news a person must look at."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.viewsets.base import ViewSetGroup

from core.admin import Ledger, Register, only
from core.deeds import Deed, LedgerWithDeeds
from core.duties import Duty, duty

from .models import CarrierAccount, CodRule, TrackingEvent, Waybill
from .remittance_admin import Remittances

only(Waybill, "view")
only(TrackingEvent, "view")


class CarrierAccounts(Register):
    model = CarrierAccount
    icon = "user"
    list_display = ["producer", "carrier", "shop", "pays_cash_to"]
    list_filter = ["carrier"]
    search_fields = ["producer__name_vi", "shop", "pays_cash_to"]
    ordering = ["producer__name_vi", "carrier"]
    labels = {"producer": _("Nhà sản xuất")}
    panels = [
        FieldPanel("producer", heading=labels["producer"]),
        FieldPanel("carrier"),
        FieldPanel("shop"),
        FieldPanel("pays_cash_to"),
    ]


class Waybills(Ledger):
    model = Waybill
    icon = "site"
    list_display = [
        "code",
        "carrier",
        "tracking_code",
        "tracking",
        "cod_amount",
        "fee",
        "tracked_at",
        "problem",
    ]
    list_filter = ["carrier", "tracking", "booked_at"]
    list_export = [*list_display, "part", "weight_g", "booked_at"]
    export_filename = "van-don"
    search_fields = ["code", "tracking_code", "part__order__phone"]
    ordering = ["-pk"]
    labels = {"part": _("Đơn của nhà sản xuất"), "events": _("Tin của đơn vị giao")}
    inspect_view_fields = [
        "code", "part", "carrier", "tracking_code", "tracking", "weight_g", "cod_amount", "fee",
        "booked_at", "tracked_at", "problem", "events",
    ]  # fmt: skip


def looked_at(event: TrackingEvent, *, by: Any) -> None:
    TrackingEvent.objects.filter(pk=event.pk, looked_at=None).update(
        looked_at=timezone.now(), looked_by=by
    )


class TrackingEvents(LedgerWithDeeds):
    model = TrackingEvent
    icon = "history"
    list_display = [
        "waybill",
        "raw_status",
        "tracking",
        "at",
        "counted",
        "needs_look",
        "looked_at",
        "note",
    ]
    list_filter = ["needs_look", "looked_at", "tracking", "counted", "received_at"]
    list_export = [*list_display, "received_at"]
    export_filename = "tin-cua-don-vi-giao"
    search_fields = ["waybill__code", "waybill__tracking_code", "raw_status", "note"]
    ordering = ["-pk"]
    labels = {"waybill": _("Vận đơn"), "received_at": _("Nhận lúc")}
    inspect_view_fields = [
        "waybill", "raw_status", "tracking", "at", "received_at", "counted", "note", "needs_look",
        "looked_at", "looked_by",
    ]  # fmt: skip
    deeds = (
        Deed(
            "da-xem",
            _("Đã xem và xử lý xong"),
            looked_at,
            when=lambda event: event.needs_look and event.looked_at is None,
        ),
    )


class CodRules(Register):
    model = CodRule
    icon = "table"
    list_display = [
        "completed_from",
        "most",
        "fresh_most",
        "call_above",
        "effective_from",
        "effective_to",
    ]
    list_export = [*list_display, "basis"]
    export_filename = "muc-tra-tien-khi-nhan"
    search_fields = ["basis"]
    ordering = ["completed_from", "-effective_from"]
    panels = [
        FieldPanel("completed_from"),
        FieldRowPanel([FieldPanel("most"), FieldPanel("fresh_most")]),
        FieldPanel("call_above"),
        FieldRowPanel([FieldPanel("effective_from"), FieldPanel("effective_to")]),
        FieldPanel("basis"),
    ]


class Delivery(ViewSetGroup):
    menu_label = _("Giao hàng")
    menu_name = "delivery"
    menu_icon = "site"
    menu_order = 245
    items = (Waybills, TrackingEvents, Remittances, CarrierAccounts, CodRules)


def news_to_look_at(request: HttpRequest) -> Duty | None:
    waiting = TrackingEvent.objects.filter(needs_look=True, looked_at=None)
    url = f"{reverse('trackingevent:index')}?needs_look=true"
    return duty(request, _("tin của đơn vị giao cần người xem"), waiting, url)


hooks.register("register_editor_duty", news_to_look_at)
hooks.register("register_admin_viewset", Delivery)
