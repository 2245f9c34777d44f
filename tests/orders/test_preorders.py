"""A harvest sold before it is picked: deposit now, the rest before the parcel leaves."""

import re
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

import pytest
import time_machine

from catalog.models import PreorderOffer
from orders import cancelling, fulfil, preordering
from orders.fulfil import CannotMove
from orders.models import Order, Preorder, State
from orders.stock import expire_all
from orders.wishes import CannotOrder
from payments.models import Payment, Refund
from payments.settle import confirm_received
from tests.factories import ProductFactory, VariantFactory, member_of
from tests.orders.test_basket import INVOICE
from tests.orders.test_checkout import HOA
from tests.orders.test_views import GOOD, hidden

pytestmark = pytest.mark.django_db

SUMMER = (date(2027, 8, 25), date(2027, 10, 10))


@pytest.fixture
def offer(rates):
    crate = VariantFactory(
        stock=0,
        price=95_000,
        unit_vi="thùng",
        product=ProductFactory(name_vi="Nhãn muộn", slug="nhan-muon"),
    )
    today = timezone.localdate()
    return PreorderOffer.objects.create(
        variant=crate,
        harvest_from=SUMMER[0],
        harvest_to=SUMMER[1],
        quantity=10,
        deposit_percent=30,
        opens_on=today,
        closes_on=today + timedelta(days=60),
    )


def ahead(offer, quantity=2, key="k"):
    parcel = preordering.parcel_for(offer, quantity, HOA.commune_code)
    return preordering.place(
        offer, quantity, HOA, idempotency_key=key, expected_total=parcel.total
    )


def pay(order):
    confirm_received(
        Payment.objects.open().get(reference__startswith=order.number), by=None
    )


def test_a_deposit_is_asked_now_and_the_counter_goes_up(offer):
    placed = ahead(offer)

    offer.refresh_from_db()
    preorder = Preorder.objects.get()
    assert offer.left == 8
    assert placed.total == 212_000
    assert Payment.objects.get().amount == preorder.deposit == 64_000
    assert (preorder.ship_from, preorder.part.state) == (SUMMER[0], State.PLACED)


def test_more_than_the_harvest_is_refused_kindly_and_by_the_database(offer):
    ahead(offer, 9)

    with pytest.raises(CannotOrder, match="chỉ còn 1 thùng"):
        ahead(offer, 2, key="k2")
    with pytest.raises(IntegrityError), transaction.atomic():
        PreorderOffer.objects.update(taken=11)

    assert Order.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_deposit_that_never_comes_gives_the_packs_back(offer):
    ahead(offer)

    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        expire_all()

    offer.refresh_from_db()
    assert offer.taken == 0
    assert Preorder.objects.get().part.state == State.CANCELLED


def test_the_rest_is_asked_when_the_harvest_is_in_and_the_parcel_waits_for_it(offer):
    placed = ahead(offer)
    pay(placed)
    part = placed.parts.get()
    fulfil.accept(part, by=None)
    with pytest.raises(CannotMove, match="chưa trả nốt"):
        fulfil.hand_over(part, by=None)

    asked = preordering.say_ready(offer, by=None)

    rest = Payment.objects.open().get()
    assert (asked, rest.amount) == (1, 148_000)
    assert preordering.say_ready(offer, by=None) == 0


def test_it_leaves_in_its_season_once_the_rest_is_paid(offer):
    placed = ahead(offer)
    pay(placed)
    preordering.say_ready(offer, by=None)
    pay(placed)
    part = placed.parts.get()
    fulfil.accept(part, by=None)
    fulfil.pack(part, by=None)

    with pytest.raises(CannotMove, match="25/08/2027"):
        fulfil.hand_over(part, by=None)
    with time_machine.travel("2027-08-26T08:00:00+07:00"):
        fulfil.hand_over(part, by=None)

    part.refresh_from_db()
    assert part.state == State.HANDED_OVER


def test_who_waits_for_a_moved_season_gets_the_new_days_with_one_tap(client, offer):
    placed = ahead(offer)
    pay(placed)
    told = preordering.move_season(offer, date(2027, 9, 5), date(2027, 10, 20), by=None)
    page = client.get(placed.get_absolute_url()).content.decode()

    url = f"{placed.get_absolute_url()}mua/{placed.number}-1/"
    client.post(url, {"viec": "nhan"})

    preorder = Preorder.objects.get()
    assert told == 1
    assert "Bạn chờ được không?" in page
    assert (preorder.ship_from, preorder.waits_for_answer) == (date(2027, 9, 5), False)


def test_who_does_not_wait_gets_his_deposit_back(client, offer):
    placed = ahead(offer)
    pay(placed)
    preordering.move_season(offer, date(2027, 9, 5), date(2027, 10, 20), by=None)

    url = f"{placed.get_absolute_url()}mua/{placed.number}-1/"
    client.post(url, {"viec": "khong"})
    client.post(url, {"viec": "khong"})

    offer.refresh_from_db()
    refund = Refund.objects.get()
    assert offer.taken == 0
    assert refund.amount == 64_000
    assert placed.parts.get().state == State.CANCELLED


def test_a_maker_who_cannot_deliver_gives_the_deposit_back(offer):
    placed = ahead(offer)
    pay(placed)

    cancelling.decline(placed.parts.get(), by=None, reason="Mất mùa")

    assert Refund.objects.get().amount == 64_000


def test_a_guest_orders_ahead_in_two_pages(client, offer):
    url = f"/dat-truoc/{offer.pk}/"
    product = client.get("/san-pham/nhan-muon/").content.decode()
    asked = {**GOOD, "so_luong": "2"}

    review = client.post(url, asked)
    done = client.post(
        url, {**asked, "khoa": hidden(review, "khoa"), "tong": hidden(review, "tong")}
    )
    page = client.get(done.url).content.decode()

    assert url in product
    assert "64.000" in review.content.decode()
    assert "Đặt trước: gửi từ" in page
    assert "Đã trả đủ" not in page


def test_the_details_of_a_firms_invoice_reach_the_maker(client, offer):
    """Page two hands on what page one asked: only what stands in it is sent."""
    url = f"/dat-truoc/{offer.pk}/"
    review = client.post(url, {**GOOD, **INVOICE, "so_luong": "2"})
    kept = re.findall(
        r'<input type="hidden" name="([^"]+)" value="([^"]*)"', review.content.decode()
    )

    client.post(url, dict(kept))

    invoice = Order.objects.get().invoice
    assert (invoice.tax_code, invoice.email) == ("0100109106", "ke.toan@example.vn")
    client.force_login(
        member_of(offer.variant.product.producer),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    code = Preorder.objects.get().part.code
    page = client.get(f"/kenh-ban/don/{code}/").content.decode()
    assert "0100109106" in page
    assert "Công ty Hoa Sen" in page


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"so_luong": "11"}, "chỉ còn 10 thùng"),
        ({"so_luong": "abc"}, "bằng chữ số"),
        ({"phone": "12"}, "không phải số Việt Nam"),
        ({"commune": "00004"}, "không thuộc tỉnh"),
    ],
)
def test_what_is_wrong_is_explained_and_what_was_typed_is_kept(
    client, offer, changes, why
):
    url = f"/dat-truoc/{offer.pk}/"
    asked = {**GOOD, "so_luong": "2", **changes}

    answer = client.post(url, asked)
    if answer.status_code == 200:
        answer = client.post(
            url,
            {**asked, "khoa": hidden(answer, "khoa"), "tong": hidden(answer, "tong")},
        )

    assert why in answer.content.decode()
    assert "Thôn Thượng" in answer.content.decode()
    assert not Order.objects.exists()


def test_the_maker_says_ready_and_moves_the_season_on_his_phone(client, offer):
    placed = ahead(offer)
    pay(placed)
    client.force_login(
        member_of(offer.variant.product.producer),
        backend="django.contrib.auth.backends.ModelBackend",
    )

    client.post(
        f"/kenh-ban/dat-truoc/{offer.pk}/doi/",
        {"harvest_from": "05/09/2027", "harvest_to": "20/10/2027"},
    )
    wrong = client.post(
        f"/kenh-ban/dat-truoc/{offer.pk}/doi/",
        {"harvest_from": "05/09/2027", "harvest_to": "01/09/2027"},
        follow=True,
    )
    page = client.get("/kenh-ban/dat-truoc/").content.decode()

    assert Preorder.objects.get().moved_from == date(2027, 9, 5)
    assert "Ngày cuối phải sau ngày đầu" in wrong.content.decode()
    assert "Đã đặt 2 trên 10 thùng" in page
