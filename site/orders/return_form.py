"""What a buyer says when goods go back."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.photos import clean_photo
from vietnam.forms import CountField

from .models import OrderLine, ReturnReason


class PhotosInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Any number of photos; gives them cleaned by core.photos."""

    widget = PhotosInput(attrs={"accept": "image/*"})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        uploads = data if isinstance(data, (list, tuple)) else [data]
        found = [super(PhotosField, self).clean(one, initial) for one in uploads]
        return [clean_photo(upload) for upload in found if upload]


class ReturnForm(forms.Form):
    """What goes back (how many of each line), why, and photos."""

    reason = forms.ChoiceField(
        label=_("Có chuyện gì?"),
        choices=ReturnReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn một lý do.")},
    )
    text = forms.CharField(
        label=_("Kể rõ hơn (không bắt buộc)"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    photos = PhotosField(
        label=_("Ảnh chụp (không bắt buộc)"),
        required=False,
        help_text=_("Một ảnh rõ giúp người bán trả lời nhanh hơn. Nhiều nhất năm ảnh."),
    )

    def __init__(self, lines: Mapping[OrderLine, int], *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line, most in lines.items():
            self.fields[f"so-{line.pk}"] = _how_many(line, most, len(lines) == 1)

    def wanted(self) -> dict[int, int]:
        return {
            line.pk: self.cleaned_data.get(f"so-{line.pk}") or 0 for line in self.lines
        }

    @property
    def counts(self) -> list[Any]:
        return [self[f"so-{line.pk}"] for line in self.lines]


def _how_many(line: OrderLine, most: int, only: bool) -> CountField:
    return CountField(
        label=_("%(name)s: trả mấy cái (đã nhận %(most)s)?")
        % {"name": line.product_name, "most": most},
        min_value=0,
        max_value=most,
        required=False,
        initial=most if only else 0,
        error_messages={
            "invalid": _("Hãy nhập số lượng bằng chữ số, ví dụ 2."),
            "min_value": _("Số lượng không thể nhỏ hơn 0."),
            "max_value": _("Nhiều nhất %(limit_value)s."),
        },
    )
