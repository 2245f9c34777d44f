"""A maker opens a pre-order of the coming harvest himself: what it asks, what it refuses, who sees it."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

import pytest

from catalog.models import PreorderOffer
from producers.models import HelpedAct
from tests.factories import (
    ProducerFactory,
    ProductFactory,
    VariantFactory,
    hamper_of,
    member_of,
)
from tests.workspace.harvest import (
    NEW,
    URL,
    ahead,
    day,
    facts,
    longan_of,
    offered,
    on,
    typed,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rates")]


@pytest.fixture
def crate(maker):
    return longan_of(maker)


def test_what_a_maker_opens_is_ordered_by_shoppers_at_once(client, maker_client, crate):
    before = client.get("/san-pham/nhan-muon/").content.decode()

    done = maker_client.post(NEW, typed(crate), follow=True).content.decode()

    offer = PreorderOffer.objects.get()
    after = client.get("/san-pham/nhan-muon/").content.decode()
    assert "Đã mở đợt đặt trước" in done
    assert "Đã đặt 0 trên 50 thùng" in done
    assert f"/dat-truoc/{offer.pk}/" not in before
    assert f"/dat-truoc/{offer.pk}/" in after
    assert facts(offer) == (day(60), day(90), 50, 30, day(50))
    assert offer.opens_on == timezone.localdate()
    assert ahead(offer, 2).parts.get().producer == crate.product.producer


def test_without_a_last_day_a_harvest_is_promised_for_one_week(maker_client, crate):
    maker_client.post(NEW, typed(crate, harvest_to=""))

    assert PreorderOffer.objects.get().harvest_to == day(66)


def test_a_thousand_is_a_thousand_however_it_is_typed(maker_client, crate):
    maker_client.post(NEW, typed(crate, quantity="1.000"))

    assert PreorderOffer.objects.get().quantity == 1000


def test_only_packs_of_his_own_that_are_sold_can_be_chosen(maker_client, maker, crate):
    """No hamper, no pack off sale, nobody else's; the only one left is chosen already."""
    hamper = hamper_of((crate, 1))
    rested = VariantFactory(product=ProductFactory(producer=maker, archived=True))
    dropped = VariantFactory(product=crate.product, is_active=False)
    others = VariantFactory(product=ProductFactory(producer=ProducerFactory()))

    page = maker_client.get(NEW).content.decode()
    answers = [
        maker_client.post(NEW, typed(pack))
        for pack in (hamper, rested, dropped, others)
    ]

    assert f'<option value="{crate.pk}" selected>' in page
    assert all(f'<option value="{p.pk}"' not in page for p in (hamper, rested, others))
    assert {answer.status_code for answer in answers} == {422}
    assert all("đang không bán" in answer.content.decode() for answer in answers)
    assert not PreorderOffer.objects.exists()


WRONG = [
    ({"pack": ""}, "Hãy chọn một gói"),
    ({"pack": "' OR 1=1"}, "đang không bán"),
    ({"harvest_from": ""}, "Hãy chọn ngày"),
    ({"harvest_from": "31/02/2027"}, "Hãy ghi ngày như"),
    ({"harvest_from": on(-1)}, "đã qua"),
    ({"harvest_to": on(59)}, "Ngày cuối phải sau ngày đầu"),
    ({"harvest_from": "9999-12-31", "harvest_to": ""}, "xa quá"),
    ({"harvest_to": "2207-01-01"}, "xa quá"),
    ({"closes_on": on(-1)}, "đã qua"),
    ({"closes_on": on(91)}, "trước khi thu hoạch xong"),
    ({"quantity": "0"}, "lớn hơn 0"),
    ({"quantity": "nhiều"}, "bằng chữ số"),
    ({"quantity": "9" * 30}, "lớn quá"),
    ({"deposit_percent": "4"}, "từ 5 đến 100"),
    ({"deposit_percent": "101"}, "từ 5 đến 100"),
    ({"deposit_percent": "\x00"}, "bằng chữ số"),
]


@pytest.mark.parametrize(("changed", "why"), WRONG)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    maker_client, crate, changed, why
):
    VariantFactory(product=crate.product)

    answer = maker_client.post(NEW, {**typed(crate, quantity="41"), **changed})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert why in page
    assert 'value="41"' in page or "quantity" in changed
    assert not PreorderOffer.objects.exists()


@pytest.mark.parametrize(
    "broken",
    [{"taken": 51}, {"harvest_to": date(2020, 1, 1)}, {"deposit_percent": 4}],
)
def test_the_database_holds_the_same_rules(crate, broken):
    offered(crate)

    with pytest.raises(IntegrityError), transaction.atomic():
        PreorderOffer.objects.update(**broken)


def test_without_a_bank_account_no_deposit_can_come(maker_client, maker, crate):
    maker.bank_account = ""
    maker.save()

    page = maker_client.get(NEW).content.decode()
    answer = maker_client.post(NEW, typed(crate))

    assert "/kenh-ban/tai-khoan/" in page
    assert answer.status_code == 422
    assert "ghi tài khoản nhận tiền trước" in answer.content.decode()
    assert not PreorderOffer.objects.exists()


def test_who_sells_nothing_yet_is_led_to_his_first_listing(maker_client):
    page = maker_client.get(NEW).content.decode()

    assert "Chưa có món nào đang bán" in page
    assert "/kenh-ban/hang/moi/" in page


def test_one_harvest_is_offered_once_and_another_beside_it(maker_client, crate):
    offered(crate)

    same = maker_client.post(NEW, typed(crate, harvest_from=on(85), harvest_to=on(99)))
    later = maker_client.post(NEW, typed(crate, harvest_from=on(91), harvest_to=""))

    assert same.status_code == 422
    assert "Hãy sửa đợt đó" in same.content.decode()
    assert later.status_code == 302
    assert PreorderOffer.objects.count() == 2


def test_a_form_sent_twice_by_a_poor_line_opens_one(maker_client, crate):
    sent = typed(crate, lan_gui="6c410824-749b-45c6-adee-f003adb67c54")

    answers = [maker_client.post(NEW, sent) for _n in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert PreorderOffer.objects.count() == 1


def test_what_was_typed_comes_back_after_signing_in_again(client, maker, crate):
    client.post(NEW, typed(crate, quantity="41"))
    client.force_login(
        member_of(maker), backend="django.contrib.auth.backends.ModelBackend"
    )

    page = client.get(NEW)

    assert page.status_code == 200
    assert 'value="41"' in page.content.decode()


def test_what_a_helper_does_is_written_down_in_words(client, maker, crate):
    helper = member_of(maker)
    helper.memberships.update(role="helper")
    client.force_login(helper, backend="django.contrib.auth.backends.ModelBackend")

    client.post(NEW, typed(crate, quantity="0"))
    client.post(NEW, typed(crate))
    pk = PreorderOffer.objects.get().pk
    client.post(f"{URL}{pk}/sua/", typed(quantity="60"))
    client.post(f"{URL}{pk}/dong/")

    assert [*HelpedAct.objects.order_by("pk").values_list("what", flat=True)] == [
        "mở một đợt đặt trước",
        "sửa một đợt đặt trước",
        "đóng một đợt đặt trước",
    ]


def test_many_offers_ask_the_database_no_more_than_few(
    maker_client, crate, django_assert_max_num_queries
):
    for n in range(9):
        offered(crate, harvest_from=day(100 * n), harvest_to=day(100 * n + 6))
    maker_client.get(URL)

    with django_assert_max_num_queries(9):
        page = maker_client.get(URL).content.decode()

    assert page.count("Sửa đợt này") == 9
