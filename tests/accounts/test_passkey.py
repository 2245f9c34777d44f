"""A key on the phone beside the code: offered once, never a second lock, never a crash."""

import json
import re

from django.test import Client

import pytest
from allauth.mfa.models import Authenticator

from accounts import passkey_views
from accounts.models import User
from tests.factories import ProducerFactory, member_of

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
DOOR = "/tai-khoan/dang-nhap/"
ADD = "/tai-khoan/khoa/them/"
OPEN = "/tai-khoan/khoa/dang-nhap/"
OFFERED = "Lần sau vào nhanh hơn?"
ODD = [
    "",
    "x",
    "[]",
    "1",
    "null",
    "{}",
    '{"id": 1}',
    '{"id": "\\u0000"}',
    '{"rawId": "AA", "id": "AA", "type": "public-key", "response": {}}',
    '{"response": []}',
    '{"response": {"userHandle": 5}}',
    json.dumps({"response": {"userHandle": "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5"}}),
    json.dumps(
        {
            "id": "AA",
            "rawId": "AA",
            "type": "public-key",
            "response": {
                "clientDataJSON": "e30",
                "attestationObject": "oA",
                "authenticatorData": "AA",
                "signature": "AA",
                "userHandle": "MQ",
            },
        }
    ),
    "[" * 19_000,
    "x" * 30_000,
]


def with_code(user, caplog, browser=None):
    browser = browser or Client()
    caplog.set_level("WARNING", "core.phone_messages")
    caplog.clear()
    browser.post(DOOR, {"login": "0" + user.phone[3:]})
    code = re.findall(r"\b(\d{6})\b", caplog.text)[-1]
    browser.post(f"{DOOR}ma/", {"code": code})
    return browser


def key_of(user):
    """A row as allauth keeps it; its secret half is in no machine."""
    return Authenticator.objects.create(
        user=user, type="webauthn", data={"name": "Điện thoại Android"}
    )


def test_a_key_is_offered_after_the_first_code_and_never_again(caplog):
    user = member_of(ProducerFactory())

    browser = with_code(user, caplog)
    pages = [browser.get("/kenh-ban/").content.decode() for _each in range(2)]
    again = with_code(user, caplog).get("/kenh-ban/").content.decode()

    assert [OFFERED in page for page in [*pages, again]] == [True, False, False]


def test_who_has_a_key_is_not_offered_one_and_still_gets_in_with_a_code(caplog):
    user = member_of(ProducerFactory())
    key_of(user)

    page = with_code(user, caplog).get("/kenh-ban/")

    assert page.status_code == 200
    assert OFFERED not in page.content.decode()


def test_keys_stand_with_the_machines_and_are_taken_away_there(client):
    user = member_of(ProducerFactory())
    client.force_login(user, backend=BACKEND)
    key = key_of(user)
    page = client.get("/kenh-ban/may-dang-nhap/").content.decode()

    client.post(f"/tai-khoan/khoa/{key.pk}/bo/")

    assert f'action="/tai-khoan/khoa/{key.pk}/bo/"' in page
    assert not Authenticator.objects.exists()


def test_nobody_takes_away_the_key_of_another(client):
    key = key_of(member_of(ProducerFactory()))
    client.force_login(member_of(ProducerFactory()), backend=BACKEND)

    answers = [client.post(f"/tai-khoan/khoa/{pk}/bo/") for pk in (key.pk, "9" * 30)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert Authenticator.objects.exists()


def test_a_stranger_is_asked_to_sign_in_before_he_sets_a_key(client):
    answers = [client.get(ADD), client.post(ADD, {"credential": "{}"})]

    assert all(answer.url.startswith(DOOR) for answer in answers)


@pytest.mark.parametrize("odd", ODD)
def test_what_is_no_key_is_refused_kindly(client, odd):
    user = member_of(ProducerFactory())
    client.force_login(user, backend=BACKEND)
    client.get(ADD)

    answer = client.post(ADD, {"credential": odd, "name": "\x00"})

    assert answer.status_code == 200
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("odd", ODD)
def test_what_opens_nothing_leads_back_to_the_code(client, odd):
    member_of(ProducerFactory())
    client.get(OPEN, headers={"accept": "application/json"})

    answer = client.post(OPEN, {"credential": odd})

    assert answer.url == DOOR
    assert client.get("/kenh-ban/").status_code == 302


def test_keys_have_an_end(client, monkeypatch):
    user = member_of(ProducerFactory())
    client.force_login(user, backend=BACKEND)
    monkeypatch.setattr(passkey_views, "KEYS_AT_MOST", 0)

    page = client.post(ADD, {"credential": "{}"}).content.decode()

    assert "Bạn đã đặt nhiều khoá rồi" in page


def test_the_offer_is_dated(caplog):
    user = member_of(ProducerFactory())

    with_code(user, caplog)

    assert User.objects.get(pk=user.pk).passkey_offered_at is not None
