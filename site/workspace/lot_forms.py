"""“Ghi lô” as a form: short, filled in from the last time, kind about how numbers and days are typed."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.photos import clean_photo
from traceability.label_drawing import Medium
from traceability.models import LabelFate, LabelKind, Lot, Uom
from traceability.printing import MOST
from traceability.sheets import BY_SLUG, SHEETS
from vietnam.forms import CountField

DAYS = ["%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y"]
A_DAY = {
    "required": _("Hãy chọn ngày."),
    "invalid": _("Hãy ghi ngày như 05/12/2026."),
}
A_NUMBER = {
    "required": _("Hãy ghi một số."),
    "invalid": _("Hãy ghi bằng chữ số, ví dụ 40 hoặc 12,5."),
    "min_value": _("Số này phải lớn hơn 0."),
    "max_value": _("Số này lớn quá. Hãy xem lại."),
}


def day_field(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, input_formats=DAYS, widget=widget, error_messages=A_DAY, **more
    )


def _number(label: Any, least: int, most: int, **more: Any) -> CountField:
    return CountField(
        label=label,
        min_value=least,
        max_value=most,
        error_messages=A_NUMBER,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        **more,
    )


class PhotoField(forms.FileField):
    """A photo from the camera, shrunk and drawn anew."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.FileInput(attrs={"accept": "image/*"})
        super().__init__(required=False, widget=widget, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        found = super().clean(data, initial)
        return clean_photo(found) if found else None


class LotForm(forms.Form):
    """What a lot is."""

    name = forms.CharField(
        label=_("Là gì?"),
        max_length=160,
        help_text=_("Ví dụ: nghệ củ tươi, song mây, đỗ tương."),
        error_messages={"required": _("Hãy ghi tên nguyên liệu.")},
    )
    quantity = forms.DecimalField(
        label=_("Được bao nhiêu?"),
        max_digits=12,
        decimal_places=3,
        min_value=Decimal("0.001"),
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages=A_NUMBER,
    )
    uom = forms.ChoiceField(label=_("Tính bằng"), choices=Uom.choices, required=False)
    produced_on = day_field(_("Làm xong ngày nào?"))
    expires_on = day_field(
        _("Hạn dùng"), required=False, help_text=_("Để trống nếu không có hạn.")
    )
    inputs: Any = forms.ModelMultipleChoiceField(
        label=_("Làm từ những lô nào?"),
        queryset=Lot.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    other_lot = forms.CharField(
        label=_("Mua lô của nhà khác? Gõ mã lô"), max_length=24, required=False
    )
    photo = PhotoField(
        label=_("Ảnh của lô (nên có)"), help_text=_("Khách quét mã sẽ xem được.")
    )
    standards = forms.CharField(
        label=_("Tiêu chuẩn áp dụng"), max_length=200, required=False
    )
    season = forms.CharField(label=_("Vụ"), max_length=60, required=False)
    field = forms.CharField(
        label=_("Thửa ruộng, vườn, chuồng"), max_length=120, required=False
    )
    reason = forms.CharField(
        label=_("Vì sao ra nhiều hơn vào?"),
        max_length=200,
        required=False,
        help_text=_("Ví dụ: thêm đường, thêm nước, cân cả bao bì."),
    )

    def clean_produced_on(self) -> date:
        day: date = self.cleaned_data["produced_on"]
        if day > timezone.localdate():
            raise ValidationError(_("Ngày này chưa đến. Hãy xem lại."))
        return day

    def clean_other_lot(self) -> Lot | None:
        typed = self.cleaned_data["other_lot"].strip().upper()
        if not typed:
            return None
        found = Lot.objects.filter(code__iexact=typed).first()
        if found is None:
            raise ValidationError(_("Không thấy lô có mã này. Hãy hỏi lại người bán."))
        return found

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        made, until = cleaned.get("produced_on"), cleaned.get("expires_on")
        if made and until and until < made:
            self.add_error("expires_on", _("Hạn dùng nằm trước ngày làm ra."))
        return cleaned

    @property
    def taken(self) -> list[Lot]:
        """All lots this one is made from."""
        other = self.cleaned_data["other_lot"]
        return [*self.cleaned_data["inputs"], *([other] if other else [])]


class HabitForm(forms.Form):
    """One usual step: it happened, so many days before; a photo of it."""

    done = forms.BooleanField(required=False)
    photo = PhotoField(label=_("Ảnh"))
    days_before = _number(_("mấy ngày trước"), 0, 3650, required=False)
    title_vi = forms.CharField(max_length=120, widget=forms.HiddenInput)
    title_en = forms.CharField(max_length=120, required=False, widget=forms.HiddenInput)
    biz_step = forms.CharField(max_length=60, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("photo") and not cleaned.get("done"):
            self.add_error(
                "photo",
                _("Bước này có ảnh mà chưa đánh dấu là đã làm. Hãy đánh dấu."),
            )
        return cleaned


HabitForms = forms.formset_factory(HabitForm, extra=0, absolute_max=40, max_num=40)


class StepForm(forms.Form):
    """One more thing that was done to a lot."""

    title = forms.CharField(
        label=_("Vừa làm gì?"),
        max_length=120,
        help_text=_("Ví dụ: phơi lại, chuyển vào kho lạnh."),
        error_messages={"required": _("Hãy ghi một câu ngắn.")},
    )
    text = forms.CharField(
        label=_("Kể thêm (không bắt buộc)"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    photo = PhotoField(label=_("Ảnh (không bắt buộc)"))


class RecallForm(forms.Form):
    reason = forms.CharField(
        label=_("Vì sao phải thu hồi?"),
        max_length=255,
        help_text=_("Khách sẽ đọc câu này. Ví dụ: mẻ này bị ẩm, có thể mốc."),
        error_messages={"required": _("Hãy viết một câu cho khách biết vì sao.")},
    )


class LabelForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Loại tem"),
        choices=LabelKind.choices,
        initial=LabelKind.UNIT,
        widget=forms.RadioSelect,
    )
    count = _number(_("In bao nhiêu tem?"), 1, MOST)
    sheet = forms.ChoiceField(
        label=_("Giấy gì?"), choices=[(s.slug, s.name) for s in SHEETS]
    )
    medium = forms.ChoiceField(
        label=_("Dán lên đâu?"), choices=Medium.choices, initial=Medium.PAPER
    )
    first_place = _number(_("Tờ đầu đã bóc mất mấy tem?"), 0, 64, initial=0)
    shift_right = _number(_("Lệch sang phải mấy phần mười mm?"), -50, 50, initial=0)
    shift_down = _number(_("Lệch xuống mấy phần mười mm?"), -50, 50, initial=0)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        sheet = BY_SLUG.get(cleaned.get("sheet", ""))
        if sheet and cleaned.get("first_place", 0) >= sheet.per_page:
            self.add_error(
                "first_place",
                _("Một tờ này chỉ có %(n)s tem.") % {"n": sheet.per_page},
            )
        return cleaned


class FateForm(forms.Form):
    """Labels from one number to another were stuck on, or spoiled."""

    kind = forms.ChoiceField(
        label=_("Số tem này"), choices=LabelFate.choices, widget=forms.RadioSelect
    )
    first = _number(_("Từ số"), 1, 10_000_000)
    last = _number(_("Đến số"), 1, 10_000_000)
