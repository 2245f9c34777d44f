from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vietnam.forms import CountField, PhoneField
from vietnam.text import nfc

from .booking import Guest
from .models import PayMethod, Question, Unit


class PartyForm(forms.Form):
    """How many of each kind of guest."""

    def __init__(self, units: Sequence[Unit], *args: Any, **kwargs: Any) -> None:
        self.units = units
        super().__init__(*args, **kwargs)
        for unit in units:
            self.fields[unit.unit_type] = CountField(
                label=unit.name,
                min_value=0,
                max_value=99,
                required=False,
                error_messages={
                    "invalid": _("Hãy nhập số người bằng chữ số, ví dụ 2."),
                    "min_value": _("Số người không thể nhỏ hơn 0."),
                    "max_value": _("Đoàn đông như vậy, hãy gọi người đón khách."),
                },
            )

    @property
    def party(self) -> dict[Unit, int]:
        return {unit: self.cleaned_data.get(unit.unit_type) or 0 for unit in self.units}

    def rows(self) -> list[dict[str, Any]]:
        return [{"unit": unit, "field": self[unit.unit_type]} for unit in self.units]


class GuestForm(forms.Form):
    name = forms.CharField(
        label=_("Họ và tên"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = PhoneField(
        label=_("Số điện thoại"),
        international=True,
        help_text=_("Số nước ngoài viết kèm mã nước, ví dụ +44 20 7946 0000."),
    )
    email = forms.EmailField(
        label=_("Thư điện tử (để nhận vé, không bắt buộc)"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    note = forms.CharField(
        label=_("Lời nhắn: ăn chay, dị ứng, tuổi trẻ em (không bắt buộc)"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    pay = forms.ChoiceField(label=_("Cách trả tiền"), widget=forms.RadioSelect)

    def __init__(
        self,
        methods: Sequence[PayMethod],
        *args: Any,
        questions: Iterable[Question] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pay"].choices = [(m.value, m.label) for m in methods]  # type: ignore[attr-defined]
        self.fields["pay"].initial = methods[0].value
        self.questions = {f"hoi_{question.pk}": question for question in questions}
        for name, question in self.questions.items():
            self.fields[name] = forms.CharField(
                label=question.text, max_length=500, required=question.is_required
            )

    def asked(self) -> list[forms.BoundField]:
        return [self[name] for name in self.questions]

    def guest(self) -> Guest:
        data = self.cleaned_data
        answers = {q.pk: nfc(data[name]) for name, q in self.questions.items()}
        return Guest(
            nfc(data["name"]), data["phone"], data["email"], nfc(data["note"]), answers
        )


class GroupForm(forms.Form):
    """What a host must know to answer a group."""

    day = forms.DateField(
        label=_("Ngày muốn đến"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Hãy chọn một ngày, ví dụ 20/12/2026.")},
    )
    people = CountField(
        label=_("Mấy người?"),
        min_value=1,
        max_value=500,
        error_messages={
            "invalid": _("Hãy nhập số người bằng chữ số, ví dụ 2."),
            "max_value": _("Đoàn đông như vậy, hãy gọi người đón khách."),
        },
    )
    name = forms.CharField(label=_("Họ và tên"), max_length=120)
    phone = PhoneField(label=_("Số điện thoại"), international=True)
    email = forms.EmailField(label=_("Thư điện tử (không bắt buộc)"), required=False)
    message = forms.CharField(
        label=_("Đoàn của bạn muốn gì?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day <= timezone.localdate():
            raise forms.ValidationError(_("Hãy chọn một ngày sau hôm nay."))
        return day


class TripForm(forms.Form):
    """Who goes round the villages."""

    adults = CountField(label=_("Người lớn"), min_value=1, max_value=99, initial=2)
    children = CountField(
        label=_("Trẻ em"), min_value=0, max_value=99, required=False, initial=0
    )
    name = forms.CharField(label=_("Họ và tên"), max_length=120)
    phone = PhoneField(label=_("Số điện thoại"), international=True)
    email = forms.EmailField(label=_("Thư điện tử (không bắt buộc)"), required=False)
