"""Short messages to a phone: one port; the console until an SMS or Zalo contract exists.

A provider is one class with `channel` and `send`, named by the setting PHONE_MESSAGES.
"""

import logging
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from .message import Channel

log = logging.getLogger(__name__)


class PhoneMessages(Protocol):
    channel: Channel

    def send(self, phone: str, text: str, *, key: str) -> None:
        """Send `text` to an E.164 number; `key` lets the provider refuse a second one.

        Raises core.mail.Refused when it was certainly not sent.
        """


class Console:
    """Shows the message in the server's log and sends nothing."""

    channel = Channel.CONSOLE

    def send(self, phone: str, text: str, *, key: str) -> None:
        log.warning("SMS → %s: %s", phone, text)


def provider() -> PhoneMessages:
    chosen: PhoneMessages = import_string(settings.PHONE_MESSAGES)()
    return chosen
