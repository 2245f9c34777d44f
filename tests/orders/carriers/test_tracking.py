"""Webhooks of carriers: their secret, doubles, disorder, backward steps, nonsense."""

import json
from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone

import pytest
import time_machine

from orders import cancelling, fulfil
from orders.models import Settlement, TrackingEvent, Waybill
from payments.models import GatewayEvent, Payment
from payments.models import Status as PaymentStatus
from tests.fakes.carriers import ghn_news, vtp_news
from tests.orders.test_fulfil import placed

from .conftest import sent

pytestmark = pytest.mark.django_db
GHN, VTP = "/webhooks/ghn/", "/webhooks/viettel-post/"
SECRET = "vtp-secret"
AT = "2026-11-24T10:20:00+07:00"


@pytest.fixture
def ghn(carriers, packed) -> Waybill:
    return sent(packed, "ghn")


@pytest.fixture
def vtp(carriers, packed) -> Waybill:
    return sent(packed, "vtp")


def tell_ghn(client, body, key="ghn-key"):
    return client.post(
        GHN,
        body if isinstance(body, (str, bytes)) else json.dumps(body),
        content_type="application/json",
        headers={"X-Lang-Nghe-Key": key},
    )


def tell_vtp(client, data, token=SECRET):
    body = json.dumps({"DATA": data, "TOKEN": token})
    return client.post(VTP, body, content_type="application/json")


def moved(client, carriers, waybill, status, at=AT, **more):
    """GHN moves the parcel, then tells us."""
    carriers.set_status(waybill.tracking_code, status)
    return tell_ghn(client, ghn_news(waybill.tracking_code, status, at, **more))


def test_a_parcel_that_is_fetched_hands_the_order_over(client, carriers, ghn):
    assert moved(client, carriers, ghn, "picked").status_code == 200

    part = ghn.part
    part.refresh_from_db()
    assert part.state == "handed_over"
    shipment = part.shipments.get()
    assert shipment.tracking_code == ghn.tracking_code
    assert shipment.waybill == ghn


def test_a_delivered_parcel_settles_the_cash_the_carrier_holds(client, carriers, ghn):
    moved(client, carriers, ghn, "delivered")

    part = ghn.part
    part.refresh_from_db()
    payment = Payment.objects.get(reference=part.code)
    assert part.state == "delivered"
    assert (payment.status, payment.held_by) == (PaymentStatus.PAID, "carrier")


def test_the_same_news_twice_count_once(client, carriers, ghn):
    for _time in range(3):
        assert moved(client, carriers, ghn, "delivered").status_code == 200

    assert TrackingEvent.objects.count() == 1
    assert GatewayEvent.objects.get().tries == 1


def test_ghn_is_asked_back_so_disorder_does_no_harm(client, carriers, ghn):
    code = ghn.tracking_code
    carriers.set_status(code, "delivered")

    for status, at in [("delivering", "T10"), ("picked", "T08"), ("delivered", "T12")]:
        news = ghn_news(code, status, f"2026-11-24{at}:00:00Z")
        assert tell_ghn(client, news).status_code == 200

    ghn.refresh_from_db()
    assert ghn.tracking == "delivered"
    assert ghn.part.shipments.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_parcel_that_goes_back_returns_the_order(client, carriers, ghn, mailoutbox):
    moved(client, carriers, ghn, "picked")
    moved(client, carriers, ghn, "return", "2026-11-25T10:00:00Z")
    moved(client, carriers, ghn, "returned", "2026-11-26T10:00:00Z")

    part = ghn.part
    part.refresh_from_db()
    assert part.state == "returned"
    assert part.lines.get().variant.stock == 5
    assert Payment.objects.get(reference=part.code).status == PaymentStatus.CANCELLED
    subjects = [letter.subject for letter in mailoutbox]
    assert any("đã được trả về" in subject for subject in subjects)
    assert any("chưa đến được tay bạn" in subject for subject in subjects)


def test_paid_goods_that_come_back_leave_the_money_to_a_person(client, carriers, rates):
    part = placed(Settlement.VIETQR)
    fulfil.money_received(part, by=None)
    fulfil.accept(part, by=None)
    fulfil.pack(part, by=None)
    part.refresh_from_db()
    waybill = sent(part, "ghn")

    moved(client, carriers, waybill, "returned")

    assert waybill.cod_amount == 0
    assert Payment.objects.get(reference=part.code).is_paid


def test_a_webhook_faster_than_the_answer_to_our_request_is_bound_by_our_code(
    client, carriers, packed
):
    from orders import sending

    carriers.then("fine", "after")
    with pytest.raises(sending.CannotSend):
        sent(packed, "vtp")
    (code,) = carriers.orders
    waybill = Waybill.objects.get()

    news = vtp_news(code, 105, "24/11/2026 10:00:00", ORDER_REFERENCE=waybill.code)
    assert tell_vtp(client, news).status_code == 200

    waybill.refresh_from_db()
    assert (waybill.tracking_code, waybill.tracking) == (code, "picked_up")


def test_viettel_post_news_that_are_older_are_kept_and_not_counted(client, vtp):
    code = vtp.tracking_code
    tell_vtp(client, vtp_news(code, 500, "24/11/2026 12:00:00"))
    tell_vtp(client, vtp_news(code, 200, "24/11/2026 10:00:00"))

    vtp.refresh_from_db()
    old = TrackingEvent.objects.get(raw_status__startswith="200")
    assert vtp.tracking == "delivering"
    assert (old.counted, old.needs_look) == (False, False)
    assert "Tin cũ" in old.note


def test_a_status_going_backwards_later_is_not_counted_either(client, vtp):
    code = vtp.tracking_code
    tell_vtp(client, vtp_news(code, 502, "24/11/2026 12:00:00"))
    tell_vtp(client, vtp_news(code, 105, "24/11/2026 13:00:00"))

    vtp.refresh_from_db()
    assert vtp.tracking == "returning"


def test_news_after_the_end_go_to_a_person(client, vtp):
    code = vtp.tracking_code
    tell_vtp(client, vtp_news(code, 501, "24/11/2026 12:00:00"))
    tell_vtp(client, vtp_news(code, 504, "25/11/2026 12:00:00"))

    vtp.refresh_from_db()
    vtp.part.refresh_from_db()
    assert (vtp.tracking, vtp.part.state) == ("delivered", "delivered")
    assert TrackingEvent.objects.filter(needs_look=True).count() == 1


def test_an_unknown_status_goes_to_a_person_and_moves_nothing(client, vtp):
    assert tell_vtp(client, vtp_news(vtp.tracking_code, 999, "24/11/2026 12:00:00")).status_code == 200  # fmt: skip

    vtp.refresh_from_db()
    assert vtp.tracking == "booked"
    assert TrackingEvent.objects.get().needs_look


def test_a_clock_that_runs_ahead_does_not_make_later_news_old(client, vtp):
    tell_vtp(client, vtp_news(vtp.tracking_code, 105, "24/11/2030 12:00:00"))
    later = timezone.localtime(timezone.now() + timedelta(minutes=20))
    tell_vtp(client, vtp_news(vtp.tracking_code, 501, f"{later:%d/%m/%Y %H:%M:%S}"))

    vtp.refresh_from_db()
    assert vtp.tracking == "delivered"


def test_a_clock_that_runs_behind_ours_is_no_reason_to_ignore_it(client, vtp):
    tell_vtp(client, vtp_news(vtp.tracking_code, 105, "24/11/2020 12:00:00"))

    vtp.refresh_from_db()
    assert vtp.tracking == "picked_up"


def test_another_amount_of_cash_than_ours_goes_to_a_person(client, vtp):
    news = vtp_news(vtp.tracking_code, 501, "24/11/2026 12:00:00", MONEY_COLLECTION=1)
    tell_vtp(client, news)

    event = TrackingEvent.objects.get()
    assert event.counted
    assert event.needs_look


def test_a_partial_return_goes_to_a_person(client, carriers, ghn):
    moved(client, carriers, ghn, "returned", IsPartialReturn=True)

    ghn.part.refresh_from_db()
    assert ghn.part.state == "packed"
    assert TrackingEvent.objects.get().needs_look


def test_a_cancelled_order_whose_parcel_moves_goes_to_a_person(client, carriers, ghn):
    cancelling.cancel(ghn.part, by=None, reason="Hết hàng")

    assert moved(client, carriers, ghn, "delivered").status_code == 200

    assert TrackingEvent.objects.get().needs_look
    ghn.part.refresh_from_db()
    assert ghn.part.state == "cancelled"


def test_news_of_a_parcel_nobody_knows_are_kept_and_asked_for_again(
    client, carriers, ghn
):
    assert tell_ghn(client, ghn_news("L8UNKNOWN", "picked", AT)).status_code == 503

    row = GatewayEvent.objects.get()
    assert row.processed_at is None
    assert "UnknownParcel" in row.error


def test_a_carrier_that_cannot_be_asked_back_is_heard_by_the_sweep(
    client, carriers, ghn
):
    carriers.then("500", "500", "500")
    carriers.set_status(ghn.tracking_code, "picked")
    assert (
        tell_ghn(client, ghn_news(ghn.tracking_code, "picked", AT)).status_code == 503
    )

    call_command("follow_parcels")

    ghn.refresh_from_db()
    assert ghn.tracking == "picked_up"


def test_a_lost_webhook_is_found_by_asking(carriers, ghn):
    carriers.set_status(ghn.tracking_code, "delivered")

    with time_machine.travel(timezone.now() + timedelta(hours=7)):
        call_command("follow_parcels")

    ghn.part.refresh_from_db()
    assert ghn.part.state == "delivered"


@pytest.mark.parametrize("key", ["", "wrong", "ghn-ke", "khoá"])
def test_a_wrong_key_is_refused_and_nothing_is_stored(client, carriers, ghn, key):
    key = key.encode().decode("latin-1")

    news = ghn_news(ghn.tracking_code, "picked", AT)
    assert tell_ghn(client, news, key).status_code == 403
    assert not GatewayEvent.objects.exists()


@pytest.mark.parametrize("token", ["", "wrong", None, 7, ["vtp-secret"], "mã"])
def test_a_wrong_token_is_refused_and_nothing_is_stored(client, vtp, token):
    news = vtp_news(vtp.tracking_code, 105, "24/11/2026 10:00:00")

    assert tell_vtp(client, news, token).status_code == 403
    assert not GatewayEvent.objects.exists()


def test_without_a_secret_of_ours_every_webhook_is_refused(client, ghn, settings):
    settings.GHN_WEBHOOK_KEY = ""

    assert (
        tell_ghn(client, ghn_news(ghn.tracking_code, "picked", AT), "").status_code
        == 403
    )


NONSENSE = [
    b"", b"\xff\xfe", b"null", b"[]", b"7", b'"x"', b"{}", b"[" * 20_000,
    b'{"OrderCode": null}', b'{"DATA":{},"TOKEN":"\\ud800"}', b'{"OrderCode":"\\u0000"}', b'{"OrderCode":"x","Status":"picked","Type":"t","Time":"never"}',
    b'{"OrderCode":"x","Status":"picked","Type":"t","Time":"2026-13-45T00:00:00Z"}',
    b'{"OrderCode":"x","Status":{"a":1},"Type":[],"Time":7}',
    b'{"OrderCode":"x","Status":"picked","Type":"t","Time":"2026-11-24T10:00:00Z","CODAmount":"60.5"}',
    b'{"OrderCode":"x","Status":"picked","Type":"t","Time":"2026-11-24T10:00:00Z","CODAmount":-1}',
]  # fmt: skip


@pytest.mark.parametrize("body", NONSENSE)
def test_nonsense_is_answered_and_never_a_fault(client, carriers, body):
    assert tell_ghn(client, body).status_code == 400
    assert client.post(VTP, body, content_type="application/json").status_code == 400
    assert not GatewayEvent.objects.exists()


@pytest.mark.parametrize("data", [None, 7, [], "x", {}, {"ORDER_NUMBER": 1}])
def test_nonsense_inside_the_envelope_too(client, carriers, data):
    assert tell_vtp(client, data).status_code == 400


@pytest.mark.parametrize("url", [GHN, VTP])
def test_ten_megabytes_are_refused_before_they_are_read(client, carriers, url):
    body = b"x" * 10_000_000

    assert client.post(url, body, content_type="application/json").status_code == 413


def test_codes_longer_than_any_column_are_stored_cut(client, carriers):
    news = ghn_news("L" * 5_000, "picked" * 100, AT)

    assert tell_ghn(client, news).status_code == 503
    assert len(GatewayEvent.objects.get().event_id) == 120
