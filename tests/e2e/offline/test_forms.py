"""A farmer with a poor signal: nothing that was typed is lost, nothing is done twice."""

import re

import pytest
from playwright.sync_api import expect

from core.models import Picture
from orders import fulfil
from tests.e2e.conftest import PHONE
from tests.e2e.offline.outbox import (
    KEPT,
    NOTE,
    SIGNAL,
    STORED,
    all_is_sent,
    note,
    outbox,
    wait_for_worker,
)
from tests.e2e.test_accessibility import sign_in
from tests.factories import (
    ProducerFactory,
    member_of,
)
from tests.orders.placing import placed
from traceability.models import Lot

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def test_a_lot_with_a_photo_waits_on_the_phone_and_is_sent_once(
    phone, axe, shoot, photo
):
    phone.goto(NOTE)
    wait_for_worker(phone)
    phone.context.set_offline(True)
    note(phone, photo)
    expect(outbox(phone)).to_contain_text("Đang chờ gửi (1)")
    expect(outbox(phone)).to_contain_text(STORED)
    expect(outbox(phone)).to_contain_text("Ghi lô: Tinh bột nghệ vàng")
    shoot(phone, "offline-note")
    phone.goto(NOTE)
    expect(phone.get_by_text("Mất mạng. Đang xem bản lưu lúc")).to_be_visible()
    expect(outbox(phone)).to_contain_text("Đang chờ gửi (1)")
    shoot(phone, "offline-copy")
    for scheme in ("light", "dark"):
        phone.emulate_media(color_scheme=scheme)
        assert axe(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth <= 360")
    assert not Lot.objects.exists()

    phone.context.set_offline(False)

    expect(phone.get_by_text("Đã gửi: Ghi lô")).to_be_visible()
    expect(outbox(phone)).to_be_hidden()
    lot = Lot.objects.get()
    assert Picture.objects.filter(title__startswith="Tinh bột").count() == 1
    phone.goto(f"/kenh-ban/lo/{lot.code}/")
    expect(phone.get_by_text("có ảnh")).to_have_count(1)


def test_an_order_taken_without_a_signal_is_taken_when_it_is_back(phone, powder):
    part = placed(powder)
    phone.goto("/kenh-ban/")
    wait_for_worker(phone)
    phone.wait_for_function(KEPT, arg=["/kenh-ban/", "/kenh-ban/don/"])
    phone.goto(f"/kenh-ban/don/{part.code}/")
    phone.context.set_offline(True)
    phone.get_by_role("button", name="Nhận đơn").click()
    expect(outbox(phone)).to_contain_text(f"Nhận đơn {part.code}")
    phone.goto("/kenh-ban/")
    expect(outbox(phone)).to_contain_text("Đang chờ gửi (1)")
    phone.goto("/kenh-ban/don/")
    expect(phone.get_by_text(part.code)).to_be_visible()

    phone.context.set_offline(False)

    expect(outbox(phone)).to_be_hidden()
    part.refresh_from_db()
    assert part.state == "accepted"
    assert part.events.filter(state="accepted").count() == 1


KEEP_TOGETHER = """async pages => {
    await caches.delete(PAGES);
    const real = caches.delete.bind(caches);
    let asked = 0;
    caches.delete = name => new Promise(go => setTimeout(go, 200 * asked++)).then(() => real(name));
    const headers = { "X-Keep": "1", "X-Whose": "a" };
    await Promise.all(pages.map(page => keep(location.origin + page, new Response("", { headers }))));
    return (await Promise.all(pages.map(page => caches.match(page)))).filter(Boolean).length;
}"""


def test_pages_kept_at_once_do_not_throw_each_other_away(phone):
    phone.goto("/kenh-ban/")
    wait_for_worker(phone)
    (worker,) = phone.context.service_workers

    there = worker.evaluate(KEEP_TOGETHER, ["/kenh-ban/", "/kenh-ban/don/", NOTE])

    assert there == 3


def test_a_conflict_is_told_in_words_and_stays_until_it_is_put_away(
    phone, powder, shoot
):
    part = placed(powder)
    phone.goto(f"/kenh-ban/don/{part.code}/")
    wait_for_worker(phone)
    phone.context.set_offline(True)
    phone.get_by_role("button", name="Nhận đơn").click()
    expect(outbox(phone)).to_contain_text(STORED)
    fulfil.accept(part, by=None)
    fulfil.pack(part, by=None)

    phone.context.set_offline(False)
    expect(outbox(phone)).to_contain_text("Đơn này vừa được đổi")
    shoot(phone, "offline-conflict")
    phone.goto("/kenh-ban/hang/")
    expect(outbox(phone)).to_contain_text("Đơn này vừa được đổi")
    phone.once("dialog", lambda dialog: dialog.accept())
    outbox(phone).get_by_role("button", name="Bỏ").click()

    expect(outbox(phone)).to_be_hidden()
    part.refresh_from_db()
    assert part.state == "packed"


def test_what_was_wrong_is_opened_again_filled_in_with_its_photo(phone, photo):
    phone.goto(NOTE)
    wait_for_worker(phone)
    phone.context.set_offline(True)
    phone.get_by_label("Được bao nhiêu?").fill("vài cân")
    phone.get_by_label("Ảnh của lô").set_input_files(photo)
    phone.get_by_role("button", name="Ghi lô").click()
    expect(outbox(phone)).to_contain_text(STORED)
    phone.context.set_offline(False)
    expect(outbox(phone)).to_contain_text("Hãy ghi bằng chữ số")

    phone.goto("/kenh-ban/")
    outbox(phone).get_by_role("link", name="Mở ra xem lại").click()
    expect(phone.get_by_label("Được bao nhiêu?")).to_have_value("vài cân")
    phone.get_by_label("Được bao nhiêu?").fill("40")
    phone.get_by_role("button", name="Ghi lô").click()

    expect(phone.get_by_text("Đã ghi lô")).to_be_visible()
    expect(outbox(phone)).to_be_hidden()
    assert Lot.objects.get().quantity == 40
    assert Picture.objects.filter(title__startswith="Tinh bột").count() == 1


def test_a_wrong_number_with_a_signal_is_told_at_once_and_the_photo_stays(phone, photo):
    phone.goto(NOTE)
    phone.get_by_label("Được bao nhiêu?").fill("vài cân")
    phone.get_by_label("Ảnh của lô").set_input_files(photo)
    phone.get_by_role("button", name="Ghi lô").click()
    expect(phone.get_by_text("Hãy ghi bằng chữ số").first).to_be_visible()
    expect(phone.get_by_label("Được bao nhiêu?")).to_have_value("vài cân")

    phone.get_by_label("Được bao nhiêu?").fill("40")
    phone.get_by_role("button", name="Ghi lô").click()

    expect(phone.get_by_text("Đã ghi lô")).to_be_visible()
    assert Picture.objects.filter(title__startswith="Tinh bột").count() == 1


def test_another_person_on_the_phone_neither_sends_nor_sees_it(
    phone, client, live_server, photo
):
    phone.goto(NOTE)
    wait_for_worker(phone)
    phone.goto(NOTE)
    phone.context.set_offline(True)
    note(phone, photo)
    expect(outbox(phone)).to_contain_text(STORED)
    phone.context.clear_cookies()
    sign_in(phone, client, live_server, member_of(ProducerFactory()))
    phone.context.set_offline(False)

    phone.goto("/kenh-ban/")
    expect(outbox(phone)).to_contain_text("việc chờ gửi của người khác")
    expect(outbox(phone)).not_to_contain_text("Tinh bột nghệ")
    wait_for_worker(phone)
    kept = phone.evaluate(
        "caches.open('workspace-1').then(c => c.keys()).then(all => all.map(r => r.url))"
    )

    assert not [url for url in kept if url.endswith(NOTE)]
    assert not Lot.objects.exists()


def test_an_ended_session_keeps_it_until_one_has_signed_in_again(
    phone, client, live_server, photo, powder
):
    owner = powder.product.producer.memberships.get().user
    phone.goto(NOTE)
    phone.context.clear_cookies()
    note(phone, photo)
    expect(outbox(phone)).to_contain_text("Hãy đăng nhập lại rồi gửi")
    assert not Lot.objects.exists()

    sign_in(phone, client, live_server, owner)
    phone.goto("/kenh-ban/")

    all_is_sent(phone)
    assert Lot.objects.count() == 1


def test_signing_out_takes_the_copies_off_the_phone(phone):
    phone.goto("/kenh-ban/")
    wait_for_worker(phone)
    phone.goto("/kenh-ban/toi/")

    phone.get_by_role("button", name="Đăng xuất").click()
    phone.wait_for_load_state()

    assert not phone.evaluate("caches.has('workspace-1')")


def test_one_tap_more_without_a_signal(phone, powder):
    phone.goto("/kenh-ban/hang/")
    wait_for_worker(phone)
    phone.context.set_offline(True)
    for number in (1, 2):
        phone.get_by_role("button", name="Thêm một").click()
        expect(outbox(phone)).to_contain_text(f"Đang chờ gửi ({number})")

    phone.context.set_offline(False)

    expect(outbox(phone)).to_be_hidden()
    powder.refresh_from_db()
    assert powder.stock == 12


def test_what_is_open_again_is_not_sent_behind_its_writers_back(plain_phone):
    page = plain_phone
    page.goto(NOTE)
    page.route(
        f"**{NOTE}",
        lambda route: (
            route.abort("connectionreset")
            if route.request.method == "POST"
            else route.continue_()
        ),
    )
    page.get_by_label("Được bao nhiêu?").fill("40")
    page.get_by_role("button", name="Ghi lô").click()
    expect(outbox(page)).to_contain_text(STORED)
    page.goto("/kenh-ban/")
    outbox(page).get_by_role("link", name="Mở ra xem lại").click()
    expect(page.get_by_label("Được bao nhiêu?")).to_have_value("40")

    page.unroute(f"**{NOTE}")
    page.evaluate(SIGNAL)
    page.get_by_label("Được bao nhiêu?").fill("41")
    page.get_by_role("button", name="Ghi lô").click()

    expect(page.get_by_text("Đã ghi lô")).to_be_visible()
    expect(outbox(page)).to_be_hidden()
    assert Lot.objects.get().quantity == 41


def test_without_javascript_everything_still_goes_out(
    open_page, client, live_server, powder, photo, shoot
):
    part = placed(powder)
    page = open_page(PHONE, java_script_enabled=False)
    sign_in(page, client, live_server, member_of(powder.product.producer))

    page.goto(NOTE)
    page.get_by_label("Ảnh: Sấy khô").set_input_files(photo)
    shoot(page, "note-no-js")
    note(page, photo)
    expect(page.get_by_text("Đã ghi lô")).to_be_visible()
    expect(page.get_by_text("có ảnh")).to_have_count(2)
    page.goto(f"/kenh-ban/don/{part.code}/")
    page.get_by_role("button", name="Nhận đơn").click()
    expect(page.get_by_text("Đã nhận đơn. Khách thấy")).to_be_visible()
    page.goto("/kenh-ban/hang/")
    page.get_by_role("button", name="Thêm một").click()

    expect(page.get_by_label(re.compile("Số còn lại"))).to_have_value("10")
    expect(outbox(page)).to_be_hidden()
    part.refresh_from_db()
    assert part.state == "accepted"
