"""Keys of resellers in the editors' admin: shown once, kept as a hash, run out or revoked."""

import re
from datetime import timedelta

from django.utils import timezone

import pytest
import time_machine

from accounts.models import User
from tests.conformance.octo import Agent
from tourism.models import Reseller, ResellerKey

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    boss = User.objects.create_superuser(email="a@b.vn", password="x" * 14)
    client.force_login(boss, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def reseller():
    return Reseller.objects.create(name="Hạ Long Travel")


def issue(editor, reseller, **more):
    page = editor.post(
        "/admin/resellerkey/new/", {"reseller": reseller.pk, **more}, follow=True
    )
    return re.search(r"octo_(?:live|test)_[\w-]+", page.content.decode()).group(0)


def deed(editor, key, name):
    return editor.post(f"/admin/resellerkey/lam/{key.pk}/{name}/", follow=True)


def test_a_key_is_shown_once_and_kept_as_a_hash(editor, reseller):
    raw = issue(editor, reseller, is_test="on")

    key = ResellerKey.objects.get()
    assert raw.startswith("octo_test_")
    assert raw not in str(vars(key))
    assert raw not in editor.get("/admin/resellerkey/").content.decode()
    assert Agent(raw).ok("GET", "/products") == []


def test_two_keys_work_while_one_replaces_the_other(editor, reseller):
    old = issue(editor, reseller)
    first = ResellerKey.objects.get()
    new = issue(editor, reseller)

    deed(editor, first, "cho-het-han")

    assert Agent(old).ok("GET", "/products") == Agent(new).ok("GET", "/products")
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        Agent(old).refused("FORBIDDEN", "GET", "/products")
        Agent(new).ok("GET", "/products")


def test_a_leaked_key_is_dead_at_once(editor, reseller):
    raw = issue(editor, reseller)

    deed(editor, ResellerKey.objects.get(), "thu-hoi")

    Agent(raw).refused("FORBIDDEN", "GET", "/products")


def test_a_contract_is_written_in_the_reseller_form(editor):
    form = editor.get("/admin/reseller/new/")
    assert form.status_code == 200

    made = editor.post(
        "/admin/reseller/new/",
        {
            "name": "Bến Tre Tours",
            "terms-TOTAL_FORMS": "1",
            "terms-INITIAL_FORMS": "0",
            "terms-MIN_NUM_FORMS": "0",
            "terms-MAX_NUM_FORMS": "1000",
            "terms-0-commission_percent": "20",
            "terms-0-effective_from": "2026-11-01",
            "terms-0-contract": "12/2026",
            "terms-0-ORDER": "1",
        },
    )

    assert made.status_code == 302
    reseller = Reseller.objects.get()
    assert reseller.commission_on(timezone.localdate()) == 20
    assert reseller.commission_on(timezone.localdate().replace(year=2020)) == 0


def test_a_suspended_reseller_is_refused(editor, reseller):
    raw = issue(editor, reseller)

    Reseller.objects.update(suspended_at=timezone.now())

    Agent(raw).refused("FORBIDDEN", "GET", "/products")
