"""Being told once that a pack can be bought again."""

from datetime import timedelta

from django.core import mail
from django.utils import timezone

import pytest

from catalog.models import BackWish, MovementReason, Variant
from catalog.telling_back import AT_MOST, ask, tell_all
from core.models import Message
from tests.factories import ProductFactory, VariantFactory, hamper_of

pytestmark = pytest.mark.django_db


def url_of(pack):
    return f"{pack.product.get_absolute_url()}nhan-khi-co/{pack.sku}/"


def fill(pack, many=5):
    Variant.objects.locked().get(pk=pack.pk).move(many, MovementReason.COUNTED)


def test_who_asked_hears_once_and_his_address_is_gone(
    client, django_capture_on_commit_callbacks
):
    pack = VariantFactory(stock=0)
    shelf = client.get(pack.product.get_absolute_url()).text

    done = client.post(url_of(pack), {"email": "lan@example.vn"}, follow=True)
    nothing_yet = tell_all(timezone.now())
    fill(pack)
    with django_capture_on_commit_callbacks(execute=True):
        told = [tell_all(timezone.now()) for _ in range(2)]

    assert url_of(pack) in shelf
    assert "nhắn bạn một lần" in done.text
    assert (nothing_yet, told) == (0, [1, 0])
    assert mail.outbox[0].to == ["lan@example.vn"]
    assert pack.product.get_absolute_url() in mail.outbox[0].body
    assert not BackWish.objects.exists()


def test_a_phone_is_enough_and_asking_twice_is_asking_once(client):
    pack = VariantFactory(stock=0)

    for _ in range(2):
        client.post(url_of(pack), {"phone": "0912 345 678"})
    fill(pack)
    tell_all(timezone.now())

    assert Message.objects.get().to == "+84912345678"


def test_a_foreigner_is_told_in_english(client, django_capture_on_commit_callbacks):
    pack = VariantFactory(stock=0)
    english = f"/en/products/{pack.product.slug}/tell-me/{pack.sku}/"

    client.post(english, {"email": "anna@example.com"})
    fill(pack)
    with django_capture_on_commit_callbacks(execute=True):
        tell_all(timezone.now())

    assert "Back in stock" in mail.outbox[0].subject


def test_who_changes_his_mind_is_forgotten(client):
    wish = ask(VariantFactory(stock=0), email="lan@example.vn", phone="", language="vi")
    page = f"/nhan-khi-co/{wish.token}/"

    shown = client.get(page)
    gone = client.post(page)

    assert shown.status_code == gone.status_code == 200
    assert not BackWish.objects.exists()
    assert client.get(page).status_code == 404


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Hãy ghi số điện thoại hoặc thư"),
        ({"email": "lan@"}, "ten@gmail.com"),
        ({"phone": "123"}, "Số điện thoại này chưa đúng"),
        ({"phone": "1" * 5000}, "Số điện thoại này chưa đúng"),
    ],
)
def test_an_address_that_is_none_is_explained(client, typed, words):
    answer = client.post(url_of(VariantFactory(stock=0)), typed)

    assert answer.status_code == 422
    assert words in answer.text


def test_one_address_does_not_wait_for_the_whole_market(client):
    packs = [VariantFactory(stock=0) for _ in range(AT_MOST + 1)]

    answers = [client.post(url_of(pack), {"phone": "0912345678"}) for pack in packs]

    assert answers[-1].status_code == 422
    assert "đang chờ nhiều món" in answers[-1].text
    assert BackWish.objects.count() == AT_MOST


def test_goods_that_may_not_be_sold_are_announced_to_nobody():
    hidden = VariantFactory(stock=5, product=ProductFactory(state="draft"))
    ask(hidden, email="lan@example.vn", phone="", language="vi")

    assert tell_all(timezone.now()) == 0


def test_a_hamper_is_back_when_its_last_part_is():
    part = VariantFactory(stock=0)
    hamper = hamper_of((part, 1), price=100_000)
    ask(hamper, email="lan@example.vn", phone="", language="vi")
    before = tell_all(timezone.now())

    fill(part)

    assert (before, tell_all(timezone.now())) == (0, 1)


def test_who_waited_over_a_year_is_forgotten():
    wish = ask(VariantFactory(stock=0), email="lan@example.vn", phone="", language="vi")
    BackWish.objects.update(asked_at=timezone.now() - timedelta(days=401))

    tell_all(timezone.now())

    assert not BackWish.objects.filter(pk=wish.pk).exists()
