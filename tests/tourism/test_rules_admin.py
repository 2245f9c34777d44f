"""Editors enter the rules of experiences in the admin."""

from datetime import date, time

from django.contrib.auth import get_user_model

import pytest

from tests.factories import OptionFactory
from tourism.models import CancellationPolicy, LunarDay, Schedule
from tourism.rules_admin import Rules

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    user = get_user_model().objects.create_superuser(
        email="bien-tap@example.vn", password="x"
    )
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("viewset", Rules.items, ids=lambda v: v.__name__)
def test_every_register_opens(editor, viewset):
    name = viewset.model._meta.model_name

    assert editor.get(f"/admin/{name}/").status_code == 200
    if viewset.__name__ != "Checks":
        assert editor.get(f"/admin/{name}/new/").status_code == 200


def test_an_editor_confirms_what_the_moon_says(editor):
    rule = Schedule.objects.create(
        option=OptionFactory(), starts=time(8), capacity=5, lunar_day=10, lunar_month=2
    )
    day = LunarDay.objects.create(
        schedule=rule,
        lunar_year=2027,
        first_day=date(2027, 3, 17),
        last_day=date(2027, 3, 17),
    )
    typed = {
        "schedule": rule.pk,
        "lunar_year": 2027,
        "first_day": "2027-03-17",
        "last_day": "2027-03-18",
        "is_confirmed": "on",
    }

    editor.post(f"/admin/lunarday/edit/{day.pk}/", typed)

    day.refresh_from_db()
    assert day.confirmed_at
    assert day.confirmed_by


def test_a_policy_has_steps(editor):
    typed = {
        "name_vi": "Trả một nửa",
        "name_en": "Half back",
        "tiers-TOTAL_FORMS": 1,
        "tiers-INITIAL_FORMS": 0,
        "tiers-MIN_NUM_FORMS": 0,
        "tiers-MAX_NUM_FORMS": 1000,
        "tiers-0-minutes_before": 1440,
        "tiers-0-percent": 50,
    }

    editor.post("/admin/cancellationpolicy/new/", typed)

    assert CancellationPolicy.objects.get().snapshot()["tiers"] == [
        {"minutes_before": 1440, "percent": 50}
    ]
