"""Fifty scanners at once lose no count; the control reads, adds and writes, and does."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection, connections
from django.db.models import Sum
from django.test import Client
from django.utils import timezone

import pytest

from tests.factories import LotFactory, label_of
from traceability import counting
from traceability.models import ScanCount

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="needs true concurrency"
    ),
]
assert connection
SCANNERS, SCANS = 50, 200


def at_once(people, deed):
    gate = Barrier(people)

    def scan(number):
        # The durability of a count is not what is tested, and the test shall be quick.
        connection.cursor().execute("SET synchronous_commit TO OFF")
        gate.wait()
        try:
            deed()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(people) as pool:
        list(pool.map(scan, range(people)))


def total(code):
    return ScanCount.objects.filter(code=code).aggregate(n=Sum("count"))["n"]


def test_fifty_scanners_with_two_hundred_scans_each_lose_none():
    def deed():
        for _ in range(SCANS):
            counting.count("ABC2")

    at_once(SCANNERS, deed)

    assert total("ABC2") == SCANNERS * SCANS


def test_counting_by_reading_and_writing_loses_some():
    """The control: the race is real."""
    row = ScanCount.objects.create(code="ABC2", hour=timezone.now(), count=0)

    def deed():
        for _ in range(20):
            mine = ScanCount.objects.get(pk=row.pk)
            mine.count += 1
            mine.save(update_fields=["count"])

    at_once(20, deed)

    assert total("ABC2") < 20 * 20


def test_the_page_itself_loses_none_either():
    label = label_of(LotFactory())

    def deed():
        phone = Client()
        for _ in range(5):
            assert phone.get(f"/truy-xuat/{label.code}/").status_code == 200

    at_once(20, deed)

    assert total(label.code) == 100
