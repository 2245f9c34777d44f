"""Several workers, one message: real connections on PostgreSQL, and a control without the claim."""

import threading
from unittest.mock import patch

from django.db import connections

import pytest

from core import outbox
from core.models import Message, MessageState

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="needs true concurrency"
    ),
]
from django.db import connection  # noqa: E402

assert connection
WORKERS = 8


class Slow:
    """A provider that counts."""

    sent: list[str] = []
    channel = "console"

    def send(self, phone: str, text: str, *, key: str) -> None:
        self.sent.append(phone)


@pytest.fixture
def sent(settings):
    settings.PHONE_MESSAGES = f"{__name__}.Slow"
    Slow.sent = []
    return Slow.sent


def waiting() -> Message:
    return Message.objects.create(key="k", channel="console", to="+84912", text="x")


def work_at_once(message: Message) -> None:
    gate = threading.Barrier(WORKERS)

    def work() -> None:
        gate.wait()
        try:
            outbox.send_message.call(message.pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_many_workers_send_one_message_once(sent):
    message = waiting()

    work_at_once(message)

    assert sent == ["+84912"]
    assert Message.objects.get().state == MessageState.SENT


def test_without_the_claim_the_same_message_goes_out_twice(sent):
    """The control: looking first and writing after is a race."""

    everybody_has_looked = threading.Barrier(WORKERS)

    def careless(message: Message) -> bool:
        free = Message.objects.filter(pk=message.pk, state="queued").exists()
        everybody_has_looked.wait(10)
        return free

    with patch.object(outbox, "claim", careless):
        work_at_once(waiting())

    assert len(sent) > 1


def test_the_same_fact_told_at_once_is_one_message():
    gate = threading.Barrier(WORKERS)

    def tell() -> None:
        gate.wait()
        try:
            outbox._keep("k", outbox.AT_ONCE, to="+84912", channel="console", text="x")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=tell) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Message.objects.count() == 1
