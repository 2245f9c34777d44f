"""Photos wait on the phone like forms: made small, each hung once."""

import pytest
from PIL import Image
from playwright.sync_api import expect

from catalog.models import ProductVersion
from core.models import Picture, SentForm
from tests.e2e.offline.outbox import KEPT, NOTE, SIGNAL, STORED, outbox, wait_for_worker
from traceability.models import Event, Lot

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
CHOOSE = "Chụp hoặc chọn ảnh"


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
