"""Sign-in by phone or e-mail with a one-time code; an account is made where somebody applies."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from allauth.account.adapter import DefaultAccountAdapter

from core.phone_messages import provider
from vietnam.forms import PhoneField

from . import passkeys
from .models import User


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Not on allauth's pages: who wants to sell applies (workspace.joining), and an officer looks."""
        return False

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> Any:
        response = super().post_login(request, user, **kwargs)
        passkeys.offer(request, user)
        return response

    def phone_form_field(self, **kwargs: Any) -> forms.Field:
        return PhoneField(**kwargs)

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (user.phone, bool(user.phone_verified_at)) if user.phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        user.phone = phone
        user.phone_verified_at = timezone.now() if verified else None
        user.save(update_fields=["phone", "phone_verified_at"])

    def set_phone_verified(self, user: User, phone: str) -> None:
        self.set_phone(user, phone, True)

    def get_user_by_phone(self, phone: str) -> User | None:
        return User.objects.filter(phone=phone, is_active=True).first()

    def send_verification_code_sms(
        self, user: User, phone: str, code: str, **kwargs: Any
    ) -> None:
        self.send_sms(phone, _("Mã đăng nhập Làng nghề: %(code)s") % {"code": code})

    def send_unknown_account_sms(self, phone: str, **kwargs: Any) -> None:
        """Say nothing: a stranger must not learn who sells here."""

    def send_sms(self, phone: str, text: str) -> None:
        """At once and unstored: a code is a secret, and one that does not come is asked for again."""
        provider().send(phone, text, key="")
