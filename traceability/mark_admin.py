"""The register of geographical indications, marks and standards."""

from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, FieldRowPanel

from core.admin import Register

from .models import Mark


class Marks(Register):
    model = Mark
    icon = "medal"
    list_display = ["name", "kind", "number", "issuer", "valid_from", "valid_to"]
    list_filter = ["kind", "valid_from", "valid_to"]
    list_export = [*list_display, "is_demo"]
    export_filename = "giay-chung-nhan"
    search_fields = ["name_vi", "number", "issuer"]
    ordering = ["kind", "-valid_from"]
    panels = [
        FieldPanel("kind"),
        FieldPanel("name_vi", heading=_("Tên")),
        FieldPanel("name_en", heading=_("Tên tiếng Anh")),
        FieldRowPanel([FieldPanel("number"), FieldPanel("issuer")]),
        FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")]),
        FieldPanel("villages"),
        FieldPanel("producers"),
        FieldPanel("products"),
        FieldPanel("is_demo"),
    ]
