"""The outbox as editors see it; orders/wagtail_hooks.py puts it in the menu."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wagtail import hooks

from . import outbox
from .admin import only
from .deeds import Deed, LedgerWithDeeds
from .duties import Duty, duty
from .models import Message, MessageState

only(Message, "view")


def send_again(message: Message, *, by: Any) -> None:
    outbox.send_again(message)


class Messages(LedgerWithDeeds):
    model = Message
    icon = "mail"
    list_display = [
        "subject",
        "to",
        "channel",
        "state",
        "created_at",
        "sent_at",
        "seen_at",
    ]
    list_filter = ["state", "channel", "template", "created_at", "seen_at"]
    list_export = [*list_display, "key", "language", "tries", "error"]
    export_filename = "tin-gui-di"
    search_fields = ["key", "to", "about", "subject"]
    ordering = ["-pk"]
    inspect_view_fields = [
        "subject", "to", "channel", "language", "text", "state", "created_at", "due_at",
        "sent_at", "seen_at", "tries", "error", "about", "key",
    ]  # fmt: skip
    deeds = (
        Deed(
            "gui-lai",
            _("Gửi lại"),
            send_again,
            when=lambda message: message.state == MessageState.FAILED,
            done=_("Đã xếp tin này vào hàng gửi lại."),
        ),
    )


def messages_not_sent(request: HttpRequest) -> Duty | None:
    failed = Message.objects.filter(state=MessageState.FAILED)
    url = f"{reverse('message:index')}?state={MessageState.FAILED}"
    return duty(request, _("tin không gửi được"), failed, url)


hooks.register("register_editor_duty", messages_not_sent)
