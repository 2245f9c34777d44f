"""Old scans are summed up and old forms forgotten; the scan page says the same as before."""

import uuid
from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone

import pytest

from core.models import SentForm
from tests.factories import LotFactory, label_of
from traceability.models import ScanCount, ScanRule
from traceability.verdict import look_up

pytestmark = pytest.mark.django_db


def scanned(code, days, count=1, province=""):
    at = timezone.now().replace(minute=0, second=0, microsecond=0)
    hour = at - timedelta(days=days)
    ScanCount.objects.create(code=code, hour=hour, count=count, province=province)


def told(code):
    found = look_up(code)
    return found.verdict, found.scans, found.first_scan


def rows(code):
    return list(
        ScanCount.objects.filter(code=code)
        .order_by("hour", "province")
        .values_list("count", "province")
    )


@pytest.fixture
def code():
    code = label_of(LotFactory()).code
    for days, count in ((600, 2), (500, 3), (401, 4), (399, 5), (1, 6)):
        scanned(code, days, count)
    scanned(code, 500, 1, province="33")
    scanned(code, 1, 1, province="33")
    return code


def test_the_sum_and_the_first_hour_of_our_codes_stay(code):
    before = told(code)

    call_command("forget_traces")

    assert told(code) == before
    assert before[1] == 20
    assert rows(code) == [(9, ""), (5, ""), (6, ""), (1, "33")]


def test_a_second_night_changes_nothing(code, capsys):
    call_command("forget_traces")
    kept = rows(code)

    call_command("forget_traces")

    assert rows(code) == kept
    assert "0 rows of scans" in capsys.readouterr().out.splitlines()[-1]


def test_codes_nobody_printed_are_forgotten_when_they_are_old():
    for days in (500, 450, 10):
        scanned("MALA2", days)

    call_command("forget_traces")

    assert rows("MALA2") == [(1, "")]


def test_a_rule_that_looks_further_back_keeps_its_hours(code):
    ScanRule.objects.create(
        scans=900, hours=550 * 24, effective_from="2026-01-01", basis="x"
    )

    call_command("forget_traces")

    assert rows(code)[:3] == [(2, ""), (3, ""), (1, "33")]


def test_an_operator_may_keep_less(code, settings):
    settings.SCAN_DETAIL_DAYS = 30

    call_command("forget_traces")

    assert rows(code) == [(14, ""), (6, ""), (1, "33")]


def test_forms_are_remembered_for_three_months():
    now = timezone.now()
    for days in (91, 89):
        SentForm.objects.create(
            owner="1", key=uuid.uuid4(), sent_at=now - timedelta(days=days)
        )

    call_command("forget_traces")

    assert SentForm.objects.get().sent_at == now - timedelta(days=89)
