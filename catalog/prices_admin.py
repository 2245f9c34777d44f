"""Sale prices, for editors; what was announced stays as it was announced."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList

from core.admin import Ledger, Register, only
from vietnam.forms import VndField

from .models import PriceChange, SalePrice

only(PriceChange, "view")
# A sale that was announced is ended, never wiped out.
only(SalePrice, "add", "change", "view")


class SalePriceForm(WagtailAdminModelForm):
    """Lower than the regular price, one at a time; once begun only the end may come earlier."""

    price = VndField(label=_("Giá giảm"), help_text=_("Đồng, ví dụ 60.000"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if {"variant", "price", "starts_at", "ends_at"} <= cleaned.keys():
            self._check_price(cleaned)
            self._check_times(cleaned)
            self._check_begun(cleaned)
        return cleaned

    def _check_price(self, cleaned: dict[str, Any]) -> None:
        if cleaned["price"] >= cleaned["variant"].price:
            self.add_error("price", _("Giá giảm phải thấp hơn giá thường."))

    def _check_times(self, cleaned: dict[str, Any]) -> None:
        begins, ends = cleaned["starts_at"], cleaned["ends_at"]
        if ends <= begins:
            self.add_error("ends_at", _("Lúc kết thúc phải sau lúc bắt đầu."))
        others = SalePrice.objects.filter(
            variant=cleaned["variant"], starts_at__lt=ends, ends_at__gt=begins
        )
        if others.exclude(pk=self.instance.pk).exists():
            self.add_error("starts_at", _("Quy cách này đã có đợt giảm vào lúc ấy."))

    def _check_begun(self, cleaned: dict[str, Any]) -> None:
        old = SalePrice.objects.filter(pk=self.instance.pk).first()
        if old is None or old.starts_at > timezone.now():
            return
        kept = all(
            getattr(old, name) == cleaned[name]
            for name in ("variant", "price", "starts_at")
        )
        if not kept or cleaned["ends_at"] > old.ends_at:
            self.add_error(
                None,
                _("Đợt giảm đã bắt đầu: chỉ kết thúc sớm hơn được, không sửa khác."),
            )


class SalePrices(Register):
    model = SalePrice
    icon = "tag"
    related = ("variant__product",)
    list_display = ["variant", "price", "starts_at", "ends_at", "reason"]
    list_filter = ["starts_at"]
    list_export = list_display
    export_filename = "gia-giam"
    search_fields = ["variant__sku", "variant__product__name_vi", "reason"]
    ordering = ["-starts_at"]
    labels = {"variant": _("Quy cách")}
    edit_handler = ObjectList(
        [
            FieldPanel("variant", heading=labels["variant"]),
            FieldPanel("price"),
            FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
            FieldPanel("reason"),
        ],
        base_form_class=SalePriceForm,
    )


class PriceChanges(Ledger):
    model = PriceChange
    icon = "history"
    related = ("variant__product",)
    list_display = ["variant", "price", "at"]
    list_filter = ["at"]
    list_export = list_display
    export_filename = "lich-su-gia"
    search_fields = ["variant__sku", "variant__product__search_text"]
    ordering = ["-pk"]
    labels = {"variant": _("Quy cách")}
