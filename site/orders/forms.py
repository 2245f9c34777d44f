"""What a buyer types: forgiving when reading, exact when storing."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from catalog.models import Review
from vietnam import places
from vietnam.forms import PhoneField
from vietnam.text import nfc

from .checkout import Buyer
from .models import OrderLine


class QuantityForm(forms.Form):
    """How many; words for every wrong answer."""

    so_luong = forms.IntegerField(
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
    so_luong = forms.IntegerField(
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
