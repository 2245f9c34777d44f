"""An officer of the ready-made group does his work, and nothing beside it."""

from django.test import Client

import pytest

from accounts.models import User
from demo.people import officers_group
from producers.models import Paper
from producers.verifying import add_paper
from tests.factories import ProducerFactory, member_of
from tests.producers.test_joining import BACKEND, photo, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    user = User.objects.create_user("thu@example.vn", full_name="Chị Thu")
    user.groups.add(officers_group())
    browser = Client()
    browser.force_login(user, backend=BACKEND)
    return browser


def test_an_officer_verifies_and_helps_with_the_permissions_of_the_group(officer):
    maker = ProducerFactory(unverified=True)
    add_paper(maker, "citizen_id", photo(), by=member_of(maker))
    paper = f"/admin/giay-to/{Paper.objects.get().code}/"

    front = officer.get("/admin/").content.decode()
    seen = officer.get(paper).status_code
    officer.post(f"{paper}quyet/", {"viec": "nhan"})
    say(officer, maker, "xac-minh")
    helping = officer.post(f"/kenh-ban/lam-giup/{maker.slug}/")

    assert "hồ sơ nhà sản xuất chờ xác minh" in front
    assert seen == 200
    assert maker.verification == "verified"
    assert helping.url == "/kenh-ban/"
    assert "Bạn đang làm thay" in officer.get("/kenh-ban/").content.decode()


def test_an_officer_changes_no_bank_account_people_or_settings(officer):
    maker = ProducerFactory()
    officer.post(f"/kenh-ban/lam-giup/{maker.slug}/")

    doors = [
        "/kenh-ban/tai-khoan/",
        "/kenh-ban/nguoi-cung-lam/",
        "/admin/users/",
        "/admin/groups/",
    ]

    for door in doors:
        assert officer.get(door).status_code in (302, 403), door
