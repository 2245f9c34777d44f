"""A form of the workspace that a poor line sends twice counts once; what was refused may be sent again."""

import gzip
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import connection, connections
from django.test import Client

import pytest

from core.models import Picture, SentForm
from ledger.models import MarketSale
from orders import fulfil
from producers.models import HelpedAct
from tests.factories import (
    LotFactory,
    ProducerFactory,
    ProductFactory,
    UserFactory,
    VariantFactory,
    member_of,
)
from tests.orders.placing import placed
from tests.workspace.test_lots import photo, shown
from traceability.models import Event, EventPhoto, Lot

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
LATER = {"X-Queue": "later"}


@pytest.fixture
def powder(maker):
    product = ProductFactory(producer=maker, name_vi="Tinh bột nghệ vàng")
    return VariantFactory(product=product, sku="BOT", price=100_000, stock=10)


@pytest.fixture
def part(powder, rates):
    return placed(powder)


def browser_of(user) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def words(page) -> list[str]:
    return [str(message) for message in page.context["messages"]]


def test_a_lot_with_its_photo_sent_three_times_is_one_lot(maker_client, powder):
    typed = {**shown(maker_client), "quantity": "40"}

    answers = [
        maker_client.post("/kenh-ban/lo/ghi/BOT/", {**typed, "photo": photo()})
        for _ in range(3)
    ]

    lot = Lot.objects.get()
    assert {answer.headers["Location"] for answer in answers} == {
        f"/kenh-ban/lo/{lot.code}/"
    }
    assert Picture.objects.filter(title__startswith="Tinh bột").count() == 1
    page = maker_client.get(answers[2].headers["Location"])
    assert words(page) == [f"Đã ghi lô {lot.code}."] * 3


def test_a_lot_with_photos_of_two_steps_sent_three_times_has_two(maker_client, powder):
    typed = {**shown(maker_client), "quantity": "40"}

    for _ in range(3):
        taken = {"buoc-0-photo": photo(), "buoc-3-photo": photo(colour="brown")}
        maker_client.post("/kenh-ban/lo/ghi/BOT/", {**typed, **taken})

    assert Lot.objects.count() == 1
    assert EventPhoto.objects.count() == 2
    assert Picture.objects.filter(title__startswith="Tinh bột").count() == 2


def test_a_step_of_a_lot_is_written_once(maker_client, powder):
    lot = LotFactory(variant=powder)
    step = {"lan_gui": uuid4(), "title": "Sấy lại ở 45 độ"}

    for _ in range(2):
        maker_client.post(f"/kenh-ban/lo/{lot.code}/viec/", step)

    titles = [event.title for event in Event.objects.telling_of(lot)]
    assert titles.count(step["title"]) == 1


def test_an_order_taken_twice_says_the_same_twice(maker_client, part):
    form = {"lan_gui": uuid4()}

    answers = [
        maker_client.post(f"/kenh-ban/don/{part.code}/nhan/", form, headers=LATER)
        for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert "Đã nhận đơn" in answers[0].json()["words"]
    assert part.events.filter(state="accepted").count() == 1


def test_one_tap_more_is_one_pack_more(maker_client, powder):
    tap = {"lan_gui": uuid4(), "buoc": "them", "stock": "10"}

    for _ in range(2):
        maker_client.post("/kenh-ban/hang/BOT/", tap)
    again = maker_client.post(
        "/kenh-ban/hang/BOT/", tap, headers={"HX-Request": "true"}
    )

    powder.refresh_from_db()
    assert powder.stock == 11
    assert again.headers["HX-Refresh"] == "true"


def test_a_word_to_the_buyer_is_said_once(maker_client, part):
    said = {"lan_gui": uuid4(), "text": "Mai tôi gửi nhé"}

    for _ in range(2):
        maker_client.post(f"/kenh-ban/don/{part.code}/nhan-tin/", said)

    assert part.talk.count() == 1


def test_the_same_form_with_something_else_in_it_is_refused_and_kept(
    maker_client, powder
):
    typed = {**shown(maker_client), "quantity": "40", "season": "Vụ đông"}
    maker_client.post("/kenh-ban/lo/ghi/BOT/", typed)

    page = maker_client.post("/kenh-ban/lo/ghi/BOT/", {**typed, "quantity": "4"})

    assert page.status_code == 409
    assert "đã được ghi" in page.text
    assert 'name="season" value="Vụ đông"' in page.text
    assert typed["lan_gui"] not in page.text
    assert Lot.objects.get().quantity == 40


def test_what_was_refused_may_be_corrected_under_the_same_key(maker_client, powder):
    typed = {**shown(maker_client), "quantity": "vài cân"}

    refused = maker_client.post("/kenh-ban/lo/ghi/BOT/", typed)
    maker_client.post("/kenh-ban/lo/ghi/BOT/", {**typed, "quantity": "40"})

    assert refused.status_code == 422
    assert Lot.objects.get().quantity == 40


def test_an_order_that_changed_meanwhile_is_a_conflict_in_words(maker_client, part):
    fulfil.accept(part, by=None)
    fulfil.pack(part, by=None)
    form = {"lan_gui": uuid4()}

    answer = maker_client.post(f"/kenh-ban/don/{part.code}/nhan/", form, headers=LATER)

    assert answer.status_code == 409
    assert "vừa được đổi" in answer.json()["words"]
    assert not SentForm.objects.exists()


def test_the_key_of_another_maker_opens_nothing(maker_client, powder):
    other = ProducerFactory()
    VariantFactory(product__producer=other, sku="KHAC")
    key = str(uuid4())
    typed = {**shown(maker_client), "quantity": "40", "lan_gui": key}
    maker_client.post("/kenh-ban/lo/ghi/BOT/", typed)
    stranger = browser_of(member_of(other))

    own = {**shown(stranger, "KHAC"), "quantity": "7", "lan_gui": key}
    answer = stranger.post("/kenh-ban/lo/ghi/KHAC/", own)

    assert Lot.objects.get(variant__sku="KHAC").code in answer.headers["Location"]
    assert SentForm.objects.count() == 2


def test_a_form_that_waited_is_not_sent_for_somebody_else(maker_client, powder):
    headers = {**LATER, "X-Queue-For": "somebody-else"}
    sale = {"lan_gui": uuid4(), "key": uuid4(), "amount": "200k", "day": "01/11/2026"}

    answer = maker_client.post("/kenh-ban/so-ban-hang/", sale, headers=headers)

    assert answer.status_code == 403
    assert not MarketSale.objects.exists()


def test_what_a_helper_did_is_marked_once(maker, powder):
    officer = UserFactory()
    officer.user_permissions.add(Permission.objects.get(codename="help_producer"))
    helper = browser_of(officer)
    helper.post(f"/kenh-ban/lam-giup/{maker.slug}/")
    before = HelpedAct.objects.count()
    tap = {"lan_gui": uuid4(), "buoc": "them", "stock": "10"}

    for _ in range(2):
        helper.post("/kenh-ban/hang/BOT/", tap)

    assert HelpedAct.objects.count() == before + 1


@pytest.mark.parametrize("key", ["", "không phải mã", "\x00", "1" * 5000])
def test_a_form_without_a_good_key_is_taken_as_it_is(maker_client, powder, key):
    tap = {"lan_gui": key, "buoc": "them", "stock": "10"}

    for _ in range(2):
        maker_client.post("/kenh-ban/hang/BOT/", tap)

    powder.refresh_from_db()
    assert powder.stock == 12


def test_only_pages_of_the_work_may_be_kept_on_the_phone(maker_client, part):
    kept = ["", "don/", f"don/{part.code}/", "hang/", "lo/ghi/", "lo/ghi/BOT/"]
    never = ["tien/", "tai-khoan/", "toi/", "don/KHONGCO/"]

    for page in kept:
        assert "X-Keep" in maker_client.get(f"/kenh-ban/{page}").headers, page

    for page in never:
        assert "X-Keep" not in maker_client.get(f"/kenh-ban/{page}").headers, page
    assert "X-Keep" not in maker_client.get("/san-pham/").headers
    assert "X-Keep" not in Client().get("/kenh-ban/").headers


@pytest.mark.parametrize(
    "script",
    [
        *("queue.js", "waiting.js", "kept_pages.js", "sw.js"),
        *("small_photo.js", "listing_photos.js"),
    ],
)
def test_the_scripts_for_a_poor_signal_stay_small(script):
    source = (settings.SITE / "static" / "js" / script).read_bytes()

    assert len(gzip.compress(source)) <= 3 * 1024


postgres = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="needs true concurrency"
)


@postgres
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("key", "packs"), [("2f1c3f0e-6f60-4a3b-9f8e-0d5b3c1a7e11", 11), ("", 14)]
)
def test_four_at_once_with_one_key_count_once_and_without_four_times(
    maker, powder, key, packs
):
    sen = member_of(maker)
    browsers = [browser_of(sen) for _ in range(4)]
    tap = {"lan_gui": key, "buoc": "them", "stock": "10"}
    gate = Barrier(4)

    def press(browser: Client) -> int:
        gate.wait()
        try:
            return browser.post("/kenh-ban/hang/BOT/", tap).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(press, browsers))

    powder.refresh_from_db()
    assert told == [302] * 4
    assert powder.stock == packs
