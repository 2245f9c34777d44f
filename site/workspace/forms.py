from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.photos import clean_photo
from orders.models import CarrierAccount
from orders.sending import Measures
from vietnam.forms import CountField, VndField
from vietnam.weight import NotAWeight, parse_grams

MEASURE = {
    "required": _("Hãy đo rồi nhập một số."),
    "invalid": _("Hãy nhập số bằng chữ số, ví dụ 600."),
    "min_value": _("Số này phải lớn hơn 0."),
    "max_value": _("Số này lớn quá. Hãy xem lại."),
}


class HandOverForm(forms.Form):
    carrier = forms.CharField(
        label=_("Ai giao (bưu điện, xe khách, tự giao)"), max_length=60, required=False
    )
    tracking_code = forms.CharField(
        label=_("Mã vận đơn (nếu có)"), max_length=60, required=False
    )


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=_("Vì sao không làm được?"),
        max_length=200,
        help_text=_("Khách sẽ đọc câu này. Ví dụ: mẻ này hỏng, tuần sau mới có."),
    )


class ShortForm(forms.Form):
    possible = CountField(
        label=_("Làm được mấy? (0 là không làm được)"),
        min_value=0,
        max_value=9999,
        error_messages={
            "required": _("Hãy nhập số làm được."),
            "invalid": _("Hãy nhập số bằng chữ số, ví dụ 12."),
        },
    )
    reason = forms.CharField(
        label=_("Vì sao?"),
        max_length=200,
        help_text=_("Khách sẽ đọc câu này."),
        error_messages={"required": _("Hãy viết một câu cho khách biết vì sao.")},
    )


class WeighForm(forms.Form):
    weight = forms.CharField(
        label=_("Cân được mấy ký? (ví dụ 3,25)"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"required": _("Hãy gõ số cân, ví dụ 3,25 là 3 cân 250 gam.")},
    )
    photo = forms.FileField(
        label=_("Ảnh chụp mặt cân"),
        widget=forms.ClearableFileInput(
            attrs={"accept": "image/*", "capture": "environment"}
        ),
        error_messages={"required": _("Hãy chụp mặt cân để khách yên tâm.")},
    )

    def clean_weight(self) -> int:
        try:
            return parse_grams(self.cleaned_data["weight"])
        except NotAWeight as error:
            raise ValidationError(
                _("Hãy gõ số cân, ví dụ 3,25 là 3 cân 250 gam.")
            ) from error

    def clean_photo(self) -> Any:
        return clean_photo(self.cleaned_data["photo"])


class StockForm(forms.Form):
    stock = CountField(
        min_value=0,
        max_value=100_000,
        error_messages={
            "required": _("Hãy nhập số còn lại."),
            "invalid": _("Hãy nhập số bằng chữ số, ví dụ 12."),
            "min_value": _("Số còn lại không thể nhỏ hơn 0."),
            "max_value": _("Số này lớn quá. Hãy xem lại."),
        },
    )


class FewForm(forms.Form):
    """At how many left the maker wants to be told."""

    few = CountField(
        min_value=0,
        max_value=9999,
        error_messages={
            "required": _("Hãy nhập một số, ví dụ 5."),
            "invalid": _("Hãy nhập số bằng chữ số, ví dụ 12."),
            "min_value": _("Số này không thể nhỏ hơn 0."),
            "max_value": _("Số này lớn quá. Hãy xem lại."),
        },
    )


class ParcelForm(forms.Form):
    """Who fetches it, and how large and heavy it is when packed."""

    account = forms.ModelChoiceField(
        label=_("Đơn vị nào đến lấy?"),
        queryset=CarrierAccount.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    weight_g = CountField(
        label=_("Nặng (g)"), min_value=1, max_value=100_000, error_messages=MEASURE
    )
    length = CountField(
        label=_("Dài (cm)"), min_value=1, max_value=200, error_messages=MEASURE
    )
    width = CountField(
        label=_("Rộng (cm)"), min_value=1, max_value=200, error_messages=MEASURE
    )
    height = CountField(
        label=_("Cao (cm)"), min_value=1, max_value=200, error_messages=MEASURE
    )

    def offer(self, accounts: list[CarrierAccount]) -> None:
        field = self.fields["account"]
        rows = CarrierAccount.objects.filter(pk__in=[a.pk for a in accounts])
        field.queryset = rows  # type: ignore[attr-defined]
        if len(accounts) == 1:
            field.initial = accounts[0]

    @property
    def measures(self) -> Measures:
        data = self.cleaned_data
        return Measures(
            data["weight_g"], (data["length"], data["width"], data["height"])
        )


class SeatsForm(forms.Form):
    places = CountField(
        min_value=0,
        max_value=2000,
        error_messages={
            "required": _("Hãy nhập số chỗ."),
            "invalid": _("Hãy nhập số bằng chữ số, ví dụ 12."),
            "min_value": _("Số chỗ không thể nhỏ hơn 0."),
            "max_value": _("Số này lớn quá. Hãy xem lại."),
        },
    )


class SessionForm(SeatsForm):
    starts = forms.TimeField(
        error_messages={
            "required": _("Hãy chọn giờ bắt đầu."),
            "invalid": _("Hãy nhập giờ như 14:00."),
        }
    )


class GroupOfferForm(forms.Form):
    """A time and a price for a group that asked."""

    starts_at = forms.DateTimeField(
        input_formats=["%Y-%m-%dT%H:%M"],
        error_messages={
            "required": _("Hãy chọn ngày và giờ."),
            "invalid": _("Hãy chọn ngày và giờ."),
        },
    )
    total = VndField(
        minimum=0, error_messages={"required": _("Hãy ghi giá cả đoàn, đồng.")}
    )
    answer = forms.CharField(max_length=500, required=False)
