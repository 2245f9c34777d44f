"""What editors type about goods, and how it is read."""

from typing import Any

from django import forms
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from modelcluster.forms import BaseChildFormSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.forms.choosers import BaseFilterForm, SearchFilterMixin

from core.admin import SluggedForm, TranslatedForm
from producers.gs1 import check_gtin
from vietnam import months
from vietnam.forms import CountField, VndField

from . import office_edits
from .models import MovementReason, ProductState, Variant, reprice


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

    @transaction.atomic
    def save(self, commit: bool = True) -> Any:
        was = office_edits.before(self.instance)
        product = super().save(commit)
        if commit and "variants" in self.formsets:
            for row in self.formsets["variants"].forms:
                row.count(by=self.for_user)
            reprice(Variant.objects.filter(hamper_parts__part__product=product))
        if commit:
            office_edits.note(product, was, by=self.for_user)
        return product


class VariantForm(TranslatedForm):
    """Goods cost a thousand đồng or more: “60” is a slip for 60.000."""

    price = VndField(label=_("Giá"), help_text=_("Đồng, ví dụ 60.000"))
    left = CountField(
        label=_("Còn bán được"),
        min_value=0,
        max_value=100_000,
        required=False,
        show_hidden_initial=True,
        help_text=_("Sửa số này thì biến động tồn ghi lại ai sửa và sửa bao nhiêu."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["left"] = self.instance.stock

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        product = getattr(self.instance, "product", None)
        try:
            check_gtin(cleaned.get("gtin", ""), product and product.producer)
        except ObjectDoesNotExist:
            # A new product without a maker yet: the form says so itself.
            pass
        except ValidationError as error:
            self.add_error("gtin", error)
        return cleaned

    def count(self, *, by: Any) -> None:
        """Move the stock by what was typed less what was shown; what was sold meanwhile stays sold."""
        typed = getattr(self, "cleaned_data", {}).get("left")
        if typed is None or "left" not in self.changed_data or not self.instance.pk:
            return
        if self.instance.product.is_hamper:
            # A hamper has what its parts have.
            return
        hidden = self.data.get(self.add_initial_prefix("left"), "")
        shown = int(hidden) if hidden.isdecimal() and len(hidden) < 9 else 0
        variant = Variant.objects.locked().get(pk=self.instance.pk)
        delta = max(typed - shown, -variant.stock)
        if delta:
            variant.move(delta, MovementReason.COUNTED, by=by)


class PackRows(BaseChildFormSet):
    """A pack that was ever counted or sold stays in the books."""

    def clean(self) -> None:
        super().clean()
        gone = [form.instance.pk for form in self.deleted_forms if form.instance.pk]
        kept = Variant.objects.filter(pk__in=gone, movements__isnull=False).first()
        if kept:
            raise ValidationError(
                _(
                    "“%(name)s” đã có biến động tồn nên không xoá được. Hãy bỏ đánh dấu “đang bán”."
                )
                % {"name": kept.name}
            )


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
