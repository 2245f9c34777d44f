from django import forms
from django.utils.translation import gettext_lazy as _

from .models import FakeReport


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
