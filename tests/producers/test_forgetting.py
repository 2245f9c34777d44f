"""What is not needed any more is gone the next night, and nothing else."""

from datetime import timedelta
from io import StringIO

from django.core.management import call_command
from django.test import Client
from django.utils import timezone

import pytest
import time_machine

from accounts.models import User
from core.audit import AuditEvent
from producers.models import Paper, Producer
from producers.verifying import add_paper, reject, send_again
from tests.factories import ProducerFactory, UserFactory, member_of
from tests.producers.test_joining import JOIN, photo

pytestmark = pytest.mark.django_db


def some_nights_later(days):
    with time_machine.travel(timezone.now() + timedelta(days=days)):
        call_command("forget_applicants", stdout=StringIO())


def turned_down():
    maker = ProducerFactory(unverified=True)
    officer = UserFactory(full_name="Chị Thu")
    add_paper(maker, "citizen_id", photo(), by=member_of(maker))
    reject(maker, by=officer, note="Không làm nghề")
    return maker, officer


@pytest.mark.parametrize(("days", "left"), [(1, 1), (3, 0)])
def test_a_number_that_was_never_confirmed_is_forgotten(days, left):
    Client().post(JOIN, {"login": "0912000777"})

    some_nights_later(days)

    assert User.objects.filter(phone="+84912000777").count() == left


def test_who_came_in_or_was_asked_in_or_works_for_the_office_stays(client):
    came = UserFactory(last_login=timezone.now())
    member = member_of(ProducerFactory())
    officer = User.objects.create_user("xa@example.vn", "mat-khau-rat-dai")
    User.objects.exclude(pk=came.pk).update(phone_verified_at=None)

    some_nights_later(400)

    assert {came, member, officer} <= set(User.objects.all())


@pytest.mark.parametrize(("days", "left"), [(89, 1), (91, 0)])
def test_papers_of_who_was_turned_down_are_erased_after_three_months(days, left):
    turned_down()
    paper = Paper.objects.get()
    storage, name = paper.file.storage, paper.file.name

    some_nights_later(days)

    assert (Paper.objects.count(), storage.exists(name)) == (left, bool(left))
    assert Producer.objects.count() == 1
    assert AuditEvent.objects.filter(what="từ chối hồ sơ").exists()
    erased = AuditEvent.objects.filter(what="xoá giấy tờ của hồ sơ đã từ chối")
    assert [event.by_name for event in erased] == ["tự động"] * (1 - left)


def test_papers_sent_again_are_kept():
    maker, _officer = turned_down()
    maker.refresh_from_db()
    send_again(maker, by=member_of(maker))

    some_nights_later(400)

    assert Paper.objects.count() == 1
