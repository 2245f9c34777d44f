"""Transports ordered over real HTTP from a server that answers like GHN and Viettel Post."""

from django.core.management import call_command

import pytest

from catalog.models import ShipPolicy
from orders import cancelling, sending
from orders.carriers import CARRIERS, configured
from orders.models import CarrierAccount, Waybill

from .conftest import BOX, account, sent

pytestmark = pytest.mark.django_db
BOTH = pytest.mark.parametrize("carrier", ["ghn", "vtp"])


def test_no_carrier_is_offered_until_it_is_configured(packed):
    CarrierAccount.objects.create(producer=packed.producer, carrier="ghn")

    assert configured() == []
    assert sending.offered(packed) == []


@BOTH
def test_a_transport_is_ordered_with_the_cash_to_collect(carriers, packed, carrier):
    waybill = sent(packed, carrier)

    assert waybill.tracking_code in carriers.orders
    assert waybill.cod_amount == packed.total
    assert waybill.fee in (33_000, 40_970)


def test_ghn_gets_the_documented_body_with_an_address_of_two_levels(carriers, packed):
    waybill = sent(packed, "ghn")

    (body,) = carriers.calls("shipping-order/create")
    assert body["client_order_code"] == waybill.code
    assert (body["is_new_to_address"], body["to_ward_name"], body["to_province_name"]) == (True, "Xã Khoái Châu", "Hưng Yên")  # fmt: skip
    assert "to_district_name" not in body
    assert (body["payment_type_id"], body["service_type_id"]) == (1, 2)
    assert body["to_phone"] == "0912345678"
    (headers,) = [h for path, _body, h in carriers.asked if path.endswith("/create")]
    assert headers["Shopid"] == "81558"


def test_viettel_post_collects_goods_only_so_that_delivery_is_not_paid_twice(
    carriers, packed
):
    sent(packed, "vtp")

    (body,) = carriers.calls("createOrderNlp")
    assert body["ORDER_PAYMENT"] == 3
    assert body["MONEY_COLLECTION"] == packed.total
    assert body["RECEIVER_ADDRESS"] == "Thôn 1, Xã Khoái Châu, Hưng Yên"


@BOTH
def test_pressing_twice_orders_one_transport(carriers, packed, carrier):
    first = sent(packed, carrier)
    second = sent(packed, carrier)

    assert first.pk == second.pk
    assert len(carriers.orders) == 1


def test_ghn_that_is_ill_for_a_moment_is_asked_again(carriers, packed):
    carriers.then("500", "hang up")

    waybill = sent(packed, "ghn")

    assert waybill.tracking_code
    assert len(carriers.calls("create")) == 3


@pytest.mark.parametrize("fault", ["after", "slow", "no json"])
def test_an_answer_that_got_lost_makes_no_second_order(carriers, packed, fault):
    carriers.then(fault, fault, fault)
    with pytest.raises(sending.CannotSend, match="chưa trả lời"):
        sent(packed, "ghn")

    waybill = sent(packed, "ghn")

    assert list(carriers.orders) == [waybill.tracking_code]
    assert Waybill.objects.count() == 1


def test_viettel_post_is_not_asked_twice_by_itself(carriers, packed):
    carriers.then("fine", "after")

    with pytest.raises(sending.CannotSend, match="chưa trả lời"):
        sent(packed, "vtp")

    assert len(carriers.calls("createOrderNlp")) == 1
    assert Waybill.objects.get().tracking_code == ""


def test_a_refusal_is_told_in_the_carriers_words_and_leaves_room_for_another(
    carriers, packed, settings
):
    settings.GHN_TOKEN = "wrong"
    with pytest.raises(sending.CannotSend, match="Token is not valid"):
        sent(packed, "ghn")

    waybill = sent(packed, "vtp")

    assert waybill.tracking_code.startswith("VTP")
    assert Waybill.objects.get(carrier="ghn").problem


def test_a_wrong_password_is_a_refusal(carriers, packed, settings):
    settings.VTP_PASSWORD = "old"

    with pytest.raises(sending.CannotSend, match="mật khẩu"):
        sent(packed, "vtp")


def test_a_token_that_ran_out_is_renewed(carriers, packed):
    CARRIERS["vtp"].quote(sending.parcel_of(Waybill(part=packed, code="x", weight_g=1, cod_amount=0), BOX))  # fmt: skip
    carriers.vtp_token = "token-2"

    assert sent(packed, "vtp").tracking_code


@pytest.mark.parametrize(("carrier", "fee"), [("ghn", 33_000), ("vtp", 40_970)])
def test_a_quote_orders_nothing(carriers, packed, carrier, fee):
    parcel = sending.parcel_of(
        Waybill(part=packed, code="x", shop="1", weight_g=600, cod_amount=0), BOX
    )

    assert CARRIERS[carrier].quote(parcel) == fee
    assert not carriers.orders


@pytest.mark.parametrize(
    "policy", [ShipPolicy.SAME_DAY, ShipPolicy.PICKUP, ShipPolicy.FREIGHT]
)
def test_fresh_and_bulky_goods_are_not_given_to_a_carrier(carriers, packed, policy):
    product = packed.lines.get().variant.product
    product.ship_policy = policy
    product.save()

    with pytest.raises(sending.CannotSend):
        sent(packed, "ghn")


@pytest.mark.parametrize(
    ("name", "limit", "words"),
    [("GHN_MAX_WEIGHT_G", 500, "đến 0 kg"), ("GHN_MAX_COD", 1_000, "1.000")],
)
def test_a_carriers_limits_are_said_before_it_is_asked(
    carriers, packed, settings, name, limit, words
):
    setattr(settings, name, limit)

    with pytest.raises(sending.CannotSend, match=words):
        sent(packed, "ghn")

    assert not carriers.asked


@BOTH
def test_a_transport_is_called_off(carriers, packed, carrier):
    waybill = sent(packed, carrier)

    sending.cancel(waybill)

    waybill.refresh_from_db()
    assert waybill.tracking == "cancelled"
    assert carriers.orders[waybill.tracking_code]["status"] in ("cancel", "107")


@BOTH
def test_a_parcel_on_its_way_cannot_be_called_off(carriers, packed, carrier):
    waybill = sent(packed, carrier)
    carriers.set_status(waybill.tracking_code, "200")

    with pytest.raises(sending.CannotSend, match="huỷ"):
        sending.cancel(waybill)


def test_a_cancelled_order_calls_its_transport_off_by_the_sweep(carriers, packed):
    waybill = sent(packed, "ghn")
    cancelling.cancel(packed, by=None, reason="Hết hàng")

    call_command("follow_parcels")

    waybill.refresh_from_db()
    assert waybill.tracking == "cancelled"


@pytest.mark.parametrize(
    ("carrier", "link"),
    [("ghn", "/a5/public-api/printA5?token=label-1"), ("vtp", "bill=Ab1=")],
)
def test_a_label_is_a_fresh_link(carriers, packed, carrier, link):
    waybill = sent(packed, carrier)

    assert link in sending.label_url(waybill)


def test_accounts_of_other_makers_are_not_offered(carriers, packed):
    from tests.factories import ProducerFactory

    CarrierAccount.objects.create(producer=ProducerFactory(), carrier="ghn")

    assert sending.offered(packed) == []
    account(packed, "ghn")
    assert len(sending.offered(packed)) == 1
