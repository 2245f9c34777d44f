"""Recognition of craft villages, for the commune office: rules by date, and checks that are added and kept."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.permissions import policy_registry

from core.admin import Register, only
from core.listings import DetailsView

from .recognition import papers_of, rule_on, titles
from .recognition_models import (
    RecognitionCheck,
    RecognitionPaper,
    RecognitionRule,
)
from .recognition_print import printed

only(RecognitionCheck, "add", "view")
only(RecognitionRule, "add", "change", "view")
only(RecognitionPaper, "add", "change", "view")

DATES = FieldRowPanel([FieldPanel("effective_from"), FieldPanel("effective_to")])
BASIS = FieldPanel("legal_basis")
SINCE = ["effective_from", "effective_to"]


class CheckForm(WagtailAdminModelForm):
    """Who wrote it down is known."""

    def save(self, commit: bool = True) -> Any:
        self.instance.by = self.for_user
        return super().save(commit)


class CheckView(DetailsView):
    """What was answered, and what follows from it under the rules of its day."""

    template_name = "admin/recognition.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        check = self.object
        rule = rule_on(check.checked_on)
        found = titles(check, rule) if rule else []
        return {
            **super().get_context_data(**kwargs),
            "rule": rule,
            "titles": [(title, papers_of(check, title.kind)) for title in found],
            "pdf_url": reverse("recognitioncheck:pdf", args=[check.pk]),
        }


class RecognitionChecks(Register):
    model = RecognitionCheck
    icon = "clipboard-list"
    inspect_view_class = CheckView
    list_display = [
        "village",
        "checked_on",
        "households_in_trade",
        "households_total",
        "years_stable",
        "by",
    ]
    list_filter = ["village", "checked_on"]
    list_export = [*list_display, "trade_since", "meets_environment", "note"]
    export_filename = "xem-xet-cong-nhan"
    search_fields = ["village__name_vi", "note"]
    ordering = ["-checked_on", "-pk"]
    labels = {"village": _("Làng nghề"), "by": _("Người ghi")}
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("village"), FieldPanel("checked_on")]),
            MultiFieldPanel(
                [
                    FieldPanel("trade_since"),
                    FieldPanel("is_growing"),
                    FieldPanel("has_identity"),
                    FieldPanel("has_name"),
                    FieldPanel("trade_recognised"),
                ],
                _("Nghề truyền thống"),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel(
                        [
                            FieldPanel("households_total"),
                            FieldPanel("households_in_trade"),
                        ]
                    ),
                    FieldPanel("years_stable"),
                    FieldPanel("meets_environment"),
                ],
                _("Làng nghề"),
            ),
            FieldPanel("papers"),
            FieldPanel("note"),
        ],
        base_form_class=CheckForm,
    )

    def get_urlpatterns(self) -> list[Any]:
        route = path(f"in/<{self.pk_path_converter}:pk>.pdf", self.pdf, name="pdf")
        return [*super().get_urlpatterns(), route]

    def pdf(self, request: HttpRequest, pk: Any) -> HttpResponse:
        policy = policy_registry.get_by_type(RecognitionCheck)
        if not policy.user_has_permission(request.user, "view"):
            raise PermissionDenied
        check = get_object_or_404(RecognitionCheck, pk=pk)
        response = HttpResponse(printed(check), content_type="application/pdf")
        name = f"cong-nhan-{check.village.slug}-{check.checked_on}.pdf"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


class RecognitionRules(Register):
    model = RecognitionRule
    icon = "table"
    list_display = ["least_years_of_trade", "least_share_percent", "least_years_stable", *SINCE]  # fmt: skip
    list_filter = SINCE
    list_export = [*list_display, "legal_basis"]
    export_filename = "tieu-chi-lang-nghe"
    search_fields = ["legal_basis"]
    panels = [
        FieldPanel("least_years_of_trade"),
        FieldPanel("least_share_percent"),
        FieldPanel("least_years_stable"),
        DATES,
        BASIS,
    ]


class RecognitionPapers(Register):
    model = RecognitionPaper
    icon = "doc-full"
    list_display = ["asked_for", "position", "name", *SINCE]
    list_filter = ["asked_for", *SINCE]
    list_export = [*list_display, "legal_basis"]
    export_filename = "giay-to-lang-nghe"
    search_fields = ["name_vi", "legal_basis"]
    panels = [
        FieldRowPanel([FieldPanel("asked_for"), FieldPanel("position")]),
        FieldPanel("name_vi", heading=_("Tên giấy tờ")),
        FieldPanel("name_en", heading=_("Tên tiếng Anh")),
        DATES,
        BASIS,
    ]


class Recognition(ViewSetGroup):
    menu_label = _("Công nhận làng nghề")
    menu_name = "recognition"
    menu_icon = "clipboard-list"
    menu_order = 211
    items = (RecognitionChecks, RecognitionRules, RecognitionPapers)
