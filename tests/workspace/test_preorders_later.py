"""A pre-order that is open is changed, closed and opened again; who ordered keeps what he was promised."""

from django.utils import timezone

import pytest

from catalog.models import PreorderOffer
from orders.models import Preorder
from orders.wishes import CannotOrder
from tests.factories import VariantFactory
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


@pytest.fixture
def offer(crate):
    return offered(crate)


def test_nobody_ordered_yet_so_everything_can_be_changed(maker_client, offer):
    wanted = typed(
        harvest_from=on(70),
        harvest_to=on(80),
        quantity="20",
        deposit_percent="50",
        closes_on=on(65),
    )

    maker_client.post(f"{URL}{offer.pk}/sua/", wanted)

    assert facts(offer) == (day(70), day(80), 20, 50, day(65))


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"quantity": "2"}, "Đã có người đặt 3 thùng"),
        ({"harvest_from": on(61)}, "Mùa đến sớm hay muộn hơn?"),
        ({"harvest_to": on(99)}, "Mùa đến sớm hay muộn hơn?"),
    ],
)
def test_who_ordered_keeps_his_packs_and_his_days(maker_client, offer, changed, why):
    ahead(offer, 3)
    before = facts(offer)

    answer = maker_client.post(f"{URL}{offer.pk}/sua/", typed(**changed))

    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert why in str(errors.get("quantity") or errors.get("harvest_from"))
    assert facts(offer) == before


def test_the_rest_can_be_changed_though_somebody_ordered(maker_client, offer):
    ahead(offer, 3)
    deposit = Preorder.objects.get().deposit

    page = maker_client.get(f"{URL}{offer.pk}/sua/").content.decode()
    maker_client.post(
        f"{URL}{offer.pk}/sua/", typed(quantity="3", deposit_percent="100")
    )

    assert page.count("readonly") == 2
    assert facts(offer) == (day(60), day(90), 3, 100, day(50))
    assert Preorder.objects.get().deposit == deposit


def test_days_move_by_moving_the_season_and_then_the_form_knows_them(
    maker_client, offer
):
    ahead(offer, 3)
    maker_client.post(
        f"{URL}{offer.pk}/doi/", {"harvest_from": on(70), "harvest_to": on(100)}
    )

    old = maker_client.post(f"{URL}{offer.pk}/sua/", typed())
    new = maker_client.post(
        f"{URL}{offer.pk}/sua/",
        typed(harvest_from=on(70), harvest_to=on(100), quantity="9"),
    )

    assert (old.status_code, new.status_code) == (422, 302)
    assert facts(offer) == (day(70), day(100), 9, 30, day(50))


def test_an_editors_older_promise_is_judged_only_where_it_is_changed(
    maker_client, offer
):
    """The harvest began yesterday: more packs may be promised, an earlier day may not."""
    PreorderOffer.objects.update(harvest_from=day(-1))
    kept = typed(harvest_from=on(-1), quantity="60")

    more = maker_client.post(f"{URL}{offer.pk}/sua/", kept)
    earlier = maker_client.post(
        f"{URL}{offer.pk}/sua/", {**kept, "harvest_from": on(-2)}
    )

    assert (more.status_code, earlier.status_code) == (302, 422)
    assert facts(offer)[2] == 60


def test_another_makers_offer_is_not_there(maker_client, offer):
    other = offered(VariantFactory())

    answers = [
        maker_client.get(f"{URL}{other.pk}/sua/"),
        maker_client.post(f"{URL}{other.pk}/sua/", typed(quantity="1")),
        maker_client.post(f"{URL}{other.pk}/dong/"),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert facts(other)[2:] == (50, 30, day(50))


def test_a_closed_offer_takes_nobody_more_and_keeps_who_ordered(
    client, maker_client, offer
):
    ahead(offer, 3)

    for _press in range(2):
        page = maker_client.post(f"{URL}{offer.pk}/dong/", follow=True)

    assert "Không nhận đặt" in page.content.decode()
    assert f"/dat-truoc/{offer.pk}/" not in client.get("/san-pham/nhan-muon/").text
    with pytest.raises(CannotOrder, match="đã đóng"):
        ahead(offer, 1, key="later")
    offer.refresh_from_db()
    assert offer.taken == Preorder.objects.get().quantity == 3


def test_a_closed_offer_opens_again_with_a_later_last_day(maker_client, crate, offer):
    maker_client.post(f"{URL}{offer.pk}/dong/")

    maker_client.post(f"{URL}{offer.pk}/sua/", typed(closes_on=on(10)))

    offer.refresh_from_db()
    assert offer.is_open_on(timezone.localdate())


def test_a_closed_offer_does_not_open_beside_the_one_that_took_its_place(
    maker_client, crate, offer
):
    maker_client.post(f"{URL}{offer.pk}/dong/")
    maker_client.post(NEW, typed(crate))

    answer = maker_client.post(f"{URL}{offer.pk}/sua/", typed(closes_on=on(10)))

    assert answer.status_code == 422
    assert "Hãy sửa đợt đó" in answer.content.decode()


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        (on(-3), on(20), "Ngày này đã qua"),
        (on(900), on(910), "hơn hai năm nữa"),
        ("mai", on(20), "Hãy ghi ngày như"),
        (on(70), on(65), "Ngày cuối phải sau ngày đầu"),
    ],
)
def test_a_season_moved_to_no_real_day_keeps_what_was_typed(
    maker_client, offer, first, last, why
):
    answer = maker_client.post(
        f"{URL}{offer.pk}/doi/", {"harvest_from": first, "harvest_to": last}
    )

    assert answer.status_code == 422
    assert why in answer.text
    assert f'value="{first}"' in answer.text
    assert facts(offer)[:2] == (day(60), day(90))


def test_a_season_moved_to_its_own_days_tells_nobody(maker_client, offer):
    ahead(offer, 3)

    page = maker_client.post(
        f"{URL}{offer.pk}/doi/",
        {"harvest_from": on(60), "harvest_to": on(90)},
        follow=True,
    ).text

    assert "Ngày vẫn như cũ" in page
    assert Preorder.objects.get().moved_from is None
