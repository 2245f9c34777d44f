"""A farmer with a poor signal: nothing that was typed is lost, nothing is done twice."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from urllib.request import urlopen

from django.conf import settings
from django.db import connection

import pytest
from PIL import Image
from playwright.sync_api import expect

from catalog.models import ProductVersion
from core.models import Picture, SentForm
from orders import fulfil
from tests.e2e.conftest import PHONE
from tests.e2e.test_accessibility import sign_in
from tests.factories import (
    ProducerFactory,
    ProductFactory,
    VariantFactory,
    member_of,
    shipping_rates,
)
from tests.orders.placing import placed
from traceability.models import Event, Lot

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
NOTE = "/kenh-ban/lo/ghi/BOT/"
STORED = "Đã lưu trên máy, sẽ gửi khi có mạng"


@pytest.fixture
def powder():
    shipping_rates()
    maker = ProducerFactory(name_vi="Hộ bà Hoa", slug="ho-ba-hoa")
    product = ProductFactory(producer=maker, name_vi="Tinh bột nghệ vàng")
    return VariantFactory(product=product, sku="BOT", price=100_000, stock=10)


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "anh.jpg"
    Image.effect_noise((1200, 900), 60).convert("RGB").save(path, "JPEG", quality=92)
    return str(path)


@pytest.fixture
def phone(open_page, client, live_server, powder):
    page = open_page(PHONE)
    sign_in(page, client, live_server, member_of(powder.product.producer))
    return page


def note(page, photo):
    page.get_by_label("Được bao nhiêu?").fill("40")
    page.get_by_label("Ảnh của lô").set_input_files(photo)
    page.get_by_role("button", name="Ghi lô").click()


def outbox(page):
    return page.locator("[data-outbox]")


NONE_WAITS = """() => new Promise(done => {
    const asked = indexedDB.open("workspace");
    asked.onerror = () => done(false);
    asked.onsuccess = () => {
        const count = asked.result.transaction("forms").objectStore("forms").count();
        count.onsuccess = () => { asked.result.close(); done(count.result === 0); };
    };
})"""


def all_is_sent(page):
    """Whichever page sent it: the one before may have tried again as its server came back."""
    page.wait_for_function(NONE_WAITS)
    expect(outbox(page)).to_be_hidden()


def wait_for_worker(page):
    page.evaluate(
        "navigator.serviceWorker.ready.then(() => new Promise(r => setTimeout(r, 800)))"
    )


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


def test_photos_of_two_steps_wait_on_the_phone_and_are_sent_once(
    phone, axe, shoot, photo
):
    phone.goto(NOTE)
    wait_for_worker(phone)
    phone.context.set_offline(True)
    phone.get_by_label("Được bao nhiêu?").fill("40")
    for step in ("Sấy khô", "Rây, xem mẫu"):
        phone.get_by_label(f"Ảnh: {step}").set_input_files(photo)
    expect(phone.locator(".take[data-taken]")).to_have_count(2)
    shoot(phone, "offline-steps")
    for scheme in ("dark", "light"):
        phone.emulate_media(color_scheme=scheme)
        shoot(phone, f"offline-steps-{scheme}")
        assert axe(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth <= 360")
    phone.get_by_role("button", name="Ghi lô").click()
    expect(outbox(phone)).to_contain_text(STORED)
    phone.goto(NOTE)

    phone.context.set_offline(False)

    expect(phone.get_by_text("Đã gửi: Ghi lô")).to_be_visible()
    expect(outbox(phone)).to_be_hidden()
    told = Event.objects.telling_of(Lot.objects.get())
    seen = [event.title for event in told.filter(photos__isnull=False)]
    assert seen == ["Sấy khô", "Rây, xem mẫu, để lại mẫu lưu"]
    assert Picture.objects.filter(title__startswith="Tinh bột").count() == 2


SIZES = """import('/static/js/waiting.js').then(store => store.all()).then(rows =>
    rows.flatMap(row => row.fields.flatMap(([, value]) => value.size || [])))"""


def test_photos_are_made_small_before_they_wait(phone, tmp_path):
    large = []
    for name in ("mot.jpg", "hai.png"):
        noise = Image.effect_noise((2400, 1800), 60).convert("RGB")
        noise.save(tmp_path / name, quality=92)
        large.append(tmp_path / name)
    unread = tmp_path / "ba.heic"
    unread.write_bytes(b"a kind of picture that the browser cannot read" * 9_000)
    phone.goto(NOTE)
    wait_for_worker(phone)
    phone.context.set_offline(True)
    phone.get_by_label("Ảnh: Sấy khô").set_input_files(large[0])
    phone.get_by_label("Ảnh: Đóng gói").set_input_files(large[1])
    phone.get_by_label("Ảnh của lô").set_input_files(unread)
    phone.get_by_role("button", name="Ghi lô").click()
    expect(outbox(phone)).to_contain_text(STORED, timeout=30_000)

    *small, as_it_is = sorted(phone.evaluate(SIZES))

    assert min(path.stat().st_size for path in large) > 1_000_000
    assert len(small) == 2
    assert 20_000 < min(small) <= max(small) <= 300 * 1024
    assert as_it_is == unread.stat().st_size


def test_a_refused_photo_of_a_step_is_told_there_and_the_others_stay(
    phone, photo, tmp_path
):
    letter = tmp_path / "thu.jpg"
    letter.write_text("Gửi bà Hoa")
    phone.goto(NOTE)
    phone.get_by_label("Được bao nhiêu?").fill("40")
    phone.get_by_label("Ảnh: Sấy khô").set_input_files(photo)
    phone.get_by_label("Ảnh: Đóng gói").set_input_files(letter)
    phone.get_by_role("button", name="Ghi lô").click()

    expect(phone.get_by_text("không phải ảnh chụp")).to_be_visible()
    expect(phone.locator(".take[data-taken]")).to_have_count(1)
    phone.get_by_role("button", name="Ghi lô").click()

    expect(phone.get_by_text("Đã ghi lô")).to_be_visible()
    told = Event.objects.telling_of(Lot.objects.get())
    assert [e.title for e in told.filter(photos__isnull=False)] == ["Sấy khô"]


KEPT = """async pages => (await Promise.all(
    pages.map(page => caches.match(page, {ignoreVary: true})))).every(Boolean)"""
CHOOSE = "Chụp hoặc chọn ảnh"
SIGNAL = "dispatchEvent(new Event('online'))"


@pytest.fixture
def two(photo, tmp_path):
    other = tmp_path / "can-canh.jpg"
    Image.new("RGB", (800, 600), "gold").save(other)
    return [photo, str(other)]


def hung():
    return ProductVersion.objects.get().content["photos"]


def test_photos_of_a_listing_outlive_their_page(phone, two, axe, shoot):
    phone.goto("/kenh-ban/")
    wait_for_worker(phone)
    phone.wait_for_function(KEPT, arg=["/kenh-ban/"])
    phone.goto("/kenh-ban/hang/moi/")
    listing = phone.url
    phone.context.set_offline(True)
    phone.get_by_label(CHOOSE).set_input_files(two)
    expect(outbox(phone)).to_contain_text("Đang chờ gửi (2)")
    expect(outbox(phone)).to_contain_text("anh.jpg")
    expect(phone.locator("[data-photos]").get_by_text(STORED)).to_have_count(2)
    shoot(phone, "offline-listing")
    for scheme in ("dark", "light"):
        phone.emulate_media(color_scheme=scheme)
        assert axe(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth <= 360")

    phone.close()
    next_page = phone.context.new_page()
    next_page.goto("/kenh-ban/")
    expect(outbox(next_page)).to_contain_text("Đang chờ gửi (2)")
    assert not ProductVersion.objects.exists()
    phone.context.set_offline(False)

    expect(outbox(next_page)).to_be_hidden()
    assert len(hung()) == 2
    assert (
        Picture.objects.filter(pk__in=[one["picture"] for one in hung()]).count() == 2
    )
    next_page.goto(listing)
    expect(next_page.get_by_text("Ảnh 2", exact=True)).to_be_visible()
    expect(next_page.get_by_text("Ảnh 3", exact=True)).to_have_count(0)


def test_photos_that_waited_are_hung_on_the_page_that_is_still_open(phone, two):
    phone.goto("/kenh-ban/hang/moi/")
    phone.context.set_offline(True)
    phone.get_by_label(CHOOSE).set_input_files(two)
    expect(outbox(phone)).to_contain_text("Đang chờ gửi (2)")

    phone.context.set_offline(False)

    expect(phone.locator("#anh").get_by_text("Ảnh 2", exact=True)).to_be_visible()
    expect(phone.locator("[data-photos] [data-rows] li")).to_have_count(0)
    assert len(hung()) == 2


def test_a_photo_that_waited_and_is_none_is_told_in_words(phone, tmp_path):
    letter = tmp_path / "thu.jpg"
    letter.write_text("Gửi bà Hoa")
    phone.goto("/kenh-ban/hang/moi/")
    phone.context.set_offline(True)
    phone.get_by_label(CHOOSE).set_input_files(letter)
    expect(outbox(phone)).to_contain_text(STORED)

    phone.context.set_offline(False)

    expect(outbox(phone)).to_contain_text("không phải ảnh chụp")
    expect(phone.locator("[data-photos]")).to_contain_text("không phải ảnh chụp")
    phone.once("dialog", lambda dialog: dialog.accept())
    outbox(phone).get_by_role("button", name="Bỏ").click()
    expect(outbox(phone)).to_be_hidden()
    expect(phone.locator("[data-photos] [data-rows] li")).to_have_count(0)


def is_photo(request) -> bool:
    """As its page sends it, or the queue."""
    told = request.headers
    return "x-photo" in told or told.get("x-queue") == "later"


@pytest.fixture
def plain_phone(open_page, client, live_server, powder):
    """Without the worker, which would send forms past page.route."""
    page = open_page(PHONE, service_workers="block")
    sign_in(page, client, live_server, member_of(powder.product.producer))
    return page


def test_the_listing_goes_on_while_its_photos_wait(plain_phone, two):
    page = plain_phone

    def too_weak(route):
        if is_photo(route.request):
            route.abort("connectionreset")
        else:
            route.continue_()

    page.goto("/kenh-ban/hang/moi/")
    listing = page.url
    page.route(listing, too_weak)
    page.get_by_label(CHOOSE).set_input_files(two)
    page.get_by_role("button", name="Tiếp").click()

    page.get_by_label("Tên hàng").fill("Tinh bột nghệ vàng Chí Tân")
    expect(outbox(page)).to_contain_text("Đang chờ gửi (2)")
    assert "photos" not in ProductVersion.objects.get().content
    page.unroute(listing)
    page.evaluate(SIGNAL)

    expect(outbox(page)).to_be_hidden()
    assert len(hung()) == 2


def test_a_photo_whose_answer_is_lost_hangs_once(plain_phone, photo):
    page = plain_phone

    def answer_is_lost(route):
        if not is_photo(route.request):
            route.continue_()
            return
        assert route.fetch().ok
        route.abort("connectionreset")

    page.goto("/kenh-ban/hang/moi/")
    listing = page.url
    page.route(listing, answer_is_lost)
    page.get_by_label(CHOOSE).set_input_files(photo)
    expect(outbox(page)).to_contain_text("Đang chờ gửi (1)")
    assert len(hung()) == 1
    page.unroute(listing)
    page.evaluate(SIGNAL)

    expect(outbox(page)).to_be_hidden()
    assert len(hung()) == 1
    assert SentForm.objects.count() == 1


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


class Server:
    """A server of its own on the same database, so that it can be killed like a real one."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://localhost:{self.port}"

    def start(self) -> None:
        command = [sys.executable, "manage.py", "runserver", "--noreload", "--insecure"]
        self.process = subprocess.Popen(
            [*command, f"127.0.0.1:{self.port}"],
            cwd=settings.ROOT,
            env={**os.environ, **database()},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(240):
            try:
                urlopen(f"{self.url}/healthz", timeout=5)  # noqa: S310 - our own address
            except OSError:
                time.sleep(0.25)
            else:
                return
        raise AssertionError("the server did not start")

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def database() -> dict[str, str]:
    """Where the rows of this test lie, for another process."""
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return {"DATABASE_URL": f"sqlite:///{at['NAME']}"}
    where = f"postgres://{at['USER']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
    return {"TEST_DATABASE_URL": where}


@pytest.fixture
def server():
    server = Server()
    server.start()
    yield server
    server.kill()


def test_a_server_killed_while_the_photo_arrives_loses_nothing(
    open_page, client, server, powder, photo
):
    page = open_page(PHONE)
    sign_in(page, client, server, member_of(powder.product.producer))
    page.goto(f"{server.url}{NOTE}")
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    slow = {"offline": False, "latency": 300, "downloadThroughput": 20_000}
    fast = {"offline": False, "latency": 0, "downloadThroughput": -1}
    line.send("Network.emulateNetworkConditions", {**slow, "uploadThroughput": 60_000})

    note(page, photo)
    page.wait_for_timeout(1_500)
    assert not Lot.objects.exists()
    server.kill()
    expect(outbox(page)).to_contain_text(STORED)
    line.send("Network.emulateNetworkConditions", {**fast, "uploadThroughput": -1})
    server.start()
    page.goto(f"{server.url}/kenh-ban/")

    all_is_sent(page)
    assert Lot.objects.count() == 1
    assert Picture.objects.filter(title__startswith="Tinh bột").count() == 1


def test_a_server_killed_before_its_answer_arrives_doubles_nothing(
    open_page, client, server, powder
):
    # a worker that has taken the page over would send the form past page.route
    page = open_page(PHONE, service_workers="block")
    sign_in(page, client, server, member_of(powder.product.producer))
    page.goto(f"{server.url}{NOTE}")

    def answer_is_lost(route):
        if route.request.method != "POST":
            route.continue_()
            return
        assert route.fetch().ok
        server.kill()
        route.abort("connectionreset")

    page.route(f"**{NOTE}", answer_is_lost)
    page.get_by_label("Được bao nhiêu?").fill("40")
    page.get_by_role("button", name="Ghi lô").click()
    expect(outbox(page)).to_contain_text(STORED)
    lot = Lot.objects.get()
    page.unroute(f"**{NOTE}")
    server.start()
    page.goto(f"{server.url}/kenh-ban/")

    all_is_sent(page)
    assert Lot.objects.get() == lot


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
