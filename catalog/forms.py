from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vietnam.forms import PhoneField


class BackWishForm(forms.Form):
    """A phone number or an e-mail address, whichever the person likes."""

    phone = PhoneField(
        label=_("Số điện thoại"),
        international=True,
        required=False,
    )
    email = forms.EmailField(
        label=_("hoặc thư điện tử"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "invalid": _("Địa chỉ này chưa đúng. Ví dụ đúng: ten@gmail.com")
        },
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and not (data.get("phone") or data.get("email")):
            raise forms.ValidationError(
                _("Hãy ghi số điện thoại hoặc thư điện tử để chúng tôi nhắn bạn.")
            )
        return data
