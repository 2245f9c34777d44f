"""A maker shows who he is and how it is made; what he sends waits, what was approved stays."""

import io
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

import pytest
from pypdf import PdfReader

from producers import fronting
from producers.models import FrontState, ShopFront
from tests.factories import (
    CertificateFactory,
    ProducerFactory,
    ProductFactory,
    SlotFactory,
    UserFactory,
    VariantFactory,
)
from tests.workspace.listing import photo

pytestmark = pytest.mark.django_db
URL = "/kenh-ban/gian-hang/"
BACKEND = "django.contrib.auth.backends.ModelBackend"
WORDS = ("Rửa củ", "Xát vỏ", "Phơi nắng")


def add_steps(client, *words):
    for one in words:
        typed = {"viec": "step", "words": one, "photo": photo(), "key": str(uuid4())}
        client.post(URL, typed)


def seen(client) -> str:
    return client.get(URL).context["seen"]


def tell(client, story, **more):
    typed = {"viec": "story", "story": story, "seen": seen(client), **more}
    return client.post(URL, typed)


def written(client, *words) -> None:
    tell(client, "Nhà làm nghệ ba đời.")
    client.post(URL, {"viec": "face", "photo": photo("brown")})
    add_steps(client, *(words or WORDS))


@pytest.fixture
def editor() -> Client:
    browser = Client()
    user = UserFactory(full_name="Cô Lan", is_staff=True, is_superuser=True)
    browser.force_login(user, backend=BACKEND)
    return browser


def public(maker) -> str:
    return Client().get(maker.get_absolute_url()).content.decode()


def test_what_is_sent_is_shown_once_it_was_read(maker_client, maker, editor):
    written(maker_client)
    maker_client.post(URL, {"viec": "gui"})
    before = public(maker)
    front = ShopFront.objects.get()

    page = editor.get(f"/admin/shopfront/inspect/{front.pk}/").content.decode()
    duties = editor.get("/admin/").content.decode()
    editor.post(f"/admin/shopfront/lam/{front.pk}/duyet/")

    after = public(maker)
    assert "ba đời" not in before
    assert "Phơi nắng" in page
    assert "gian hàng của người làm chờ duyệt" in duties
    assert all(words in after for words in ("ba đời", *WORDS))
    maker.refresh_from_db()
    assert maker.photo == front.photo


def test_a_change_waits_while_the_approved_one_stays(maker_client, maker):
    written(maker_client)
    maker_client.post(URL, {"viec": "gui"})
    fronting.approve(ShopFront.objects.get(), by=None)

    tell(maker_client, "Chữa bách bệnh.")
    maker_client.post(URL, {"viec": "gui"})
    waiting = ShopFront.objects.waiting().get()
    shown = public(maker)
    fronting.reject(waiting, by=None, note="Không nói chữa bệnh")
    mine = maker_client.get(URL).content.decode()

    assert waiting.steps == ShopFront.objects.approved().first().steps
    assert "ba đời" in shown
    assert "Không nói chữa bệnh" in mine
    assert "Chữa bách bệnh." in mine
    assert "ba đời" in public(maker)


def test_sent_again_before_it_was_read_the_older_one_steps_back(maker_client):
    for story in ("Một", "Hai"):
        tell(maker_client, story)
        maker_client.post(URL, {"viec": "gui"})

    states = ShopFront.objects.order_by("pk").values_list("state", flat=True)

    assert list(states) == [FrontState.REPLACED, FrontState.PENDING]


def test_a_second_tab_sees_what_the_first_wrote_and_keeps_what_was_typed(maker_client):
    old = seen(maker_client)
    tell(maker_client, "Bà kể: làm nghệ từ thuở bé.")

    told = tell(maker_client, "Cháu kể: nhà làm ba đời.", seen=old)

    page = told.content.decode()
    assert told.status_code == 422
    assert "vừa được sửa ở một trang khác" in page
    assert "<p>Bà kể: làm nghệ từ thuở bé.</p>" in page
    assert "Cháu kể: nhà làm ba đời.</textarea>" in page
    assert ShopFront.objects.get().story == "Bà kể: làm nghệ từ thuở bé."
    again = tell(maker_client, "Cháu kể: nhà làm ba đời.", seen=told.context["seen"])
    assert again.status_code == 302
    assert ShopFront.objects.get().story == "Cháu kể: nhà làm ba đời."


def test_the_same_story_from_two_tabs_is_no_conflict(maker_client):
    old = seen(maker_client)

    answers = [tell(maker_client, "Nhà làm ba đời.", seen=old) for _tab in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]


def test_a_story_too_long_does_not_hide_that_another_wrote(maker_client):
    old = seen(maker_client)
    tell(maker_client, "Một")

    long = tell(maker_client, "a" * 3001, seen=old)
    told = tell(maker_client, "Hai", seen=long.context["seen"])

    assert told.status_code == 422
    assert ShopFront.objects.get().story == "Một"


def test_a_tab_left_open_over_sending_is_told_too(maker_client):
    old = seen(maker_client)
    tell(maker_client, "Một")
    maker_client.post(URL, {"viec": "gui"})

    told = tell(maker_client, "Hai", seen=old)

    assert told.status_code == 422
    assert "Hai</textarea>" in told.content.decode()
    assert ShopFront.objects.waiting().get().story == "Một"


def test_a_step_too_many_is_said_and_its_words_are_kept(maker_client):
    add_steps(maker_client, *[f"Bước {n}" for n in range(6)])
    typed = {"viec": "step", "words": "Đóng gói", "photo": photo()}

    answer = maker_client.post(URL, typed)

    assert answer.status_code == 422
    assert "Nhiều nhất 6 bước" in answer.content.decode()
    assert "Đóng gói" in answer.content.decode()


def test_photos_forget_where_they_were_taken(maker_client):
    written(maker_client)

    with ShopFront.objects.get().photo.file.open() as file:
        data = file.read()

    assert b"Dien thoai" not in data
    assert b"Exif" not in data


def test_steps_are_put_in_order_and_taken_out(maker_client):
    add_steps(maker_client, *WORDS)
    keys = [step["key"] for step in ShopFront.objects.get().steps]

    maker_client.post(URL, {"viec": f"truoc:{keys[2]}"})
    maker_client.post(URL, {"viec": f"bo:{keys[0]}"})
    maker_client.post(URL, {"viec": "bo:\x00"})

    steps = [step["words"] for step in ShopFront.objects.get().steps]
    assert steps == ["Phơi nắng", "Xát vỏ"]


def test_the_same_step_sent_twice_is_one(maker_client):
    key = str(uuid4())

    for _n in range(2):
        typed = {"viec": "step", "words": "Rửa củ", "photo": photo(), "key": key}
        maker_client.post(URL, typed)

    assert len(ShopFront.objects.get().steps) == 1


@pytest.mark.parametrize("count", [1, 2, 7])
def test_three_to_six_steps_or_none(maker_client, count):
    add_steps(maker_client, *[f"Bước {n}" for n in range(count)])

    said = maker_client.post(URL, {"viec": "gui"}, follow=True).content.decode()

    front = ShopFront.objects.get()
    assert len(front.steps) == min(count, 6)
    assert (front.state == FrontState.PENDING) == (count == 7)
    assert ("cần từ 3 đến 6 bước" in said) == (count < 3)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"viec": "face"}, "id_photo-error"),
        ({"viec": "step", "words": "Phơi"}, "id_photo-error"),
        ({"viec": "step", "photo": "x", "words": ""}, "id_words-error"),
        ({"viec": "story", "story": "a" * 3001}, "id_story-error"),
        ({"viec": "story", "story": "\x00"}, "id_story-error"),
    ],
)
def test_what_is_wrong_is_said_and_kept(maker_client, wrong, error):
    page = maker_client.post(URL, wrong)

    assert page.status_code == 422
    assert error in page.content.decode()
    assert not ShopFront.objects.exists()


def test_the_office_decides_once_and_with_a_reason(maker_client, editor):
    written(maker_client)
    maker_client.post(URL, {"viec": "gui"})
    front = ShopFront.objects.get()
    url = f"/admin/shopfront/lam/{front.pk}/"

    silent = editor.post(f"{url}chua-dat/", {"note": " "}, follow=True)
    editor.post(f"{url}chua-dat/", {"note": "Ảnh mờ"})
    editor.post(f"{url}duyet/")

    front.refresh_from_db()
    assert "Hãy ghi lý do" in silent.content.decode()
    assert (front.state, front.reason) == (FrontState.REJECTED, "Ảnh mờ")


def test_the_database_keeps_what_was_sent(maker_client):
    written(maker_client)
    maker_client.post(URL, {"viec": "gui"})

    with pytest.raises(IntegrityError), transaction.atomic():
        ShopFront.objects.update(story="Khác")


def test_the_shop_shows_valid_certificates_and_visits_only(maker):
    product = ProductFactory(producer=maker)
    VariantFactory(product=product)
    today = timezone.localdate()
    CertificateFactory(product=product, decision_no="CON-HAN")
    CertificateFactory(
        product=product,
        decision_no="HET-HAN",
        issued_on=today.replace(year=today.year - 4),
        expires_on=today.replace(year=today.year - 1),
    )
    slot = SlotFactory(option__experience__host=maker)

    page = public(maker)

    assert "CON-HAN" in page
    assert "HET-HAN" not in page
    assert slot.option.experience.name in page


@pytest.mark.parametrize("count", [2, 12])
def test_the_shop_asks_no_more_for_more(
    maker_client, client, maker, django_assert_max_num_queries, count
):
    written(maker_client, *[f"Bước {n}" for n in range(6)])
    maker_client.post(URL, {"viec": "gui"})
    fronting.approve(ShopFront.objects.get(), by=None)
    for _n in range(count):
        product = ProductFactory(producer=maker)
        CertificateFactory(product=product)
        VariantFactory(product=product)
        SlotFactory(option__experience__host=maker)
    client.get(maker.get_absolute_url())

    with django_assert_max_num_queries(16):
        page = client.get(maker.get_absolute_url())

    assert len(page.content) < 60_000


def test_the_card_for_the_stall_has_name_village_and_size(maker_client, maker):
    answer = maker_client.get(f"{URL}the.pdf")

    page = PdfReader(io.BytesIO(answer.content)).pages[0]
    text = " ".join(page.extract_text().split())
    assert answer["Content-Type"] == "application/pdf"
    assert maker.name in text
    assert maker.village.name in text
    size = (round(float(page.mediabox.width)), round(float(page.mediabox.height)))
    assert size == (298, 420)


def test_the_card_of_a_maker_with_nothing_is_printed_too(maker_client, maker):
    maker.photo = maker.village = None
    maker.name_vi = "Hộ " + "rất dài " * 14
    maker.save()

    answer = maker_client.get(f"{URL}the.pdf")

    assert answer.content.startswith(b"%PDF")


def test_the_address_is_handed_on_with_plain_links(maker_client, maker):
    page = maker_client.get(f"{URL}gui-khach/").content.decode()

    assert maker.get_absolute_url() in page
    assert "https://www.facebook.com/sharer/sharer.php?u=http" in page


def test_another_maker_changes_only_his_own(maker_client):
    foreign = ProducerFactory()

    written(maker_client)

    assert not foreign.fronts.exists()
