"""Two checkpoint tasks at once make one tree; the control takes the lock away, and they clash."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from unittest.mock import patch

from django.core.management import call_command
from django.db import IntegrityError, connection, connections
from django.db.models import QuerySet

import pytest

from tests.factories import LotFactory, step
from traceability import log, merkle
from traceability.models import Checkpoint, Event, LogEntry, LogKey
from traceability.recording import record
from traceability.verification import problems

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="needs true concurrency"
    ),
]
assert connection
FIRST, THEN = 7, 60


@pytest.fixture(autouse=True)
def _no_key_yet(settings, tmp_path):
    settings.TRACE_LOG_KEYS = []
    settings.TRACE_LOG_KEY_FILE = str(tmp_path / "key")


def events(count):
    lot = LotFactory()
    for number in range(count):
        record(step(lot, f"Xem {number}"))


def checkpoints_at_once(tasks=2):
    """Each task in a connection of its own; what each of them ended with."""
    gate = Barrier(tasks)

    def task(_number):
        gate.wait()
        try:
            call_command("make_checkpoint")
        except IntegrityError as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(tasks) as pool:
        return list(pool.map(task, range(tasks)))


def faults_of_log():
    """The lots of this test were never made, only looked at; that is not asked here."""
    return [fault for fault in problems() if not fault.startswith("lot ")]


def test_two_checkpoints_at_once_make_one_tree():
    events(FIRST)
    log.make_checkpoint()
    events(THEN)

    assert checkpoints_at_once() == [None, None]

    places = LogEntry.objects.order_by("index")
    assert list(places.values_list("index", flat=True)) == list(range(FIRST + THEN))
    assert {e.event_id for e in places} == set(
        Event.objects.values_list("pk", flat=True)
    )
    new, old = Checkpoint.objects.all()
    assert (old.size, new.size) == (FIRST, FIRST + THEN)
    roots = bytes.fromhex(old.root), bytes.fromhex(new.root)
    proof = log.consistency_proof(old.size, new.size)
    assert merkle.verify_consistency(old.size, new.size, *roots, proof)
    assert faults_of_log() == []


def test_the_first_two_checkpoints_of_a_new_site_share_one_key():
    events(THEN)

    assert checkpoints_at_once() == [None, None]

    assert LogKey.objects.count() == 1
    assert [c.size for c in Checkpoint.objects.all()] == [THEN]
    assert faults_of_log() == []


def test_without_the_lock_they_number_the_same_places():
    """The control: the database refuses the second tree, and its task fails."""
    events(FIRST)
    log.make_checkpoint()
    events(THEN)

    with patch.object(QuerySet, "select_for_update", lambda self, **_how: self):
        ended = checkpoints_at_once(4)

    assert any(isinstance(error, IntegrityError) for error in ended)
