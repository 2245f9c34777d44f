"""Carriers' pay-outs as the accountant sees them: enter a list, look at it, book it, ask about the rest."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.views import generic

from core.admin import only
from core.deeds import Deed, LedgerWithDeeds
from core.duties import Duty, duty
from payments.models import Holder

from . import remitting
from .models import CodRemittance

only(CodRemittance, "add", "view")


class RemittanceForm(WagtailAdminModelForm):
    """The head of the list, and its parcels as a file or pasted; wrong rows are named, all at once."""

    file = forms.FileField(label=_("tệp bảng kê (CSV, XLSX)"), required=False)
    pasted = forms.CharField(
        label=_("hoặc dán các dòng: mã vận đơn; tiền thu hộ; cước"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        file, pasted = cleaned.get("file"), cleaned.get("pasted", "")
        try:
            if file:
                self.told = remitting.read(file.read())
            else:
                self.told = remitting.read_pasted(pasted)
        except remitting.CannotRemit as error:
            where = "file" if file else "pasted"
            self.add_error(where, ValidationError([str(error), *error.rows]))
        return cleaned

    def draft(self, by: Any) -> CodRemittance:
        head = self.cleaned_data
        paper = remitting.Paper(
            head["carrier"],
            head["reference"].strip(),
            head["paid_on"],
            head["paid_out"],
            Holder(head["paid_to"]),
        )
        return remitting.draft(paper, self.told, by=by)


class EnterView(generic.CreateView):
    """A list already here, or with a parcel twice, is refused with what was typed kept."""

    def save_instance(self) -> Any:
        return self.form.draft(self.request.user)

    def form_valid(self, form: Any) -> Any:
        try:
            return super().form_valid(form)
        except remitting.CannotRemit as error:
            form.add_error(None, ValidationError([str(error), *error.rows]))
            return self.form_invalid(form)

    def get_success_url(self) -> str:
        return reverse("codremittance:inspect", args=[self.object.pk])

    def get_success_buttons(self) -> list[Any]:
        return []


class Remittances(LedgerWithDeeds):
    model = CodRemittance
    icon = "download"
    add_view_class = EnterView
    list_display = [
        "reference",
        "carrier",
        "paid_on",
        "paid_out",
        "listed",
        "difference",
        "booked_at",
    ]
    list_filter = ["carrier", "paid_on", "booked_at", "cleared_at"]
    list_export = [*list_display, "paid_to", "cleared_at"]
    export_filename = "bang-ke-thu-ho"
    search_fields = ["reference", "rows__tracking_code"]
    ordering = ["-pk"]
    labels = {
        "listed": _("Cộng theo bảng"),
        "difference": _("Chênh lệch"),
        "rows": _("Từng vận đơn"),
        "created_by": _("Người nhập"),
        "booked_by": _("Người ghi sổ"),
    }
    inspect_view_fields = [
        "reference", "carrier", "paid_on", "paid_to", "paid_out", "listed", "difference", "rows",
        "created_by", "booked_at", "booked_by", "cleared_at", "cleared_note",
    ]  # fmt: skip
    deeds = (
        Deed(
            "ghi-so",
            _("Ghi sổ bảng kê này"),
            remitting.book,
            when=lambda remittance: remittance.booked_at is None,
            done=_("Đã ghi sổ."),
        ),
        Deed(
            "da-hoi",
            _("Đã hỏi đơn vị giao, chỗ lệch đã rõ"),
            remitting.clear,
            when=lambda remittance: (
                bool(remittance.booked_at) and remittance.needs_query
            ),
        ),
    )

    def get_edit_handler(self) -> Any:
        panels = [
            FieldRowPanel([FieldPanel("carrier"), FieldPanel("reference")]),
            FieldRowPanel([FieldPanel("paid_on"), FieldPanel("paid_out")]),
            FieldPanel("paid_to"),
            FieldPanel("file"),
            FieldPanel("pasted"),
        ]
        handler = ObjectList(panels, base_form_class=RemittanceForm)
        return handler.bind_to_model(self.model)


def to_ask() -> QuerySet[CodRemittance]:
    """Lists whose sum or whose rows do not fit, until somebody has asked."""
    net = Sum(F("rows__collected") - F("rows__fee"))
    doubtful = CodRemittance.objects.filter(cleared_at=None).annotate(net=net)
    wrong = CodRemittance.objects.filter(cleared_at=None).exclude(rows__problem="")
    return CodRemittance.objects.filter(
        Q(pk__in=doubtful.exclude(net=F("paid_out")).values("pk"))
        | Q(pk__in=wrong.values("pk"))
    )


def remittances_to_ask(request: HttpRequest) -> Duty | None:
    url = reverse("codremittance:index")
    return duty(request, _("bảng kê thu hộ có chỗ lệch"), to_ask(), url)


hooks.register("register_editor_duty", remittances_to_ask)
