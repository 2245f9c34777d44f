"""Partners of the EPCIS interface and their keys. A key is shown once; only its hash is kept."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel
from wagtail.admin.views import generic

from core.admin import Ledger, Register, only

from .models import CaptureJob, Partner, PartnerKey

only(CaptureJob, "view")
only(PartnerKey, "add", "change", "view")


class Partners(Register):
    model = Partner
    icon = "group"
    list_display = ["name", "note"]
    list_export = list_display
    export_filename = "doi-tac-epcis"
    search_fields = ["name", "note"]
    ordering = ["name"]
    panels = [
        FieldPanel("name"),
        FieldPanel("sees"),
        FieldPanel("acts_for"),
        FieldPanel("note"),
    ]


class NewKey(generic.CreateView):
    """Makes the key by itself and tells it in the answer, the only time."""

    def save_instance(self) -> PartnerKey:
        facts = self.form.cleaned_data
        self.secret = facts["partner"].make_key(facts["valid_to"])
        made: PartnerKey = facts["partner"].keys.latest("pk")
        return made

    def get_success_message(self, instance: Any) -> str:
        return gettext(
            "Khoá của %(partner)s, chỉ hiện một lần, hãy chép ngay: %(key)s"
        ) % {
            "partner": instance.partner,
            "key": self.secret,
        }


class PartnerKeys(Register):
    """A change of keys: make a second one, let the partner use it, then end the first."""

    model = PartnerKey
    icon = "key"
    add_view_class = NewKey
    list_display = ["partner", "hint", "valid_from", "valid_to"]
    list_export = list_display
    export_filename = "khoa-doi-tac"
    search_fields = ["partner__name", "hint"]
    ordering = ["-valid_from"]
    panels = [FieldPanel("partner"), FieldPanel("valid_to")]


class CaptureJobs(Ledger):
    model = CaptureJob
    icon = "download"
    list_display = ["code", "partner", "created_at", "finished_at", "behaviour"]
    list_filter = ["partner", "created_at"]
    list_export = [*list_display, "errors"]
    export_filename = "nhan-epcis"
    search_fields = ["code", "partner__name"]
    ordering = ["-pk"]
    labels = {"partner": _("Đối tác"), "behaviour": _("Khi có lỗi")}
