"""Season pre-orders, for editors; `taken` is counted by orders only."""

from django.utils.translation import gettext_lazy as _

from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList

from core.admin import Register

from .hamper_editing import PackField
from .models import PreorderOffer


class PreorderOfferForm(WagtailAdminModelForm):
    variant = PackField(hampers=False, label=_("Quy cách"))


class PreorderOffers(Register):
    model = PreorderOffer
    icon = "calendar-alt"
    list_display = [
        "variant",
        "harvest_from",
        "harvest_to",
        "quantity",
        "taken",
        "deposit_percent",
        "closes_on",
    ]
    list_filter = ["harvest_from", "closes_on"]
    list_export = list_display
    export_filename = "dat-truoc"
    search_fields = ["variant__product__name_vi", "variant__sku"]
    ordering = ["harvest_from", "pk"]
    labels = {"variant": _("Quy cách")}
    edit_handler = ObjectList(
        [
            FieldPanel("variant"),
            FieldRowPanel([FieldPanel("harvest_from"), FieldPanel("harvest_to")]),
            FieldRowPanel([FieldPanel("quantity"), FieldPanel("deposit_percent")]),
            FieldRowPanel([FieldPanel("opens_on"), FieldPanel("closes_on")]),
        ],
        base_form_class=PreorderOfferForm,
    )
