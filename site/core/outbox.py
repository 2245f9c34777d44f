"""The outbox: a message is written in the transaction of the fact it tells, and sent once, later.

What can be promised (docs/operations.md): nothing written is lost, nothing is sent twice by
itself. A message whose sender died between handing it over and noting so is left to a person.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from django_tasks import task

from . import mail, phone_messages
from .message import Channel, Message, MessageState

WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720)]
AT_ONCE = timedelta()
SENDING_AT_MOST = timedelta(minutes=10)
IN_DOUBT = "the sender stopped before noting whether it was sent"


@dataclass(frozen=True)
class Reader:
    """Who is told, and in which language; the phone is used where there is no e-mail."""

    email: str = ""
    phone: str = ""
    language: str = "vi"


def put(
    key: str,
    reader: Reader,
    template: str,
    context: dict[str, Any],
    *,
    about: str = "",
    path: str = "",
    wait: timedelta = AT_ONCE,
) -> None:
    """Write a message once per `key`; call it inside the transaction of what it tells.

    `about` names what the reader opens when he has seen it; `path` is the link a phone gets.
    It goes out after `wait` at the earliest, and until then `withdraw` takes it back. Somebody
    without any address is told nothing.
    """
    to = reader.email or reader.phone
    if not to or Message.objects.filter(key=key).exists():
        return
    letter = mail.render(template, context, language=reader.language)
    words: dict[str, Any] = vars(letter)
    channel = Channel.EMAIL
    if not reader.email:
        link = f"{settings.WAGTAILADMIN_BASE_URL}{path}" if path else ""
        channel = phone_messages.provider().channel
        words = {"text": f"{letter.subject} {link}".strip()}
    facts = {"to": to, "channel": channel, "language": reader.language, "about": about}
    _keep(key, wait, template=template, **facts, **words)


def _keep(key: str, wait: timedelta, **facts: Any) -> None:
    facts["due_at"] = timezone.now() + wait
    with transaction.atomic():
        message, created = Message.objects.get_or_create(key=key, defaults=facts)
        if created:
            later = send_message.using(run_after=message.due_at if wait else None)
            transaction.on_commit(lambda: later.enqueue(message.pk))


def withdraw(key: str) -> bool:
    """Take back a message nobody has begun to send; False where it is too late for that."""
    Message.objects.filter(key=key, state=MessageState.QUEUED).delete()
    return not Message.objects.filter(key=key).exists()


@task()
def send_message(pk: int) -> None:
    """Send one message that is due; called by the worker and by the sweep, as often as they like."""
    message = Message.objects.due().filter(pk=pk).first()
    if message is None:
        return
    try:
        _send(message)
    except mail.Refused as refusal:
        _refused(message, str(refusal), refusal.for_good)
    except Exception as error:  # noqa: BLE001 - whatever it was, nobody knows whether it went out
        _give_up(message, repr(error))


def _send(message: Message) -> None:
    if message.channel == Channel.EMAIL:
        with mail.post_office() as connection:
            if claim(message):
                mail.deliver(message, connection)
                _mark_sent(message)
    elif claim(message):
        phone_messages.provider().send(message.to, message.text, key=message.key)
        _mark_sent(message)


def claim(message: Message) -> bool:
    """Take it for sending: true for one sender only, however many try."""
    taken = Message.objects.filter(pk=message.pk, state=MessageState.QUEUED).update(
        state=MessageState.SENDING, claimed_at=timezone.now(), tries=F("tries") + 1
    )
    return taken == 1


def _mark_sent(message: Message) -> None:
    Message.objects.filter(pk=message.pk).update(
        state=MessageState.SENT, sent_at=timezone.now(), error=""
    )


def _refused(message: Message, why: str, for_good: bool) -> None:
    """Try again later, after longer and longer waits; a final no goes to a person."""
    message.refresh_from_db()
    failed_before_claim = message.state == MessageState.QUEUED
    tries = message.tries + failed_before_claim
    if for_good or tries > len(WAITS):
        _give_up(message, why)
        return
    due_at = timezone.now() + WAITS[tries - 1]
    Message.objects.filter(pk=message.pk).exclude(state=MessageState.SENT).update(
        state=MessageState.QUEUED, tries=tries, due_at=due_at, error=why[:255]
    )
    send_message.using(run_after=due_at).enqueue(message.pk)


def _give_up(message: Message, why: str) -> None:
    Message.objects.filter(pk=message.pk).exclude(state=MessageState.SENT).update(
        state=MessageState.FAILED, error=why[:255]
    )


def send_again(message: Message) -> None:
    """A person decides that a failed message goes out after all, under the same Message-ID."""
    again = Message.objects.filter(pk=message.pk, state=MessageState.FAILED).update(
        state=MessageState.QUEUED, due_at=timezone.now(), tries=0
    )
    if again:
        send_message.enqueue(message.pk)


def sweep() -> int:
    """Send what a stopped worker left, and show a person what it left in doubt; returns how many."""
    stuck = Message.objects.filter(
        state=MessageState.SENDING, claimed_at__lt=timezone.now() - SENDING_AT_MOST
    )
    stuck.update(state=MessageState.FAILED, error=IN_DOUBT)
    due = list(Message.objects.due().order_by("pk").values_list("pk", flat=True))
    for pk in due:
        send_message.call(pk)
    return len(due)


def seen(about: str) -> None:
    """The reader opened what the messages were about; no pixels, no tracked links."""
    unseen = Message.objects.unseen(about)
    if unseen.exists():
        unseen.update(seen_at=timezone.now())


def told(about: str) -> list[Message]:
    """What was said about a thing, oldest first."""
    return list(Message.objects.filter(about=about).order_by("pk"))


def forget(before: datetime) -> int:
    """Erase the words of messages sent before a day; that they were sent stays known."""
    old = Message.objects.filter(sent_at__lt=before).exclude(text="")
    return old.update(text="", html="", subject="")
