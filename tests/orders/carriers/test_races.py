"""The same webhook from many connections, the same press from many taps; with controls."""

import threading
import time
from contextlib import suppress
from dataclasses import replace
from unittest.mock import patch

from django.db import connection, connections
from django.db.models import QuerySet
from django.utils import timezone

import pytest

from orders import tracking
from orders.carriers.port import News, Tracking
from orders.models import TrackingEvent, Waybill
from payments.models import Payment

from .conftest import sent

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="needs true concurrency"
    ),
]
assert connection
MANY = 20


def at_once(deed, many: int = MANY) -> list[str]:
    """So many connections do it at the same moment; what went wrong."""
    gate = threading.Barrier(many)
    wrong: list[str] = []

    def run(number: int) -> None:
        gate.wait()
        try:
            deed(number)
        except Exception as error:  # noqa: BLE001 - what went wrong is the result
            wrong.append(repr(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[n]) for n in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def delivered(waybill: Waybill, event_id: str) -> News:
    return News(
        event_id=event_id,
        kind="Switch_status",
        tracking_code=waybill.tracking_code,
        our_code=waybill.code,
        raw_status="delivered",
        tracking=Tracking.DELIVERED,
        at=timezone.now(),
    )


def test_the_same_news_from_twenty_connections_have_one_effect(carriers, packed):
    waybill = sent(packed, "ghn")

    wrong = at_once(lambda n: tracking.follow(waybill, delivered(waybill, "one")))

    packed.refresh_from_db()
    assert wrong == []
    assert TrackingEvent.objects.count() == 1
    assert [e.state for e in packed.events.all()].count("delivered") == 1
    assert Payment.objects.get(reference=packed.code).is_paid


def test_twenty_different_news_of_one_delivery_have_one_effect(carriers, packed):
    waybill = sent(packed, "ghn")

    wrong = at_once(lambda n: tracking.follow(waybill, delivered(waybill, f"e{n}")))

    packed.refresh_from_db()
    assert wrong == []
    assert [e.state for e in packed.events.all()].count("delivered") == 1
    assert packed.shipments.count() == 1


def delivered_and_fetched_at_once(waybill: Waybill) -> str:
    """Two callbacks judged at the same moment, the older one written last; where the parcel is then."""
    gate = threading.Barrier(2)
    judge = tracking.judge

    def slowly(waybill: Waybill, news: News) -> tracking.Verdict:
        verdict = judge(waybill, news)
        with suppress(threading.BrokenBarrierError):
            gate.wait(1)
        if news.tracking == Tracking.PICKED_UP:
            time.sleep(0.5)
        return verdict

    late = delivered(waybill, "late")
    early = replace(late, event_id="early", tracking=Tracking.PICKED_UP)
    with patch.object(tracking, "judge", slowly):
        at_once(lambda n: tracking.follow(waybill, late if n else early), 2)
    waybill.refresh_from_db()
    return waybill.tracking


def test_a_parcel_does_not_go_backwards_between_two_callbacks(carriers, packed):
    assert delivered_and_fetched_at_once(sent(packed, "ghn")) == "delivered"


def test_without_the_locks_it_does(carriers, packed):
    """The control: both are judged against a parcel that waits, and the older one wins."""
    waybill = sent(packed, "ghn")

    with patch.object(QuerySet, "select_for_update", lambda self, *a, **k: self.all()):
        assert delivered_and_fetched_at_once(waybill) == "picked_up"


def test_twenty_taps_order_one_transport(carriers, packed):
    at_once(lambda n: sent(packed, "ghn"))

    assert Waybill.objects.count() == 1
    assert len(carriers.orders) == 1
