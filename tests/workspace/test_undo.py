"""“Hoàn tác”: a tap on an order is taken back for ten seconds, and the buyer hears nothing of it."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

import pytest
import time_machine

from core import outbox
from core.message import Message
from core.undoing import TooLate
from orders import cancelling, fulfil, taking_back
from orders.models import ProducerOrder
from tests.factories import UserFactory, VariantFactory, member_of
from tests.orders.placing import placed
from tests.orders.test_money_races import at_once, without_locks
from tests.slowly import slow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rates")]


@pytest.fixture
def part(maker) -> ProducerOrder:
    return placed(VariantFactory(price=100_000, product__producer=maker))


def taps(client, part, *names, **typed):
    for name in names:
        body = client.post(
            f"/kenh-ban/don/{part.code}/{name}/", typed, follow=True
        ).content.decode()
    part.refresh_from_db()
    return body


def states(part) -> list[str]:
    return list(part.events.values_list("state", flat=True))


def shipped(part):
    return Message.objects.filter(key__startswith=f"order_shipped:{part.code}")


def test_an_acceptance_is_taken_back_and_both_stay_written(maker_client, part):
    body = taps(maker_client, part, "nhan")

    after = taps(maker_client, part, "hoan-tac")

    assert "Hoàn tác" in body
    assert "Bấm nhầm, lấy lại" in after
    assert "Nhận đơn" in after
    assert states(part) == ["placed", "accepted", "placed"]


def test_a_parcel_packed_by_mistake_is_opened(maker_client, part):
    taps(maker_client, part, "nhan", "dong-goi")

    taps(maker_client, part, "hoan-tac")

    assert part.state == "accepted"
    assert not part.shipments.exists()


def test_a_parcel_packed_before_stays_packed(maker_client, maker):
    part = placed(VariantFactory(price=50_000, product__producer=maker), 2)
    taps(maker_client, part, "nhan")
    line = part.lines.get()
    taps(maker_client, part, "kien", **{f"so-{line.pk}": "1"})
    taps(maker_client, part, "dong-goi")

    taps(maker_client, part, "hoan-tac")

    assert part.state == "accepted"
    assert part.shipments.get().lines.get().quantity == 1


def test_the_buyer_hears_of_the_parcel_after_the_time_to_undo(maker_client, part):
    body = taps(maker_client, part, "nhan", "dong-goi", "giao")
    waiting = shipped(part).get().state
    outbox.sweep()
    early = shipped(part).get().state

    with time_machine.travel(timezone.now() + timedelta(seconds=25)):
        outbox.sweep()

    assert "Lát nữa khách được báo tin" in body
    assert (waiting, early, shipped(part).get().state) == ("queued", "queued", "sent")


def test_a_parcel_taken_back_is_here_and_nobody_was_told(maker_client, part):
    taps(maker_client, part, "nhan", "dong-goi", "giao", carrier="Bưu điện")

    taps(maker_client, part, "hoan-tac")

    shipment = part.shipments.get()
    assert part.state == "packed"
    assert (shipment.handed_over_at, shipment.carrier) == (None, "")
    assert not shipped(part).exists()


def test_sent_once_more_the_buyer_is_told_once(maker_client, part, mailoutbox):
    taps(maker_client, part, "nhan", "dong-goi", "giao", "hoan-tac", "giao")

    with time_machine.travel(timezone.now() + timedelta(seconds=25)):
        outbox.sweep()

    letter = shipped(part).get()
    assert letter.state == "sent"
    assert [sent.subject for sent in mailoutbox].count(letter.subject) == 1


def test_once_the_letter_is_under_way_it_is_too_late(maker_client, part):
    taps(maker_client, part, "nhan", "dong-goi", "giao")
    outbox.claim(shipped(part).get())

    body = taps(maker_client, part, "hoan-tac")

    assert "Lâu quá rồi" in body
    assert part.state == "handed_over"
    assert part.shipments.get().handed_over_at


def test_after_a_while_it_is_too_late(maker_client, part):
    taps(maker_client, part, "nhan")

    with time_machine.travel(timezone.now() + timedelta(seconds=30)):
        page = maker_client.get(f"/kenh-ban/don/{part.code}/").content.decode()
        body = taps(maker_client, part, "hoan-tac")

    assert "Hoàn tác" not in page
    assert "Lâu quá rồi" in body
    assert part.state == "accepted"


def test_taking_back_twice_goes_one_step_only(maker_client, part):
    taps(maker_client, part, "nhan", "dong-goi", "hoan-tac")

    body = taps(maker_client, part, "hoan-tac")

    assert "Lâu quá rồi" in body
    assert part.state == "accepted"


def test_the_tap_of_another_is_not_ours_to_take_back(maker_client, maker, part):
    fulfil.accept(part, by=member_of(maker))

    body = taps(maker_client, part, "hoan-tac")

    assert "Lâu quá rồi" in body
    assert part.state == "accepted"


def test_a_delivery_is_not_taken_back_since_money_was_booked(maker_client, part):
    taps(maker_client, part, "nhan", "dong-goi", "giao", "da-giao")

    body = taps(maker_client, part, "hoan-tac")

    assert "Hoàn tác" not in body
    assert part.state == "delivered"


def test_the_buyer_does_not_see_a_step_that_was_taken_back(maker_client, client, part):
    taps(maker_client, part, "nhan")
    seen = client.get(part.order.get_absolute_url()).content.decode()

    taps(maker_client, part, "hoan-tac")

    page = client.get(part.order.get_absolute_url()).content.decode()
    assert page.count('class="todo"') == seen.count('class="todo"') + 1


def test_another_makers_order_is_not_found(maker_client):
    part = placed()
    fulfil.accept(part, by=UserFactory())

    assert maker_client.post(f"/kenh-ban/don/{part.code}/hoan-tac/").status_code == 404


postgres = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="needs true concurrency"
)


def tried(part, sen) -> str:
    try:
        taking_back.take_back(part, by=sen)
    except TooLate:
        return "too late"
    return "taken back"


@postgres
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(4))
def test_a_letter_goes_out_or_the_parcel_is_back_never_both(maker, _round):
    sen = member_of(maker)
    part = placed(VariantFactory(price=100_000, product__producer=maker))
    fulfil.accept(part, by=sen)
    fulfil.pack(part, by=sen)
    fulfil.hand_over(part, by=sen, wait=timedelta(seconds=20))
    letter = shipped(part).get()
    shipped(part).update(due_at=timezone.now())

    at_once(
        [
            lambda: outbox.send_message.call(letter.pk),
            lambda: tried(part, sen),
        ]
    )

    part.refresh_from_db()
    told = shipped(part).filter(state="sent").exists()
    assert (part.state, told) in [("packed", False), ("handed_over", True)]
    assert bool(part.shipments.get().handed_over_at) == told


@postgres
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_fingers_take_back_once(maker):
    sen = member_of(maker)
    part = placed(VariantFactory(price=100_000, product__producer=maker))
    fulfil.accept(part, by=sen)

    told = at_once([lambda: tried(part, sen)] * 4)

    assert sorted(told) == ["taken back", "too late", "too late", "too late"]
    assert states(part) == ["placed", "accepted", "placed"]


@postgres
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_two_fingers_take_back_more_than_once(maker):
    """The control: the race is real, so that the test above means something."""
    sen = member_of(maker)
    part = placed(VariantFactory(price=100_000, product__producer=maker))
    fulfil.accept(part, by=sen)

    with without_locks(), slow("UPDATE", "orders_producerorder"):
        told = at_once([lambda: tried(part, sen)] * 4)

    assert told.count("taken back") > 1
    assert states(part).count("placed") > 2


@postgres
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_taking_back_and_cancelling_at_once_leave_one_cancelled_order(maker):
    sen = member_of(maker)
    part = placed(VariantFactory(price=100_000, stock=5, product__producer=maker))
    fulfil.accept(part, by=sen)

    at_once(
        [
            lambda: tried(part, sen),
            lambda: cancelling.cancel(part, by=None, reason="Hết hàng"),
        ]
    )

    part.refresh_from_db()
    assert part.state == "cancelled"
    assert part.lines.get().variant.stock == 5
    assert connection.vendor == "postgresql"
