"""One person presses “Gửi hồ sơ” on two phones at the same moment."""

import threading
from contextlib import suppress
from unittest.mock import patch

from django.db import DatabaseError, connection, connections

import pytest

from accounts.models import User
from producers import applying
from producers.models import Producer
from tests.factories import KHOAI_CHAU, UserFactory

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="needs true concurrency"
    ),
]
assert connection
FACTS = {
    "name": "Hộ bà Hoa",
    "kind": "household",
    "contact_name": "Nguyễn Thị Hoa",
    "phone": "+84912000777",
    "commune_code": KHOAI_CHAU,
}


def press_twice(person):
    """What became of each press; both have looked before either writes, unless one waits for the other."""
    gate, looked = threading.Barrier(2), threading.Barrier(2)
    faults = []
    look = applying.open_application

    def looking(user):
        found = look(user)
        with suppress(threading.BrokenBarrierError):
            looked.wait(timeout=1)
        return found

    def press():
        gate.wait()
        try:
            applying.apply(by=person, **FACTS)
        except DatabaseError as error:
            faults.append(error)
        finally:
            connections.close_all()

    with patch.object(applying, "open_application", looking):
        threads = [threading.Thread(target=press) for _each in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return faults


def test_two_presses_are_one_application():
    person = UserFactory()

    faults = press_twice(person)

    assert faults == []
    assert Producer.objects.count() == 1
    assert person.memberships.count() == 1


def test_without_the_lock_there_are_two_or_a_crash():
    """The control: the race is real, so that the test above means something."""
    person = UserFactory()

    with patch.object(User.objects, "select_for_update", User.objects.all):
        faults = press_twice(person)

    assert Producer.objects.count() == 2 or faults
