"""What makers and the office offer, as editors see it: terms, pick-up points, vouchers."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    ObjectList,
    PageChooserPanel,
)

from core.admin import Ledger, Register, only
from vietnam import places
from vietnam.forms import VndField

from .models import PickupPoint, SellingTerms, Voucher, VoucherKind, VoucherUse
from .promotion import LONGEST, read_code

only(VoucherUse, "view")


class TermsForm(WagtailAdminModelForm):
    minimum_order = VndField(
        label=_("Đơn tối thiểu"),
        required=False,
        or_nothing=True,
        help_text=_("Đồng, chưa tính phí giao. Để trống: không có."),
    )
    wrap_fee = VndField(
        label=_("Phí gói quà"),
        required=False,
        or_nothing=True,
        help_text=_("Đồng cho một đơn; 0 là gói không lấy tiền. Để trống: không nhận."),
    )

    def clean_minimum_order(self) -> int:
        return self.cleaned_data["minimum_order"] or 0


class AllSellingTerms(Register):
    model = SellingTerms
    icon = "form"
    list_display = [
        "producer",
        "minimum_order",
        "wrap_fee",
        "preparation_days",
        "effective_from",
        "effective_to",
    ]
    list_filter = ["producer", "effective_from"]
    list_export = [*list_display, "basis"]
    export_filename = "dieu-kien-ban"
    search_fields = ["producer__name_vi", "basis"]
    ordering = ["producer", "-effective_from"]
    labels = {"producer": _("Nhà sản xuất")}
    edit_handler = ObjectList(
        [
            FieldPanel("producer"),
            FieldRowPanel([FieldPanel("minimum_order"), FieldPanel("wrap_fee")]),
            FieldPanel("preparation_days"),
            FieldRowPanel([FieldPanel("effective_from"), FieldPanel("effective_to")]),
            FieldPanel("basis"),
        ],
        base_form_class=TermsForm,
    )


class PointForm(WagtailAdminModelForm):
    def clean_commune_code(self) -> str:
        code: str = self.cleaned_data["commune_code"].strip()
        try:
            places.commune(code)
        except places.UnknownPlace as error:
            raise ValidationError(_("Không có xã, phường nào mang mã này.")) from error
        return code


class PickupPoints(Register):
    model = PickupPoint
    icon = "site"
    list_display = ["name", "producer", "street", "commune_code", "is_active"]
    list_filter = ["producer", "is_active"]
    list_export = list_display
    export_filename = "diem-nhan-hang"
    search_fields = ["name", "street", "producer__name_vi"]
    ordering = ["producer", "name"]
    labels = {
        "producer": _("Nhà sản xuất"),
        "hours": _("Giờ mở cửa"),
        "closed_days": _("Ngày nghỉ"),
    }
    inspect_view_fields = [*list_display, "hours", "closed_days"]
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("producer"),
            FieldRowPanel([FieldPanel("street"), FieldPanel("commune_code")]),
            FieldPanel("is_active"),
            InlinePanel("hours", heading=labels["hours"], label=_("ngày")),
            InlinePanel(
                "closed_days", heading=labels["closed_days"], label=_("ngày nghỉ")
            ),
        ],
        base_form_class=PointForm,
    )


class VoucherForm(WagtailAdminModelForm):
    """What a code takes off must fit its kind; money is read as people type it."""

    code = forms.CharField(label=_("Mã"), max_length=100)
    amount_off = VndField(label=_("Giảm bao nhiêu đồng"), required=False)
    most_off = VndField(label=_("Giảm nhiều nhất"), required=False)
    minimum_goods = VndField(
        label=_("Tiền hàng ít nhất"), required=False, or_nothing=True
    )

    def clean_code(self) -> str:
        code = read_code(self.cleaned_data["code"])
        if not 3 <= len(code) <= LONGEST:
            raise ValidationError(_("Mã cần từ 3 chữ cái hoặc chữ số không dấu."))
        return code

    def clean_minimum_goods(self) -> int:
        return self.cleaned_data["minimum_goods"] or 0

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        needed = {
            VoucherKind.PERCENT: "percent_off",
            VoucherKind.AMOUNT: "amount_off",
        }.get(cleaned.get("kind", ""))
        if needed and not cleaned.get(needed) and needed not in self.errors:
            self.add_error(needed, _("Hãy điền giảm bao nhiêu."))
        begins, ends = cleaned.get("valid_from"), cleaned.get("valid_to")
        if begins and ends and ends <= begins:
            self.add_error("valid_to", _("Lúc kết thúc phải sau lúc bắt đầu."))
        return cleaned


class Vouchers(Register):
    model = Voucher
    icon = "tag"
    list_display = [
        "code",
        "name",
        "kind",
        "payer",
        "valid_from",
        "valid_to",
        "total_limit",
        "is_active",
    ]
    list_filter = ["kind", "payer", "is_active", "valid_from"]
    list_export = [
        *list_display,
        "percent_off",
        "amount_off",
        "most_off",
        "minimum_goods",
        "platform_share",
    ]
    export_filename = "ma-giam-gia"
    search_fields = ["code", "name"]
    ordering = ["-valid_from", "code"]
    labels = {
        "makers": _("Chỉ cho nhà sản xuất"),
        "products": _("Chỉ cho sản phẩm"),
        "event": _("Của hội, phiên chợ"),
        "uses": _("Lượt dùng"),
    }
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("code"), FieldPanel("name")]),
            FieldPanel("kind"),
            FieldRowPanel([FieldPanel("percent_off"), FieldPanel("amount_off")]),
            FieldRowPanel([FieldPanel("most_off"), FieldPanel("minimum_goods")]),
            FieldRowPanel([FieldPanel("payer"), FieldPanel("platform_share")]),
            FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")]),
            FieldRowPanel([FieldPanel("total_limit"), FieldPanel("buyer_limit")]),
            FieldPanel("makers"),
            FieldPanel("products"),
            PageChooserPanel("event", "cms.FestivalPage"),
            FieldPanel("is_active"),
        ],
        base_form_class=VoucherForm,
    )


class VoucherUses(Ledger):
    model = VoucherUse
    icon = "history"
    list_display = ["voucher", "order", "phone", "amount", "at", "given_back_at"]
    list_filter = ["at"]
    list_export = list_display
    export_filename = "luot-dung-ma"
    search_fields = ["voucher__code", "order__number", "phone"]
    ordering = ["-pk"]
    labels = {"voucher": _("Mã giảm giá"), "order": _("Đơn đặt hàng")}
