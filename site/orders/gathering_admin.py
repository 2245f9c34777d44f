"""Where parcels are gathered, for editors."""

from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, FieldRowPanel

from core.admin import Register

from .models import Consolidator


class Consolidators(Register):
    model = Consolidator
    icon = "group"
    list_display = ["producer", "round_days", "is_active"]
    list_export = list_display
    export_filename = "noi-gom-hang"
    search_fields = ["producer__name_vi"]
    ordering = ["pk"]
    labels = {"producer": _("Nơi gom hàng")}
    panels = [
        FieldPanel("producer", heading=labels["producer"]),
        FieldPanel("members"),
        FieldRowPanel([FieldPanel("round_days"), FieldPanel("is_active")]),
    ]
