"""A maker sets a key on his phone and comes in with his fingerprint the next time."""

import re

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import expect

from accounts.models import User
from tests.e2e.conftest import PHONE
from tests.factories import ProducerFactory, member_of

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
KEY = "Khoá trên máy (vân tay, khuôn mặt)"


def with_finger(page, verified=True):
    """Chromium's own pretended fingerprint reader, which keeps its keys."""
    phone = page.context.new_cdp_session(page)
    phone.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": verified,
        "automaticPresenceSimulation": True,
    }
    phone.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def with_code(page, user, caplog):
    caplog.set_level("WARNING", "core.phone_messages")
    page.goto("/tai-khoan/dang-nhap/")
    page.get_by_label("Số điện thoại").fill("0" + user.phone[3:])
    page.get_by_role("button", name="Gửi mã cho tôi").click()
    page.wait_for_url("**/ma/")
    page.get_by_label("Mã").fill(re.findall(r"\b(\d{6})\b", caplog.text)[-1])
    page.get_by_role("button", name="Vào kênh bán").click()


def set_key(page):
    page.get_by_role("link", name="Đặt khoá trên máy này").click()
    page.get_by_role("button", name="Đặt khoá trên máy này").click()


def test_a_fingerprint_opens_the_door_the_next_time(open_page, axe, shoot, caplog):
    user = member_of(ProducerFactory())
    page = open_page(PHONE)
    with_finger(page)

    with_code(page, user, caplog)
    offered = page.get_by_text("Lần sau vào nhanh hơn?").is_visible()
    shoot(page, "passkey-offered")
    page.get_by_role("link", name="Đặt khoá trên máy này").click()
    faults = axe(page)
    shoot(page, "passkey-add")
    page.get_by_role("button", name="Đặt khoá trên máy này").click()
    expect(page.get_by_text("Đã đặt khoá.")).to_be_visible()
    faults += axe(page)
    shoot(page, "passkey-devices")
    page.goto("/kenh-ban/toi/")
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url("/")
    page.goto("/tai-khoan/dang-nhap/?next=/kenh-ban/hang/")
    faults += axe(page)
    shoot(page, "passkey-door")
    page.get_by_role("button", name=KEY).click()

    expect(page.get_by_role("heading", name="Hàng còn bán được")).to_be_visible()
    key = Authenticator.objects.get()
    assert offered
    assert key.last_used_at is not None
    assert faults == []


def test_a_finger_that_is_not_known_leads_to_the_code(open_page):
    page = open_page(PHONE)
    with_finger(page, verified=False)

    page.goto("/tai-khoan/dang-nhap/")
    page.get_by_role("button", name=KEY).click()

    expect(page.get_by_text("Chưa mở được khoá")).to_be_visible()


def test_a_person_let_go_does_not_come_in_with_his_key(open_page, caplog):
    user = member_of(ProducerFactory())
    page = open_page(PHONE)
    with_finger(page)
    with_code(page, user, caplog)
    set_key(page)
    expect(page.get_by_text("Đã đặt khoá.")).to_be_visible()
    User.objects.update(is_active=False)
    page.context.clear_cookies()

    page.goto("/tai-khoan/dang-nhap/")
    page.get_by_role("button", name=KEY).click()

    expect(page.get_by_text("Khoá này không dùng được")).to_be_visible()


def test_without_javascript_no_key_is_spoken_of_at_the_door(open_page):
    page = open_page(PHONE, java_script_enabled=False)

    page.goto("/tai-khoan/dang-nhap/")

    expect(page.get_by_role("button", name=KEY)).to_be_hidden()
    expect(page.get_by_role("button", name="Gửi mã cho tôi")).to_be_visible()
