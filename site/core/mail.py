"""E-mails in the reader's language, as text and as HTML."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation


def send(
    to: str, template: str, context: dict[str, Any], *, language: str = "vi"
) -> None:
    """Send `emails/<template>.txt` (first line: the subject) and `.html`; nothing without an address."""
    if not to:
        return
    with translation.override(language):
        context = {"base_url": settings.WAGTAILADMIN_BASE_URL, **context}
        subject, _, text = render_to_string(
            f"emails/{template}.txt", context
        ).partition("\n")
        message = EmailMultiAlternatives(subject.strip(), text.strip() + "\n", to=[to])
        message.attach_alternative(
            render_to_string(f"emails/{template}.html", context), "text/html"
        )
        message.send()
