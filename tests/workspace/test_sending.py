"""The maker's “giao” screen, with carriers that answer over HTTP."""

from django.test import Client

import pytest

from orders.models import Waybill
from tests.factories import member_of
from tests.orders.carriers.conftest import account, sent
from tests.orders.carriers.conftest import carriers as carriers
from tests.orders.carriers.conftest import packed as packed

pytestmark = pytest.mark.django_db
BOX = {"weight_g": "600", "length": "20", "width": "15", "height": "10"}


@pytest.fixture
def maker(packed):
    client = Client()
    client.force_login(
        member_of(packed.producer),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return client


@pytest.fixture
def page(packed):
    return f"/kenh-ban/don/{packed.code}/gui-hang/"


def test_without_a_carrier_the_maker_types_as_before(maker, packed, page):
    order = maker.get(f"/kenh-ban/don/{packed.code}/").content.decode()

    assert page not in order
    assert "tracking_code" in order
    assert "gửi cách khác" in maker.get(page).content.decode()


def test_a_maker_sees_the_price_before_anything_is_ordered(
    maker, carriers, packed, page
):
    chosen = {"account": account(packed, "ghn").pk, **BOX, "xem-cuoc": "1"}

    body = maker.post(page, chosen).content.decode()

    assert "33.000" in body
    assert not Waybill.objects.exists()


def test_a_maker_has_a_parcel_fetched_and_prints_its_label(
    maker, carriers, packed, page
):
    chosen = {"account": account(packed, "ghn").pk, **BOX}
    assert page in maker.get(f"/kenh-ban/don/{packed.code}/").content.decode()

    body = maker.post(page, chosen, follow=True).content.decode()

    waybill = Waybill.objects.get()
    assert waybill.tracking_code in body
    assert (waybill.weight_g, waybill.cod_amount) == (600, packed.total)
    assert maker.get(f"{page}nhan/").url.endswith("token=label-1")


def test_a_carrier_that_does_not_answer_is_said_and_what_was_typed_stays(
    maker, carriers, packed, page
):
    carriers.then("500", "500", "500")

    response = maker.post(page, {"account": account(packed, "ghn").pk, **BOX})

    body = response.content.decode()
    assert response.status_code == 422
    assert "chưa trả lời" in body
    assert 'value="20"' in body


def test_a_transport_is_called_off_with_a_tap(maker, carriers, packed, page):
    sent(packed, "vtp")

    maker.post(f"{page}huy/")

    assert Waybill.objects.get().tracking == "cancelled"


@pytest.mark.parametrize(
    "typed", ["", "0", "-1", "sáu", "1e9", "600.5", "999999999999"]
)
def test_a_wrong_measure_gets_a_sentence(maker, carriers, packed, page, typed):
    chosen = {"account": account(packed, "ghn").pk, **BOX, "weight_g": typed}

    response = maker.post(page, chosen)

    assert response.status_code == 422
    assert 'class="error"' in response.content.decode()
    assert not Waybill.objects.exists()


def test_another_makers_carrier_is_not_taken(maker, carriers, packed, page):
    from orders.models import CarrierAccount
    from tests.factories import ProducerFactory

    account(packed, "ghn")
    other = CarrierAccount.objects.create(producer=ProducerFactory(), carrier="ghn")

    assert maker.post(page, {"account": other.pk, **BOX}).status_code == 422
    assert not Waybill.objects.exists()


def test_another_makers_order_is_not_found(maker, carriers):
    assert maker.get("/kenh-ban/don/LN0000000-1/gui-hang/").status_code == 404
