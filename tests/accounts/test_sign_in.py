import re

from django.core import mail

import pytest

from accounts.models import User
from tests.factories import ProducerFactory, UserFactory, member_of

pytestmark = pytest.mark.django_db
URL = "/tai-khoan/dang-nhap/"


@pytest.fixture(autouse=True)
def _hears_the_console(caplog):
    caplog.set_level("WARNING", "core.phone_messages")


def code_in(text):
    return re.search(r"\b(\d{6})\b", text)[1]


@pytest.mark.parametrize("typed", ["{0}", "{0} ", "+84{1}"])
def test_a_producer_signs_in_with_a_phone_however_it_is_spelled(client, caplog, typed):
    user = member_of(ProducerFactory())
    national = "0" + user.phone[3:]

    client.post(URL, {"login": typed.format(national, user.phone[3:])})
    client.post(f"{URL}ma/", {"code": code_in(caplog.text)})

    assert client.get("/kenh-ban/").status_code == 200


def test_a_producer_signs_in_with_an_email(client):
    user = member_of(ProducerFactory())
    User.objects.filter(pk=user.pk).update(email="hoa@example.vn")

    client.post(URL, {"login": "hoa@example.vn"})
    client.post(f"{URL}ma/", {"code": code_in(mail.outbox[0].body)})

    assert client.get("/kenh-ban/").status_code == 200


def test_a_wrong_code_opens_nothing(client, caplog):
    user = member_of(ProducerFactory())

    client.post(URL, {"login": "0" + user.phone[3:]})
    response = client.post(f"{URL}ma/", {"code": "000000"})

    assert "Mã chưa đúng" in response.content.decode()
    assert client.get("/kenh-ban/").status_code == 302


@pytest.mark.parametrize("typed", ["", "abc", "12", "a@", "0912", "👵", "x" * 500])
def test_what_is_no_phone_and_no_address_is_explained(client, typed):
    response = client.post(URL, {"login": typed})

    assert response.status_code == 200
    assert "error" in response.content.decode()


def test_a_stranger_does_not_learn_who_sells_here(client):
    UserFactory(phone="+84912000999")

    known = client.post(URL, {"login": "0912000999"})
    unknown = client.post(URL, {"login": "0912000888"})

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_what_is_said_on_the_way_in_and_out_is_in_the_persons_language(client, caplog):
    user = member_of(ProducerFactory())

    client.post(URL, {"login": "0" + user.phone[3:]})
    inside = client.post(f"{URL}ma/", {"code": code_in(caplog.text)}, follow=True)
    client.post("/tai-khoan/dang-xuat/")
    outside = client.get(URL)

    pages = inside.content.decode() + outside.content.decode()
    assert "Bạn đã đăng xuất." in pages
    assert "igned" not in pages
