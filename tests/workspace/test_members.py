"""Who works together in one shop, and what a helper leaves behind."""

import re
from datetime import timedelta
from unittest.mock import patch

from django.test import Client
from django.utils import timezone

import pytest

from catalog import drafting, moderating
from catalog.models import ProductVersion
from core.audit import AuditEvent
from core.models import Message
from producers.models import HelpedAct, Membership
from tests.factories import (
    ProducerFactory,
    ProductFactory,
    UserFactory,
    VariantFactory,
    member_of,
)
from workspace.in_words import DEEDS
from workspace.why_not import AGAIN, WHY

pytestmark = pytest.mark.django_db
URL = "/kenh-ban/nguoi-cung-lam/"
NEW = {"called": "Cháu Nam", "phone": "0912 000 333", "role": "staff"}
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def jar(maker):
    return VariantFactory(product=ProductFactory(producer=maker), stock=10)


@pytest.fixture
def helper(maker):
    user = UserFactory(full_name="Cháu Nam")
    Membership.objects.create(user=user, producer=maker, role="helper", called="Nam")
    browser = Client()
    browser.force_login(user, backend=BACKEND)
    return browser


def test_somebody_asked_in_signs_in_with_a_phone_alone(maker_client, caplog):
    caplog.set_level("WARNING", "core.phone_messages")
    maker_client.post(URL, NEW)
    browser = Client()

    browser.post("/tai-khoan/dang-nhap/", {"login": "0912000333"})
    code = re.findall(r"\b(\d{6})\b", caplog.text)[-1]
    browser.post("/tai-khoan/dang-nhap/ma/", {"code": code})

    assert browser.get("/kenh-ban/hang/").status_code == 200
    assert browser.get(URL).status_code == 403
    assert Message.objects.get(template="to_maker").to == "+84912000333"
    assert AuditEvent.objects.filter(what="thêm người cùng làm").exists()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"phone": "123"}, "id_phone-error"),
        ({"called": ""}, "Hãy ghi tên"),
        ({"role": "king"}, "error"),
        ({"phone": "\x00"}, "error"),
    ],
)
def test_what_is_wrong_is_said(maker_client, maker, wrong, words):
    page = maker_client.post(URL, {**NEW, **wrong}).content.decode()

    assert words in page
    assert maker.memberships.count() == 1


def test_nobody_is_added_twice(maker_client, maker):
    maker_client.post(URL, NEW)

    page = maker_client.post(URL, {**NEW, "role": "owner"}).content.decode()

    assert "đã ở trong danh sách" in page
    assert maker.memberships.get(called="Cháu Nam").role == "staff"


def test_an_applicant_adds_nobody_before_he_is_verified(client):
    maker = ProducerFactory(unverified=True)
    client.force_login(member_of(maker), backend=BACKEND)

    page = client.post(URL, NEW).content.decode()

    assert "Khi hồ sơ được xác minh" in page
    assert not Message.objects.exists()


def test_a_shop_keeps_an_owner(maker_client, maker):
    owner = maker.memberships.get()

    maker_client.post(f"{URL}{owner.pk}/bo/")
    maker_client.post(f"{URL}{owner.pk}/viec/", {"role": "staff"})
    maker_client.post(f"{URL}{owner.pk}/viec/", {"role": "x"})

    assert maker.memberships.get().role == "owner"


def test_a_role_is_changed_and_a_person_removed(maker_client, maker):
    maker_client.post(URL, NEW)
    member = maker.memberships.get(called="Cháu Nam")

    maker_client.post(f"{URL}{member.pk}/viec/", {"role": "helper"})
    member.refresh_from_db()
    maker_client.post(f"{URL}{member.pk}/bo/")

    assert member.role == "helper"
    assert maker.memberships.count() == 1


def test_what_a_helper_does_is_marked_told_and_taken_back(
    helper, maker_client, maker, jar
):
    helper.post(f"/kenh-ban/hang/{jar.sku}/", {"stock": "3"})
    helper.post(f"/kenh-ban/hang/{jar.sku}/", {"buoc": "them"})
    page = maker_client.get("/kenh-ban/lam-thay/").content.decode()
    banner = helper.get("/kenh-ban/").content.decode()

    act = HelpedAct.objects.order_by("pk").first()
    maker_client.post(f"/kenh-ban/lam-thay/{act.code}/hoan-lai/")
    maker_client.post(f"/kenh-ban/lam-thay/{act.code}/hoan-lai/")

    jar.refresh_from_db()
    assert jar.stock == 11
    assert page.count("sửa số hàng còn") >= 2
    assert "Cháu Nam" in page
    assert "Bạn đang làm thay" in banner
    assert Message.objects.filter(template="to_maker").count() == 1
    assert AuditEvent.objects.filter(what="sửa số hàng còn").count() == 2
    assert AuditEvent.objects.filter(what="hoàn lại việc làm thay").count() == 1


def test_after_a_day_nothing_is_taken_back(helper, maker_client, jar):
    helper.post(f"/kenh-ban/hang/{jar.sku}/", {"stock": "3"})
    HelpedAct.objects.update(at=timezone.now() - timedelta(hours=25))

    code = HelpedAct.objects.get().code
    answer = maker_client.post(f"/kenh-ban/lam-thay/{code}/hoan-lai/", follow=True)

    jar.refresh_from_db()
    assert jar.stock == 3
    assert "không hoàn lại được nữa" in answer.content.decode()


def test_what_was_taken_back_on_the_shelf_is_not_taken_back_again(
    helper, maker_client, jar
):
    helper.post(f"/kenh-ban/hang/{jar.sku}/", {"stock": "3"})
    tap = jar.movements.order_by("pk").last()
    helper.post(f"/kenh-ban/hang/{jar.sku}/hoan-tac/{tap.pk}/")

    act = HelpedAct.objects.order_by("pk").first()
    maker_client.post(f"/kenh-ban/lam-thay/{act.code}/hoan-lai/")

    jar.refresh_from_db()
    assert jar.stock == 10


def test_sold_packs_are_not_taken_off_again(helper, maker_client, jar):
    helper.post(f"/kenh-ban/hang/{jar.sku}/", {"stock": "12"})
    maker_client.post(f"/kenh-ban/hang/{jar.sku}/", {"stock": "1"})

    code = HelpedAct.objects.get().code
    answer = maker_client.post(f"/kenh-ban/lam-thay/{code}/hoan-lai/", follow=True)

    jar.refresh_from_db()
    assert jar.stock == 1
    assert "đã bán mất rồi" in answer.content.decode()


def test_a_listing_a_helper_took_off_sale_is_back_with_one_press(
    helper, maker_client, jar
):
    helper.post(f"/kenh-ban/hang/dang-ban/{jar.product.slug}/ngung/")
    jar.product.refresh_from_db()
    rested = jar.product.state

    maker_client.post(f"/kenh-ban/lam-thay/{HelpedAct.objects.get().code}/hoan-lai/")

    jar.product.refresh_from_db()
    assert (rested, jar.product.state) == ("archived", "approved")


def test_what_was_refused_is_not_marked(helper, jar):
    helper.post(f"/kenh-ban/hang/{jar.sku}/", {"stock": "abc"})

    assert not HelpedAct.objects.exists()


def test_neither_owner_nor_staff_leave_marks(maker_client, jar):
    maker_client.post(f"/kenh-ban/hang/{jar.sku}/", {"stock": "3"})

    assert not HelpedAct.objects.exists()


def test_staff_see_no_money(maker):
    browser = Client()
    user = UserFactory()
    Membership.objects.create(user=user, producer=maker, role="staff")
    browser.force_login(user, backend=BACKEND)

    pages = [
        browser.get(url).content.decode() for url in ("/kenh-ban/", "/kenh-ban/toi/")
    ]

    assert browser.get("/kenh-ban/tien/").status_code == 403
    assert all("/kenh-ban/tien/" not in page for page in pages)


def test_a_deed_whose_mark_cannot_be_written_is_not_done(helper, jar):
    helper.raise_request_exception = False

    with patch.object(HelpedAct.objects, "create", side_effect=OSError):
        answer = helper.post(f"/kenh-ban/hang/{jar.sku}/", {"stock": "3"})

    jar.refresh_from_db()
    assert answer.status_code == 500
    assert jar.stock == 10


def test_a_listing_a_helper_sent_is_taken_back_before_it_is_read(
    helper, maker_client, jar
):
    draft = drafting.draft_of(jar.product, by=None)
    content = {**draft.content, "name_vi": "Tên khác", "photos": [{"picture": 1}]}
    ProductVersion.objects.filter(pk=draft.pk).update(content=content)
    helper.post(f"/kenh-ban/hang/moi/{draft.code}/xem-lai/")
    draft.refresh_from_db()
    sent = draft.state

    act = HelpedAct.objects.get()
    maker_client.post(f"/kenh-ban/lam-thay/{act.code}/hoan-lai/")

    draft.refresh_from_db()
    jar.product.refresh_from_db()
    assert (sent, draft.state) == ("pending", "rejected")
    assert draft.reason == "Chủ gian hàng lấy lại bản người khác gửi thay."
    assert jar.product.state == "approved"


def sent_by(helper, jar, *, price, **words):
    """A helper changes a listing and sends it."""
    draft = drafting.draft_of(jar.product, by=None)
    pictures = {"photos": [{"picture": 1}]}
    packs = [{**pack, "price": price} for pack in draft.content["packs"]]
    content = {**draft.content, **pictures, "packs": packs, **words}
    was = {**draft.was, **pictures}
    ProductVersion.objects.filter(pk=draft.pk).update(content=content, was=was)
    helper.post(f"/kenh-ban/hang/moi/{draft.code}/xem-lai/")
    jar.refresh_from_db()
    return HelpedAct.objects.get()


@pytest.mark.parametrize("words", [{}, {"name_vi": "Tên khác"}])
def test_a_price_a_helper_changed_is_put_back(helper, maker_client, jar, words):
    price = jar.price
    act = sent_by(helper, jar, price=price + 5_000, season_months=4, **words)
    changed = jar.price

    maker_client.post(f"/kenh-ban/lam-thay/{act.code}/hoan-lai/")

    jar.refresh_from_db()
    jar.product.refresh_from_db()
    assert (changed, jar.price) == (price + 5_000, price)
    assert jar.product.season_months != 4
    undone = jar.product.versions.first()
    assert undone.state == "approved"
    assert undone.was["packs"][0]["price"] == price + 5_000


def test_a_price_changed_since_is_not_put_back(helper, maker_client, jar):
    act = sent_by(helper, jar, price=jar.price + 5_000)
    jar.price = 99_000
    jar.save()

    page = maker_client.post(
        f"/kenh-ban/lam-thay/{act.code}/hoan-lai/", follow=True
    ).text

    jar.refresh_from_db()
    assert jar.price == 99_000
    assert "đã đổi khác, không hoàn lại được nữa" in page


def test_words_an_editor_let_count_are_not_put_back(helper, maker_client, jar):
    act = sent_by(helper, jar, price=jar.price + 5_000, name_vi="Tên khác")
    moderating.approve(ProductVersion.objects.get(), by=None)

    maker_client.post(f"/kenh-ban/lam-thay/{act.code}/hoan-lai/")

    jar.refresh_from_db()
    jar.product.refresh_from_db()
    act.refresh_from_db()
    assert jar.product.name_vi == "Tên khác"
    assert act.undone_at is None


@pytest.mark.parametrize("name", sorted(DEEDS))
def test_what_cannot_be_taken_back_says_why(maker, maker_client, name):
    HelpedAct.objects.create(producer=maker, by_name="Nam", what=DEEDS[name])

    page = maker_client.get("/kenh-ban/lam-thay/").content.decode()

    assert str(WHY.get(str(DEEDS[name]), AGAIN)) in page


def test_what_is_too_late_says_so(maker, maker_client):
    act = HelpedAct.objects.create(
        producer=maker, by_name="Nam", what=DEEDS["listing_rest"], undo="rest"
    )
    HelpedAct.objects.filter(pk=act.pk).update(at=timezone.now() - timedelta(hours=25))

    page = maker_client.get("/kenh-ban/lam-thay/").content.decode()

    assert "Đã quá 24 giờ" in page
