"""A maker answers what buyers say, or objects; an editor takes down with a reason, and nothing goes silently."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

import pytest

from catalog import reviewing
from catalog.models import Review
from core.audit import AuditEvent
from core.models import Message
from tests.factories import ProductFactory, UserFactory, VariantFactory

pytestmark = pytest.mark.django_db
URL = "/kenh-ban/nhan-xet/"
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def jar(maker):
    return VariantFactory(product=ProductFactory(producer=maker))


def said(jar, rating=2, text="Nghệ hơi đắng", author="Lan") -> Review:
    code = f"DH-{Review.objects.count()}"
    return Review.objects.create(
        product=jar.product,
        purchase_code=code,
        author_name=author,
        rating=rating,
        text=text,
    )


@pytest.fixture
def editor() -> Client:
    browser = Client()
    user = UserFactory(full_name="Cô Lan", is_staff=True, is_superuser=True)
    browser.force_login(user, backend=BACKEND)
    return browser


def decide(editor, review, deed, **typed):
    url = f"/admin/review/lam/{review.pk}/{deed}/"
    return editor.post(url, typed, follow=True)


def public(jar) -> str:
    return Client().get(jar.product.get_absolute_url()).content.decode()


def test_an_answer_is_read_under_the_review(maker_client, jar):
    review = said(jar)

    maker_client.post(f"{URL}{review.pk}/", {"words": "Cảm ơn bác, mẻ sau sàng kỹ hơn"})

    assert "Cảm ơn bác, mẻ sau sàng kỹ hơn" in public(jar)
    assert "Cảm ơn bác" in maker_client.get(URL).content.decode()


def test_an_answer_is_mended_for_a_day_and_then_stands(maker_client, jar):
    review = said(jar)
    maker_client.post(f"{URL}{review.pk}/", {"words": "Cảm ơn"})

    maker_client.post(f"{URL}{review.pk}/", {"words": "Cảm ơn bác Lan"})
    Review.objects.update(replied_at=timezone.now() - timedelta(hours=25))
    late = maker_client.post(f"{URL}{review.pk}/", {"words": "Thôi"})

    assert Review.objects.get().reply == "Cảm ơn bác Lan"
    assert late.status_code == 422
    assert "hơn một ngày" in late.content.decode()


def test_a_review_objected_to_stays_until_an_editor_has_looked(
    maker_client, editor, jar
):
    review = said(jar, text="Lừa đảo")

    maker_client.post(f"{URL}{review.pk}/bao/", {"words": "Người này bịa"})
    twice = maker_client.post(f"{URL}{review.pk}/bao/", {"words": "Nữa"})

    assert "Lừa đảo" in public(jar)
    assert "nhận xét người làm báo" in editor.get("/admin/").content.decode()
    assert "cán bộ đang xem" in maker_client.get(URL).content.decode()
    assert twice.status_code == 422


def test_what_is_taken_down_leaves_its_reason_and_counts_no_longer(
    maker_client, editor, jar
):
    bad, good = said(jar, 1, "Chửi bới"), said(jar, 5, "Thơm")

    decide(editor, bad, "go", note="Lời lẽ xúc phạm")

    page = public(jar)
    assert "Chửi bới" not in page
    assert "Đã gỡ" in page
    assert "Lời lẽ xúc phạm" in page
    assert '"ratingValue": 5.0, "reviewCount": 1' in page
    shop = Client().get(jar.product.producer.get_absolute_url()).content.decode()
    assert "★ 5,0 (1)" in shop
    assert "Lời lẽ xúc phạm" in maker_client.get(URL).content.decode()
    assert AuditEvent.objects.get().what == "gỡ nhận xét"
    assert Message.objects.filter(template="to_maker").exists()
    assert good.pk != bad.pk


def test_nothing_is_taken_down_without_a_reason(editor, jar):
    review = said(jar)

    page = decide(editor, review, "go", note="  ")

    assert "Hãy ghi lý do" in page.content.decode()
    assert Review.objects.visible().exists()


def test_an_editor_may_find_that_the_buyer_may_say_so(maker_client, editor, jar):
    review = said(jar)
    reviewing.report(review, "Sai")

    decide(editor, review, "de-nguyen", note="Chê thật")

    assert "Nghệ hơi đắng" in public(jar)
    assert "giữ nguyên" in maker_client.get(URL).content.decode()
    assert not Review.objects.reported().exists()


def test_a_mistake_is_put_back(editor, jar):
    review = said(jar)
    decide(editor, review, "go", note="Nhầm")

    decide(editor, review, "hien-lai", note="Gỡ nhầm")

    assert "Nghệ hơi đắng" in public(jar)
    assert AuditEvent.objects.count() == 2


def test_another_maker_answers_nothing(jar, maker_client):
    foreign = said(VariantFactory())

    answers = [
        maker_client.post(f"{URL}{foreign.pk}/{end}", {"words": "x"})
        for end in ("", "bao/")
    ]

    assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.parametrize("words", ["", "   ", "\x00", "a" * 1001])
def test_what_is_wrong_is_said(maker_client, jar, words):
    review = said(jar)

    page = maker_client.post(f"{URL}{review.pk}/", {"words": words})

    assert page.status_code == 422
    assert "id_words-error" in page.content.decode()
    assert Review.objects.get().reply == ""


def test_the_database_keeps_the_last_rule(jar):
    review = said(jar)

    for wrong in ({"removed_at": timezone.now()}, {"reply": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Review.objects.filter(pk=review.pk).update(**wrong)


def test_the_page_asks_no_more_for_more_reviews(
    maker_client, jar, django_assert_max_num_queries
):
    for _n in range(12):
        said(jar)

    with django_assert_max_num_queries(12):
        maker_client.get(URL)
