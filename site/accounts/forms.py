from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from allauth.account.forms import RequestLoginCodeForm

from vietnam.phones import InvalidPhone, parse_phone

from .models import User


class RequestCodeForm(RequestLoginCodeForm):
    """One box for a phone number or an e-mail address, whichever the person knows."""

    login = forms.CharField(
        label=_("Số điện thoại hoặc thư điện tử"),
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "inputmode": "email"}
        ),
    )
    field_order = ["login"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["email"], self.fields["phone"]

    def clean_login(self) -> str:
        typed: str = self.cleaned_data["login"].strip()
        self.cleaned_data.update(email="", phone="")
        if "@" in typed:
            self._take("email", typed)
        else:
            self._take("phone", typed)
        return typed

    def _take(self, kind: str, typed: str) -> None:
        if kind == "email":
            validate_email(typed)
            self.cleaned_data["email"] = typed.lower()
            self.cleaned_data["email"] = self.clean_email()
            return
        try:
            self.cleaned_data["phone"] = parse_phone(typed)
        except InvalidPhone as error:
            raise ValidationError(str(error)) from error
        self.cleaned_data["phone"] = self.clean_phone()


class NewcomerForm(RequestCodeForm):
    """The same box for who comes for the first time: an account is made that opens only with the code."""

    def clean(self) -> Any:
        cleaned = super().clean()
        if not self.errors and self._user is None:  # type: ignore[has-type]
            self._user = User.objects.create_user(
                cleaned["email"] or None, phone=cleaned["phone"] or None
            )
        return cleaned
