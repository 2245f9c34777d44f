"""allauth's passkey pages with our words; what it does not expect from a browser is refused, not a crash."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import LoginWebAuthnForm, SignupWebAuthnForm
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    LoginWebAuthnView,
    RemoveWebAuthnView,
)

from .passkeys import keys_of

KEYS_AT_MOST = 10
LONGEST = 20_000
BACK = reverse_lazy("workspace:devices")
NONSENSE = (TypeError, ValueError, KeyError, AttributeError, IndexError)


def _wrong(key: str = "incorrect_code") -> Any:
    return get_adapter().validation_error(key)


class CredentialField(forms.JSONField):
    """What a browser says of a key: short, and fit for the database."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        if len(str(value)) > LONGEST or "\\u0000" in str(value):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        try:
            return super().to_python(value)
        except RecursionError as error:
            raise _wrong() from error

    def bound_data(self, data: Any, initial: Any) -> Any:
        return data

    def prepare_value(self, value: Any) -> str:
        """A key that failed is not written into the page again."""
        return ""


class AddKeyForm(SignupWebAuthnForm):
    """allauth's form for a key that opens without a code; it is named after the machine."""

    credential = CredentialField()

    def clean_name(self) -> str:
        kind = Authenticator.Type.WEBAUTHN
        return str(get_adapter().generate_authenticator_name(self.user, kind))

    def clean(self) -> Any:
        if keys_of(self.user).count() >= KEYS_AT_MOST:
            raise _wrong("too_many")
        try:
            return super().clean()
        except NONSENSE as error:
            raise _wrong() from error


class KeyLoginForm(LoginWebAuthnForm):
    credential = CredentialField()

    def clean_credential(self) -> Authenticator:
        try:
            found = super().clean_credential()
        except NONSENSE as error:
            raise _wrong() from error
        if not found.user.is_active:
            raise _wrong()
        return found


class AddKey(AddWebAuthnView):
    template_name = "account/passkey.html"
    success_url = BACK

    def get_form_class(self) -> type[AddKeyForm]:
        return AddKeyForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Always a key that knows its owner, so that nothing has to be typed."""
        context = super().get_context_data(**kwargs)
        options = auth.begin_registration(self.request.user, True)
        return {**context, **kwargs, "js_data": {"creation_options": options}}

    def get_success_url(self) -> str:
        return str(self.success_url)


class RemoveKey(RemoveWebAuthnView):
    http_method_names = ["post"]
    success_url = BACK


class KeyLogin(LoginWebAuthnView):
    def get_form_class(self) -> type[KeyLoginForm]:
        return KeyLoginForm
