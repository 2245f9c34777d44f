import re

from django.test import Client

import pytest

from tests.factories import ProducerFactory, member_of

pytestmark = pytest.mark.django_db
URL = "/kenh-ban/may-dang-nhap/"


def signed_in(user, caplog, agent):
    browser = Client(headers={"user-agent": agent})
    browser.post("/tai-khoan/dang-nhap/", {"login": "0" + user.phone[3:]})
    code = re.findall(r"\b(\d{6})\b", caplog.text)[-1]
    browser.post("/tai-khoan/dang-nhap/ma/", {"code": code})
    return browser


def test_a_lost_phone_is_signed_out_from_another(caplog):
    caplog.set_level("WARNING", "core.phone_messages")
    user = member_of(ProducerFactory())
    lost = signed_in(user, caplog, "Mozilla/5.0 (Linux; Android 12)")
    mine = signed_in(user, caplog, "Mozilla/5.0 (Windows NT 10.0)")
    page = mine.get(URL).content.decode()
    inside = lost.get("/kenh-ban/").status_code

    mine.post(re.search(rf'action="({URL}\d+/)"', page)[1])

    assert "Điện thoại Android" in page
    assert page.count("Máy bạn đang dùng") == 1
    assert inside == 200
    assert lost.get("/kenh-ban/").status_code == 302
    assert mine.get("/kenh-ban/").status_code == 200


def test_nobody_ends_what_another_has_open(caplog):
    caplog.set_level("WARNING", "core.phone_messages")
    user = member_of(ProducerFactory())
    theirs = signed_in(user, caplog, "iPhone")
    pk = user.usersession_set.get().pk
    stranger = Client()
    stranger.force_login(
        member_of(ProducerFactory()),
        backend="django.contrib.auth.backends.ModelBackend",
    )

    answer = stranger.post(f"{URL}{pk}/")

    assert answer.status_code == 404
    assert theirs.get("/kenh-ban/").status_code == 200
