"""“Việc hôm nay”: at most five rows, what is urgent first, each leads to where it is done."""

import re
from datetime import timedelta

from django.utils import timezone

import pytest

from catalog.models import Review
from orders.models import ProducerOrder, State
from tests.factories import ProductFactory, SlotFactory, VariantFactory
from tests.orders.test_checkout import basket_of, order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rates")]
URL = "/kenh-ban/"
REVIEWS = "/kenh-ban/nhan-xet/"
ROW = re.compile(
    r'class="task( urgent)?" href="([^"]+)"><b>(\d+)</b>.*?strong">([^<]+)'
)


@pytest.fixture
def jar(maker):
    return VariantFactory(product=ProductFactory(producer=maker), price=100_000)


def said(jar, **facts) -> Review:
    return Review.objects.create(
        product=jar.product,
        purchase_code=f"DH-{Review.objects.count()}",
        author_name="Lan",
        rating=4,
        **facts,
    )


def rows(client) -> list[tuple[str, str, str, str]]:
    """Urgent or not, where to, how many, of what."""
    return ROW.findall(client.get(URL).content.decode())


def test_a_review_waits_for_an_answer_and_its_row_opens_it(maker_client, jar):
    review = said(jar)

    before = rows(maker_client)
    maker_client.post(before[0][1], {"words": "Cảm ơn bác"})

    assert before == [("", f"{REVIEWS}{review.pk}/", "1", "Nhận xét chưa trả lời")]
    assert rows(maker_client) == []


def test_several_reviews_open_the_list_of_those(maker_client, jar):
    said(jar, text="Nghệ đắng")
    said(jar, text="Thơm lắm")
    said(jar, text="Đã khen", reply="Cảm ơn", replied_at=timezone.now())

    ((_urgent, url, count, _title),) = rows(maker_client)
    page = maker_client.get(url).content.decode()

    assert count == "2"
    assert "Nghệ đắng" in page
    assert "Thơm lắm" in page
    assert "Đã khen" not in page
    assert "Đã khen" in maker_client.get(REVIEWS).content.decode()


NOW = timezone.now()


@pytest.mark.parametrize(
    ("facts", "waits"),
    [
        ({}, True),
        ({"reply": "Cảm ơn", "replied_at": NOW}, False),
        ({"reported_at": NOW, "report": "Bịa"}, False),
        ({"reported_at": NOW, "report": "Bịa", "kept_at": NOW}, True),
        ({"removed_at": NOW, "removed_reason": "Chửi bới"}, False),
    ],
)
def test_what_was_answered_reported_or_taken_down_does_not_wait(
    maker_client, jar, facts, waits
):
    said(jar, **facts)

    assert bool(rows(maker_client)) == waits


def test_another_makers_reviews_are_not_his_work(maker_client, jar):
    said(VariantFactory())

    assert rows(maker_client) == []


def test_what_is_urgent_comes_before_what_is_not(maker_client, maker, jar):
    """A party that comes this week is not urgent; a parcel to be packed is."""
    said(jar)
    slot = SlotFactory(option__experience__host=maker)
    maker_client.post(
        f"/trai-nghiem/{slot.option.experience.slug}/dat/{slot.pk}/",
        {"ADULT": "2", "name": "Hoa", "phone": "0912345678", "pay": "cash"},
    )
    slot.bookings.update(status="CONFIRMED")
    slot.starts_at = timezone.now() + timedelta(days=2)
    slot.save()
    for state in (State.ACCEPTED, State.PLACED):
        part = order(basket_of((jar, 1)), key=state).parts.get()
        ProducerOrder.objects.filter(pk=part.pk).update(state=state)

    found = rows(maker_client)

    assert [(urgent, count, title) for urgent, _url, count, title in found] == [
        (" urgent", "1", "Đơn mới, chờ bạn nhận"),
        (" urgent", "1", "Đơn cần đóng gói"),
        ("", "1", "Đoàn khách trong bảy ngày tới"),
        ("", "1", "Nhận xét chưa trả lời"),
    ]
    assert found[0][1] == "/kenh-ban/don/?trang_thai=placed"


def test_many_things_to_do_ask_the_database_no_more_than_few(
    maker_client, jar, django_assert_max_num_queries
):
    for _n in range(8):
        said(jar)
        VariantFactory(product=ProductFactory(producer=jar.product.producer), stock=1)
    maker_client.get(URL)

    with django_assert_max_num_queries(20):
        maker_client.get(URL)
