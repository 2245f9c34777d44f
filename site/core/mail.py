"""Letters in the reader's language, as text and as HTML, and how one leaves this house."""

import hashlib
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.utils import translation

from .message import Message

LONGEST_SUBJECT = 255


class Refused(Exception):
    """Certainly not delivered: it may be tried again, unless `for_good`."""

    def __init__(self, why: str, *, for_good: bool = False) -> None:
        super().__init__(why)
        self.for_good = for_good


@dataclass(frozen=True)
class Letter:
    subject: str
    text: str
    html: str


def render(template: str, context: dict[str, Any], *, language: str) -> Letter:
    """`emails/<template>.txt` (first line: the subject) and `.html`."""
    with translation.override(language):
        context = {"base_url": settings.WAGTAILADMIN_BASE_URL, **context}
        subject, _, text = render_to_string(
            f"emails/{template}.txt", context
        ).partition("\n")
        html = render_to_string(f"emails/{template}.html", context)
    return Letter(subject.strip()[:LONGEST_SUBJECT], text.strip() + "\n", html)


def message_id(key: str) -> str:
    """The same message always carries the same Message-ID (RFC 5322, 3.6.4), also when sent again."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{domain}>"


@contextmanager
def post_office() -> Iterator[Any]:
    """An open connection to the mail server; raises Refused when it does not answer."""
    connection = get_connection(timeout=20)
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        raise Refused(repr(error)) from error
    try:
        yield connection
    finally:
        connection.close()


def deliver(message: Message, connection: Any) -> None:
    """Hand one letter over; raises Refused for a clear no, anything else leaves it in doubt."""
    letter = EmailMultiAlternatives(
        message.subject,
        message.text,
        to=[message.to],
        headers={"Message-ID": message_id(message.key)},
        connection=connection,
    )
    letter.attach_alternative(message.html, "text/html")
    try:
        letter.send()
    except smtplib.SMTPRecipientsRefused as error:
        code = min(code for code, _why in error.recipients.values())
        raise Refused(repr(error), for_good=code >= 500) from error
    except smtplib.SMTPResponseException as error:
        raise Refused(repr(error), for_good=error.smtp_code >= 500) from error
