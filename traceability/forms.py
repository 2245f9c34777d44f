import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .models import FakeReport, Thanks

PERSONAL = re.compile(r"@|https?:|www\.|(?:\d[\s.\-]?){8,}", re.IGNORECASE)


class FakeReportForm(forms.ModelForm[FakeReport]):
    class Meta:
        model = FakeReport
        fields = ("text", "bought_at", "contact")
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "text": _("Ví dụ: bao bì khác, chữ mờ, mùi lạ."),
            "contact": _(
                "Số điện thoại hoặc thư điện tử, chỉ để hỏi lại bạn về việc này."
            ),
        }


class ThanksForm(forms.ModelForm[Thanks]):
    class Meta:
        model = Thanks
        fields = ("text",)
        labels = {"text": _("Một câu cho người làm (không bắt buộc)")}
        help_texts = {
            "text": _("Người làm đọc được. Đừng ghi tên, số điện thoại hay địa chỉ.")
        }

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if PERSONAL.search(text):
            raise ValidationError(
                _("Đừng ghi số điện thoại, thư điện tử hay đường dẫn ở đây nhé.")
            )
        return text
