"""What goes into a hamper, for editors."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList

from core.admin import Register

from .models import HamperPart, ProductKind, Variant, reprice


class PackField(forms.ModelChoiceField[Variant]):
    """Packs by name, in one query."""

    def __init__(self, *, hampers: bool, **kwargs: Any) -> None:
        packs = Variant.objects.select_related("product").order_by("product__name_vi")
        of_kind = {"product__kind": ProductKind.HAMPER}
        chosen = packs.filter(**of_kind) if hampers else packs.exclude(**of_kind)
        super().__init__(chosen, **kwargs)


class HamperPartForm(WagtailAdminModelForm):
    hamper = PackField(hampers=True, label=_("Giỏ quà"))
    part = PackField(hampers=False, label=_("Món trong giỏ"))

    def save(self, commit: bool = True) -> Any:
        row = super().save(commit)
        if commit:
            reprice(Variant.objects.filter(pk=row.hamper_id))
        return row


class HamperParts(Register):
    model = HamperPart
    icon = "list-ul"
    related = ("hamper__product", "part__product")
    list_display = ["hamper", "part", "quantity", "position"]
    list_export = list_display
    export_filename = "gio-qua"
    search_fields = [
        "hamper__product__name_vi",
        "part__product__name_vi",
        "part__product__producer__name_vi",
    ]
    ordering = ["hamper", "position", "pk"]
    labels = {"hamper": _("Giỏ quà"), "part": _("Món trong giỏ")}
    edit_handler = ObjectList(
        [
            FieldPanel("hamper"),
            FieldPanel("part"),
            FieldRowPanel([FieldPanel("quantity"), FieldPanel("position")]),
        ],
        base_form_class=HamperPartForm,
    )
