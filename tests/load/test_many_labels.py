"""Ten thousand unit labels in one order, drawn by the worker: time, memory, no code twice. By hand: `-m load -s`."""

import resource
import time

import pytest

from tests.factories import LotFactory
from traceability import printing
from traceability.models import LabelKind

pytestmark = [pytest.mark.load, pytest.mark.django_db]
MANY = 10_000
MEGABYTES = 500


def test_ten_thousand_labels_in_one_order():
    lot = LotFactory(quantity=MANY)
    before = time.process_time()

    batch = printing.order(
        lot, LabelKind.UNIT, MANY, by=None, sheet="a4-65", medium="M"
    )

    batch.refresh_from_db()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    spent = time.process_time() - before
    print(f"{spent:.0f} s of one core, {peak} MB, {batch.file.size} bytes")  # noqa: T201
    assert batch.drawn == lot.labels.values("code").distinct().count() == MANY
    assert spent < 300
    assert peak < MEGABYTES
