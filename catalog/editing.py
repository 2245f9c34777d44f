"""What editors type about goods, and how it is read."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.forms.choosers import BaseFilterForm, SearchFilterMixin

from core.admin import SluggedForm, TranslatedForm
from vietnam import months
from vietnam.forms import VndField

from .models import ProductState


class MonthsField(forms.MultipleChoiceField):
    """Twelve boxes for a mask of twelve bits."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        names = [
            (str(month), _("Tháng %(month)s") % {"month": month})
            for month in range(1, 13)
        ]
        super().__init__(choices=names, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return (
            [str(month) for month in months.months(value)]
            if isinstance(value, int)
            else value
        )

    def clean(self, value: Any) -> Any:
        return months.mask([int(month) for month in super().clean(value)])

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(super().has_changed(self.prepare_value(initial), data))


class ProductForm(SluggedForm):
    """Goods are on sale from the moment they are approved, unless another day is given."""

    season_months = MonthsField(label=_("Tháng có hàng"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("state") == ProductState.APPROVED and not cleaned.get(
            "published_at"
        ):
            cleaned["published_at"] = timezone.now()
        return cleaned


class VariantForm(TranslatedForm):
    """Goods cost a thousand đồng or more: “60” is a slip for 60.000."""

    price = VndField(label=_("Giá"), help_text=_("Đồng, ví dụ 60.000"))


class CertificateForm(WagtailAdminModelForm):
    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        issued, expires = cleaned.get("issued_on"), cleaned.get("expires_on")
        if issued and expires and expires <= issued:
            self.add_error("expires_on", _("Ngày hết hạn phải sau ngày cấp."))
        return cleaned


class ProductSearchForm(SearchFilterMixin, BaseFilterForm):
    def filter(self, objects: Any) -> Any:
        self.search_query = self.cleaned_data.get("q")
        self.is_searching = bool(self.search_query)
        return objects.matching(self.search_query) if self.is_searching else objects
