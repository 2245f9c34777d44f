"""Messages are written with their fact and leave once; the mail server is a real socket."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

from django.core import mail
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import override_settings
from django.utils import timezone

import pytest
import time_machine

from core import outbox
from core.models import Channel, Message, MessageState
from core.outbox import Reader
from tests.fakes.smtp import mail_server
from tests.template import database_of

pytestmark = pytest.mark.django_db(transaction=True)
LAN = Reader("lan@example.vn", "+84912345678", "vi")


class Nobody:
    """Just enough of an order for the template `order_cancelled`."""

    number, name, code = "LN1", "Lan", "LN1-1"
    producer = {"name": "Hộ bà Hoa"}

    def get_absolute_url(self) -> str:
        return "/don-hang/abc/"


def put(key="k", reader=LAN, **kwargs):
    context = {"order": Nobody(), "part": Nobody()}
    outbox.put(key, reader, "order_cancelled", context, about="order:LN1", **kwargs)


@pytest.fixture
def post(settings):
    """Mail over SMTP to a local server."""
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


def test_a_message_is_sent_after_the_commit_in_the_readers_language(post):
    put("vi")
    put("en", Reader("ann@example.com", language="en"))

    assert [m["To"] for m in post.letters] == ["lan@example.vn", "ann@example.com"]
    assert Message.objects.get(key="vi").subject.startswith("Người bán không làm được")
    assert not Message.objects.get(key="en").subject.startswith("Người bán")
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}


def test_a_fact_that_is_rolled_back_is_told_to_nobody(post):
    with transaction.atomic():
        put()
        transaction.set_rollback(True)

    assert not Message.objects.exists()
    assert not post.letters


def test_the_same_key_is_one_message(post):
    put()
    put()

    assert Message.objects.count() == len(post.letters) == 1


def test_nothing_leaves_before_the_commit(post):
    with transaction.atomic():
        put()
        assert not post.letters

    assert len(post.letters) == 1


def test_a_reader_without_email_gets_a_short_message_with_the_link(caplog):
    caplog.set_level("WARNING", "core.phone_messages")

    put(reader=Reader(phone="+84912345678"), path="/don-hang/abc/")

    message = Message.objects.get()
    assert message.channel == Channel.CONSOLE
    assert message.text.endswith("/don-hang/abc/")
    assert "+84912345678" in caplog.text


def test_a_reader_without_any_address_is_told_nothing():
    put(reader=Reader())

    assert not Message.objects.exists()


def test_a_busy_server_is_asked_again_after_longer_waits(post):
    post.answer_next("451 try later", "451 try later")

    put()
    message = Message.objects.get()
    first_wait = message.due_at - timezone.now()
    with time_machine.travel(message.due_at + timedelta(seconds=1)):
        outbox.sweep()
        message.refresh_from_db()
        second_wait = message.due_at - timezone.now()
    with time_machine.travel(message.due_at + timedelta(seconds=1)):
        outbox.sweep()

    message.refresh_from_db()
    assert first_wait < second_wait
    assert (message.state, message.tries, len(post.letters)) == ("sent", 3, 1)


def test_a_server_that_is_down_loses_nothing(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    put()

    message = Message.objects.get()
    assert message.state == MessageState.QUEUED
    assert message.tries == 1
    assert "refused" in message.error.lower()


def test_after_the_last_try_a_person_is_asked(post):
    post.answer_next(*["451 no"] * 9)
    put()

    for _wait in outbox.WAITS:
        with time_machine.travel(Message.objects.get().due_at + timedelta(seconds=1)):
            outbox.sweep()

    assert Message.objects.get().state == MessageState.FAILED
    assert not post.letters


def test_an_unknown_mailbox_is_not_tried_again(post):
    post.answer_next("550 no such mailbox")

    put()

    message = Message.objects.get()
    assert (message.state, message.tries) == (MessageState.FAILED, 1)
    assert "550" in message.error


def test_a_line_that_breaks_after_the_letter_is_left_to_a_person(post):
    post.after_letter = lambda: None

    put()
    outbox.sweep()

    assert Message.objects.get().state == MessageState.FAILED
    assert len(post.letters) == 1


def test_sending_again_carries_the_same_message_id(post):
    post.after_letter = lambda: None
    put()
    post.after_letter = None

    outbox.send_again(Message.objects.get())
    outbox.send_again(Message.objects.get())

    assert Message.objects.get().state == MessageState.SENT
    first, second = post.letters
    assert first["Message-ID"] == second["Message-ID"]


def test_what_was_sent_is_not_sent_again_by_a_person(post):
    put()

    outbox.send_again(Message.objects.get())

    assert len(post.letters) == 1


def test_a_worker_that_was_never_told_is_made_good_by_the_sweep(post):
    with override_settings(EMAIL_PORT=1):
        put()
    Message.objects.update(due_at=timezone.now())

    call_command("send_messages")

    assert Message.objects.get().state == MessageState.SENT


def database_url():
    if connection.vendor == "sqlite":
        return f"sqlite:///{connection.settings_dict['NAME']}"
    return database_of(
        os.environ["TEST_DATABASE_URL"], connection.settings_dict["NAME"]
    )


def worker(port):
    """A process of its own that sends what is due."""
    program = (
        "import django; django.setup(); from django.conf import settings as s;"
        f"s.EMAIL_BACKEND='django.core.mail.backends.smtp.EmailBackend'; s.EMAIL_HOST='127.0.0.1'; s.EMAIL_PORT={port};"
        "from core import outbox; outbox.sweep()"
    )
    url = database_url()
    env = {**os.environ, "DATABASE_URL": url, "TEST_DATABASE_URL": ""}
    env |= {
        "PYTHONPATH": ".:site",
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
    }
    return subprocess.Popen([sys.executable, "-c", program], env=env)


def test_a_worker_killed_between_sending_and_noting_sends_nothing_twice(post, settings):
    with override_settings(EMAIL_PORT=1):
        put()
    Message.objects.update(due_at=timezone.now())
    process = worker(post.port)
    post.after_letter = lambda: process.send_signal(signal.SIGKILL)

    assert process.wait(30) == -signal.SIGKILL
    post.after_letter = None
    outbox.sweep()
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        outbox.sweep()

    message = Message.objects.get()
    assert (message.state, message.error) == ("failed", outbox.IN_DOUBT)
    assert len(post.letters) == 1


def test_a_message_is_seen_when_its_reader_opens_what_it_is_about():
    put()

    outbox.seen("order:LN2")
    assert Message.objects.get().seen_at is None
    outbox.seen("order:LN1")

    assert Message.objects.get().seen_at


def test_words_are_erased_after_half_a_year_and_the_fact_is_kept():
    put()

    with time_machine.travel(timezone.now() + timedelta(days=181)):
        call_command("send_messages")

    message = Message.objects.get()
    assert (message.text, message.html, message.state) == ("", "", "sent")


def test_a_long_name_does_not_break_the_subject_line():
    order = Nobody()
    order.code = "x" * 300

    outbox.put("k", LAN, "order_cancelled", {"order": order, "part": order})

    assert len(mail.outbox) == 1
