from django import forms
from django.utils.translation import gettext_lazy as _


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


class StockForm(forms.Form):
    stock = forms.IntegerField(
        min_value=0,
        max_value=100_000,
        error_messages={
            "required": _("Hãy nhập số còn lại."),
            "invalid": _("Hãy nhập số bằng chữ số, ví dụ 12."),
            "min_value": _("Số còn lại không thể nhỏ hơn 0."),
            "max_value": _("Số này lớn quá. Hãy xem lại."),
        },
    )
