"""“Khoá trên máy”: a fingerprint or a face opens the door instead of a code. Offered once, never pushed."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator

from .device_names import kind_of
from .models import User

OFFER = "offer_passkey"


class KeyAdapter(DefaultMFAAdapter):
    """A key is another way in beside the code, never a second lock: who loses the phone still gets a code."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("Khoá này không dùng được. Hãy lấy mã sáu số."),
        "too_many": gettext_lazy("Bạn đã đặt nhiều khoá rồi. Hãy bỏ bớt khoá cũ."),
    }

    def is_mfa_enabled(self, user: Any, types: Any = None) -> bool:
        return False

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        return str(kind_of(context.request.headers.get("User-Agent", "")))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity = super().get_public_key_credential_rp_entity()
        return {**entity, "name": settings.WAGTAIL_SITE_NAME}


def keys_of(user: Any) -> Any:
    keys = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
    return keys.order_by("pk")


def offer(request: HttpRequest, user: User) -> None:
    """After the first sign-in with a code, and never again."""
    if user.passkey_offered_at is None and not keys_of(user).exists():
        user.passkey_offered_at = timezone.now()
        user.save(update_fields=["passkey_offered_at"])
        request.session[OFFER] = True


def is_offered(request: HttpRequest) -> bool:
    """Whether this page is the one that offers it."""
    return bool(request.session.pop(OFFER, False))
