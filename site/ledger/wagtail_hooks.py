"""The office's screens: fee and tax rows, the books for reading, holds, statements, payouts."""

from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.urls import path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.viewsets.base import ViewSetGroup

from core.admin import Ledger, Register, only
from core.deeds import Deed, LedgerWithDeeds
from core.duties import Duty, duty

from . import correcting, office
from .models import (
    Correction,
    DuesNotice,
    Entry,
    FeeRate,
    Hold,
    PayoutBatch,
    Posting,
    Statement,
    TaxRate,
    Threshold,
    Withholding,
)
from .papers_admin import Corrections, DuesNotices, TaxDeposits

RULES: list[type[Model]] = [FeeRate, TaxRate, Withholding, Threshold, Hold]
FACTS: list[type[Model]] = [Entry, Posting, Statement, PayoutBatch]
for rule in RULES:
    only(rule, "add", "change", "view")
for fact in FACTS:
    only(fact, "view")

DATES = FieldRowPanel([FieldPanel("effective_from"), FieldPanel("effective_to")])
BASIS = FieldPanel("legal_basis")


class FeeRates(Register):
    model = FeeRate
    icon = "table"
    list_display = ["position", "producer", "category", "product", "basis_points", "announced_on", "effective_from", "effective_to"]  # fmt: skip
    list_filter = ["effective_from"]
    list_export = [*list_display, "legal_basis"]
    export_filename = "bieu-phi-dich-vu"
    search_fields = ["legal_basis"]
    ordering = ["position", "-effective_from"]
    labels = {
        "producer": _("Nhà sản xuất"),
        "category": _("Nhóm hàng"),
        "product": _("Sản phẩm"),
    }
    panels = [
        FieldRowPanel([FieldPanel("position"), FieldPanel("basis_points")]),
        FieldRowPanel([FieldPanel("producer"), FieldPanel("category")]),
        FieldPanel("product"),
        FieldPanel("announced_on"),
        DATES,
        BASIS,
    ]


class TaxRates(Register):
    model = TaxRate
    icon = "table"
    list_display = ["tax", "producer_kind", "tax_category", "basis_points", "is_provisional", "effective_from", "effective_to"]  # fmt: skip
    list_filter = ["tax", "tax_category", "effective_from"]
    list_export = [*list_display, "legal_basis"]
    export_filename = "thue-suat-khau-tru"
    search_fields = ["legal_basis"]
    panels = [
        FieldRowPanel([FieldPanel("tax"), FieldPanel("basis_points")]),
        FieldRowPanel([FieldPanel("producer_kind"), FieldPanel("tax_category")]),
        FieldPanel("is_provisional"),
        DATES,
        BASIS,
    ]


class Withholdings(Register):
    model = Withholding
    icon = "table"
    list_display = ["held_by", "effective_from", "effective_to", "legal_basis"]
    list_export = list_display
    export_filename = "noi-khau-tru-thue"
    search_fields = ["legal_basis"]
    panels = [FieldPanel("held_by"), DATES, BASIS]


class Thresholds(Register):
    model = Threshold
    icon = "table"
    list_display = ["amount", "is_provisional", "effective_from", "effective_to"]
    list_export = [*list_display, "legal_basis"]
    export_filename = "nguong-doanh-thu"
    search_fields = ["legal_basis"]
    panels = [FieldPanel("amount"), FieldPanel("is_provisional"), DATES, BASIS]


class Holds(Register):
    model = Hold
    icon = "lock"
    list_display = ["producer", "amount", "reason", "since", "until", "released_at"]
    list_filter = ["since", "until"]
    list_export = list_display
    export_filename = "tam-giu"
    search_fields = ["producer__name_vi", "reason"]
    labels = {"producer": _("Nhà sản xuất")}
    panels = [
        FieldPanel("producer"),
        FieldPanel("amount"),
        FieldPanel("reason"),
        FieldRowPanel([FieldPanel("since"), FieldPanel("until")]),
        FieldPanel("released_at"),
    ]


class Entries(LedgerWithDeeds):
    model = Entry
    icon = "list-ul"
    list_display = ["key", "kind", "memo", "at"]
    list_filter = ["kind", "at"]
    list_export = [*list_display, "recorded_at"]
    export_filename = "but-toan"
    search_fields = ["key", "memo"]
    ordering = ["-at"]
    labels = {"postings": _("Dòng bút toán"), "by": _("Người ghi")}
    inspect_view_fields = [
        "key",
        "kind",
        "memo",
        "at",
        "recorded_at",
        "reverses",
        "postings",
    ]
    deeds = (
        Deed(
            "dao",
            _("Lập phiếu đảo bút toán này"),
            correcting.ask_reversal,
            when=lambda entry: not entry.reversed_by.exists(),
            asks=_("Vì sao cần đảo?"),
            done=_("Đã lập phiếu sửa sổ. Một người khác xem và duyệt."),
        ),
    )


class Postings(Ledger):
    model = Posting
    icon = "list-ol"
    list_display = ["entry", "account", "producer", "what", "amount", "currency", "reference"]  # fmt: skip
    list_filter = ["account", "what", "currency"]
    list_export = [*list_display, "category"]
    export_filename = "dong-but-toan"
    search_fields = ["entry__key", "reference"]
    ordering = ["-pk"]
    labels = {"producer": _("Nhà sản xuất"), "entry": _("Bút toán")}


class Statements(Ledger):
    model = Statement
    icon = "doc-full"
    list_display = ["producer", "month", "opening", "earned", "received", "closing", "closed_at"]  # fmt: skip
    list_filter = ["month"]
    list_export = list_display
    export_filename = "bang-ke-thang"
    search_fields = ["producer__name_vi"]
    labels = {"producer": _("Nhà sản xuất")}


class Books(ViewSetGroup):
    menu_label = _("Sổ cái")
    menu_name = "books"
    menu_icon = "list-ul"
    menu_order = 245
    items = (Entries, Postings, Statements, DuesNotices, TaxDeposits, Corrections, FeeRates, TaxRates, Withholdings, Thresholds, Holds)  # fmt: skip


hooks.register("register_admin_viewset", Books)


def urls() -> list[Any]:
    return [
        path("chi-tra/", office.batches, name="payout_batches"),
        path("chi-tra/<str:code>/", office.batch, name="payout_batch"),
        path("thu-phi/", office.ask_dues, name="ask_dues"),
        path("chot-thang/", office.close_month, name="close_month"),
        path("thue-thang/<str:period>.xlsx", office.tax_list, name="tax_list"),
    ]


class OfficeItem(MenuItem):
    """Shown only to who may pay out."""

    def is_shown(self, request: HttpRequest) -> bool:
        return office.may(request.user)


def menu_item() -> MenuItem:
    label, url = _("Chi trả và chốt tháng"), reverse_lazy("payout_batches")
    return OfficeItem(label, url, name="payouts", icon_name="upload", order=246)


hooks.register("register_admin_urls", urls)
hooks.register("register_admin_menu_item", menu_item)


def corrections_to_decide(request: HttpRequest) -> Duty | None:
    waiting = Correction.objects.waiting()
    return duty(
        request, _("phiếu sửa sổ chờ duyệt"), waiting, reverse("correction:index")
    )


def dues_late(request: HttpRequest) -> Duty | None:
    late = DuesNotice.objects.late(timezone.localdate())
    return duty(request, _("phiếu thu phí quá hạn"), late, reverse("duesnotice:index"))


for find in (corrections_to_decide, dues_late):
    hooks.register("register_editor_duty", find)
