"""What a buyer types: forgiving when reading, exact when storing."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Review
from core.templatetags.ui import weekday
from vietnam import places
from vietnam.forms import CountField, PhoneField
from vietnam.lunar import lunar_label
from vietnam.tax_codes import InvalidTaxCode, parse_tax_code
from vietnam.text import nfc

from .models import OrderLine
from .wishes import Buyer, GiftWish, InvoiceWish


class QuantityForm(forms.Form):
    """How many; words for every wrong answer."""

    so_luong = CountField(
        label=_("Số lượng"),
        min_value=0,
        max_value=999,
        error_messages={
            "invalid": _("Hãy nhập số lượng bằng chữ số, ví dụ 2."),
            "required": _("Hãy nhập số lượng."),
            "min_value": _("Số lượng không thể nhỏ hơn 0."),
            "max_value": _(
                "Mỗi lần đặt nhiều nhất %(limit_value)s. Cần nhiều hơn, hãy gọi người bán."
            ),
        },
    )


class AddForm(QuantityForm):
    so_luong = CountField(
        label=_("Số lượng"),
        min_value=1,
        max_value=999,
        initial=1,
        error_messages={
            **QuantityForm.base_fields["so_luong"].error_messages,
            "min_value": _("Hãy nhập số lượng từ 1 trở lên."),
        },
    )


class BuyerForm(forms.Form):
    """Name, phone, where to: what a delivery needs and nothing else."""

    name = forms.CharField(
        label=_("Họ và tên người nhận"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = PhoneField(label=_("Số điện thoại"))
    email = forms.EmailField(
        label=_("Thư điện tử (để nhận thư báo, không bắt buộc)"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    province = forms.ChoiceField(label=_("Tỉnh, thành phố"))
    commune = forms.ChoiceField(label=_("Xã, phường"))
    street = forms.CharField(
        label=_("Số nhà, đường, thôn xóm"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    note = forms.CharField(
        label=_("Lời nhắn cho người bán (không bắt buộc)"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        provinces = [(p.code, p.full_name) for p in places.provinces()]
        self.fields["province"].choices = [("", _("Chọn tỉnh, thành phố")), *provinces]  # type: ignore[attr-defined]
        chosen = self["province"].value()
        self.fields["commune"].choices = commune_choices(chosen)  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        return nfc(self.cleaned_data["name"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        code = self.data.get("commune", "")
        if data.get("province") and code and "commune" not in data:
            self.errors.pop("commune", None)
            raise ValidationError(
                {"commune": _("Xã, phường này không thuộc tỉnh đã chọn. Hãy chọn lại.")}
            )
        return data

    def buyer(self) -> Buyer:
        data = self.cleaned_data
        return Buyer(
            name=data["name"],
            phone=data["phone"],
            email=data["email"],
            commune_code=data["commune"],
            street=nfc(data["street"]),
            note=nfc(data["note"]),
        )


def commune_choices(province: str | None) -> list[tuple[str, Any]]:
    empty = [("", _("Chọn xã, phường"))]
    try:
        return empty + [
            (c.code, c.name_with_kind) for c in places.communes(province or "")
        ]
    except places.UnknownPlace:
        return empty


GIFT_DAYS = 45


def gift_days() -> list[tuple[str, str]]:
    """The coming weeks with their lunar days, so that a giỗ or rằm is found at a glance."""
    today = timezone.localdate()
    days = [today + timedelta(days=n) for n in range(1, GIFT_DAYS + 1)]
    return [
        (day.isoformat(), f"{weekday(day)} {day:%d/%m/%Y} ({lunar_label(day)})")
        for day in days
    ]


class GiftForm(forms.Form):
    """The order is a present; everything else here counts only then."""

    qua = forms.BooleanField(label=_("Đơn này là quà tặng"), required=False)
    loi_thiep = forms.CharField(
        label=_("Lời trên thiệp (người bán viết tay)"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    goi_qua = forms.BooleanField(label=_("Gói quà"), required=False)
    an_gia = forms.BooleanField(
        label=_("Không ghi giá trong gói hàng"), required=False, initial=True
    )
    giao_ngay = forms.ChoiceField(
        label=_("Giao vào ngày (không bắt buộc)"),
        required=False,
        error_messages={
            "invalid_choice": _("Ngày giao này không còn chọn được. Hãy chọn lại.")
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = [("", _("Sớm nhất có thể")), *gift_days()]
        self.fields["giao_ngay"].choices = days  # type: ignore[attr-defined]

    def wish(self) -> GiftWish | None:
        data = self.cleaned_data
        if not data["qua"]:
            return None
        day = data["giao_ngay"]
        return GiftWish(
            message=nfc(data["loi_thiep"]),
            wrapped=data["goi_qua"],
            hide_price=data["an_gia"],
            deliver_on=date.fromisoformat(day) if day else None,
        )


class InvoiceForm(forms.Form):
    """A firm's details; wanted only when an invoice is."""

    hoa_don = forms.BooleanField(label=_("Lấy hoá đơn cho đơn vị"), required=False)
    ten_don_vi = forms.CharField(label=_("Tên đơn vị"), max_length=200, required=False)
    ma_so_thue = forms.CharField(
        label=_("Mã số thuế (10 hoặc 13 số)"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    dia_chi_hd = forms.CharField(
        label=_("Địa chỉ trên hoá đơn"), max_length=255, required=False
    )
    thu_hd = forms.EmailField(
        label=_("Thư nhận hoá đơn"),
        required=False,
        error_messages={
            "invalid": _("Địa chỉ thư này chưa đúng, ví dụ ketoan@congty.vn.")
        },
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("hoa_don"):
            # What was left half typed must not stop an order that wants no invoice.
            self.errors.clear()
            return data
        for name in ("ten_don_vi", "ma_so_thue", "dia_chi_hd", "thu_hd"):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, _("Hãy điền ô này để lấy hoá đơn."))
        self._read_tax_code(data)
        return data

    def _read_tax_code(self, data: dict[str, Any]) -> None:
        if data.get("ma_so_thue"):
            try:
                data["ma_so_thue"] = parse_tax_code(data["ma_so_thue"])
            except InvalidTaxCode as error:
                self.add_error("ma_so_thue", str(error))

    def wish(self) -> InvoiceWish | None:
        data = self.cleaned_data
        if not data.get("hoa_don"):
            return None
        return InvoiceWish(
            company=nfc(data["ten_don_vi"]),
            tax_code=data["ma_so_thue"],
            address=nfc(data["dia_chi_hd"]),
            email=data["thu_hd"],
        )


class ReviewForm(forms.ModelForm[Review]):
    class Meta:
        model = Review
        fields = ("rating", "text", "author_name")

    rating = forms.TypedChoiceField(
        label=_("Bạn cho mấy điểm?"),
        coerce=int,
        choices=[(n, str(n)) for n in range(5, 0, -1)],
        widget=forms.RadioSelect,
    )

    def save_for(self, line: OrderLine) -> Review:
        """Save it for the bought line, once; raises ValidationError the second time."""
        if line.variant is None:
            raise ValidationError(_("Sản phẩm này không còn trên trang."))
        self.instance.product = line.variant.product
        self.instance.purchase_code = line.code
        try:
            with transaction.atomic():
                return self.save()
        except IntegrityError as error:
            raise ValidationError(_("Bạn đã nhận xét món này rồi.")) from error
