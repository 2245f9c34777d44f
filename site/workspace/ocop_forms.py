"""What a maker says of one line, and the paper he puts to his dossier."""

from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from catalog.models import Level
from catalog.ocop_filling import clean_pdf
from core.photos import clean_photo
from vietnam.text import nfc


class AnswerForm(forms.Form):
    level = forms.TypedChoiceField(
        label=_("Bạn đã có đến đâu?"),
        choices=Level.choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Hãy chọn một dòng. Chưa có gì cũng không sao."),
            "invalid_choice": _("Hãy chọn một trong bốn dòng."),
        },
    )
    note = forms.CharField(
        label=_("Ghi thêm để khỏi quên (không bắt buộc)"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _("Hãy viết ngắn hơn một nghìn chữ cái.")},
    )


class PaperForm(forms.Form):
    file = forms.FileField(
        label=_("Ảnh chụp hoặc tệp PDF"),
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
        error_messages={
            "required": _("Hãy chụp ảnh hoặc chọn một tệp."),
            "empty": _("Tệp này rỗng. Hãy chọn lại."),
            "invalid": _("Tệp không đến nơi. Hãy thử lại."),
        },
    )

    def clean_file(self) -> ContentFile[bytes]:
        """A PDF as it is, anything else as a photo drawn anew."""
        upload: Any = self.cleaned_data["file"]
        return clean_pdf(upload) or clean_photo(upload)

    @property
    def file_name(self) -> str:
        """What the maker called it."""
        return nfc(getattr(self.files["file"], "name", "") or "")
