"""A tourist in English without JavaScript; a host at the gate without a network."""

import re
import uuid
from datetime import timedelta

from django.utils import timezone

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE
from tests.factories import SlotFactory, member_of
from tourism.booking import Guest, hold
from tourism.models import Booking, PayMethod, Redemption

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sign_in(client, live_server):
    def as_user(page, user):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        value = client.cookies["sessionid"].value
        page.context.add_cookies(
            [{"name": "sessionid", "value": value, "url": live_server.url}]
        )

    return as_user


def fits(page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= 360"))


def test_a_tourist_books_in_english_without_javascript(open_page, axe, shoot):
    slot = SlotFactory(capacity=8, option__experience__name_en="Weave a basket")
    SlotFactory(option=slot.option, starts_at=slot.starts_at + timedelta(days=1))
    page = open_page(PHONE, java_script_enabled=False)

    page.goto("/en/experiences/")
    page.get_by_role("link", name="Weave a basket").click()
    page.get_by_role(
        "link", name=re.compile(rf"^{slot.local_date.day}\s*8 left")
    ).click()
    page.get_by_role("link", name="Book this session").click()
    page.locator("[name=ADULT]").fill("2")
    page.get_by_label("Full name").fill("Anna Schmidt")
    page.get_by_label("Phone").fill("+44 20 7946 0958")
    page.get_by_role("button", name="Hold my places").click()
    booking = Booking.objects.get()
    expect(page.get_by_text(booking.code)).to_be_visible()
    shoot(page, "tour-ticket-en")

    page.get_by_role("link", name="Change the day or party, or cancel").click()
    shoot(page, "tour-change-en")
    page.get_by_role("button", name="Change the day").click()
    expect(page.get_by_text("The day is changed")).to_be_visible()

    booking.refresh_from_db()
    assert booking.slot_id != slot.pk
    with_script = open_page(PHONE)
    for path in ("", "doi/", "tung-nguoi/"):
        with_script.goto(f"{booking.get_absolute_url()}{path}")
        assert axe(with_script) == [], path
        assert fits(with_script), path


def test_a_host_checks_in_three_people_offline_and_syncs(
    open_page, axe, shoot, sign_in
):
    now = timezone.localtime()
    slot = SlotFactory(
        starts_at=now.replace(hour=23, minute=59),
        cutoff_at=now + timedelta(minutes=20),
    )
    adult = slot.option.units.get(unit_type="ADULT")
    parties = [
        hold(
            slot,
            {adult: n},
            Guest(f"Guest {n}", f"+8491234560{n}", "", ""),
            PayMethod.CASH,
            uuid=uuid.uuid4(),
        )
        for n in (1, 2)
    ]
    page = open_page(PHONE)
    sign_in(page, member_of(slot.option.experience.host))
    page.goto("/kenh-ban/soat-ve/")
    assert axe(page) == []
    shoot(page, "gate")
    page.evaluate(
        "navigator.serviceWorker.ready.then(() => new Promise(r => setTimeout(r, 800)))"
    )

    page.context.set_offline(True)
    page.reload()
    for text in (
        parties[0].get_absolute_url(),
        f"{parties[1].code}/1",
        f"{parties[1].code}/2",
        parties[0].code,
    ):
        page.get_by_label("Mã vé").fill(text)
        page.get_by_role("button", name="Cho vào").click()
    expect(page.locator("[data-waiting] b")).to_have_text("4")
    expect(page.locator("[data-answers] .msg:not(.error)")).to_have_count(3)
    expect(page.locator("[data-answers] .error")).to_have_count(1)
    shoot(page, "gate-offline")

    page.context.set_offline(False)
    expect(page.locator("[data-waiting]")).to_be_hidden()
    for party in parties:
        assert not party.items.filter(redeemed_at=None).exists()
    assert sorted(Redemption.objects.values_list("result", flat=True)) == [
        "admitted",
        "admitted",
        "admitted",
        "already",
    ]


@pytest.mark.parametrize(
    "path",
    [
        "/kenh-ban/khach/",
        "/kenh-ban/lich-don/",
        "/kenh-ban/lich-don/{day}/",
        "/kenh-ban/lich-don/{day}/danh-sach/",
        "/kenh-ban/khach/{code}/xem/",
    ],
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_hosts_pages_can_be_used_by_everybody(
    open_page, axe, shoot, sign_in, path, scheme
):
    slot = SlotFactory()
    adult = slot.option.units.get(unit_type="ADULT")
    booking = hold(
        slot,
        {adult: 2},
        Guest("Anna", "+84912345678", "", ""),
        PayMethod.CASH,
        uuid=uuid.uuid4(),
    )
    page = open_page(PHONE, color_scheme=scheme)
    sign_in(page, member_of(slot.option.experience.host))

    page.goto(path.format(day=slot.local_date, code=booking.code))

    assert axe(page) == []
    assert fits(page)
    shoot(page, f"host{re.sub('[^a-z]', '-', path)}{scheme}")
