"""The table of moves, complete; and a history nobody can rewrite."""

from datetime import timedelta

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

import pytest

from orders import completing, fulfil
from orders.models import MOVES, Actor, IllegalMove, OrderEvent, ProducerOrder, State
from orders.stock import expire_payment
from payments.models import Payment
from tests.factories import UserFactory, VariantFactory, member_of, return_terms
from tests.orders.placing import delivered, placed

pytestmark = pytest.mark.django_db

ALLOWED = {
    ("placed", "accepted"),
    ("placed", "cancelled"),
    ("accepted", "packed"),
    ("accepted", "cancelled"),
    ("packed", "handed_over"),
    ("packed", "cancelled"),
    ("handed_over", "delivered"),
    ("handed_over", "returned"),
    ("delivered", "completed"),
    ("delivered", "returned"),
    ("completed", "returned"),
    ("cancelled", "placed"),
}
PAIRS = [(a, b) for a in State.values for b in State.values]


@pytest.fixture
def part(rates) -> ProducerOrder:
    return placed()


def test_the_table_knows_every_state():
    assert set(MOVES) == set(State)


@pytest.mark.parametrize(("now", "then"), PAIRS)
def test_every_pair_of_states_is_allowed_or_refused(part, now, then):
    part.state = now

    if (now, then) in ALLOWED:
        part.move_to(State(then), by=None, note="vì thế")
        assert ProducerOrder.objects.get(pk=part.pk).state == then
    else:
        with pytest.raises(IllegalMove):
            part.move_to(State(then), by=None, note="vì thế")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE orders_orderevent SET state = 'delivered' WHERE id = %s",
        "UPDATE orders_orderevent SET at = '2020-01-01 00:00:00' WHERE id = %s",
        "UPDATE orders_orderevent SET note = 'khác', by_id = NULL WHERE id = %s",
        "DELETE FROM orders_orderevent WHERE id = %s",
    ],
)
def test_the_database_refuses_to_rewrite_the_history(part, sql):
    event = part.events.get()

    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, [event.pk])

    assert part.events.get().state == "placed"


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite's own word")
def test_a_replacement_is_refused_too(part):
    sql = "REPLACE INTO orders_orderevent SELECT * FROM orders_orderevent"

    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_a_person_can_be_forgotten_and_the_fact_stays(part):
    by = member_of(part.producer)
    fulfil.accept(part, by=by)

    by.delete()

    event = part.events.last()
    assert (event.state, event.by, event.actor) == ("accepted", None, Actor.MAKER)


def test_a_cancellation_without_a_reason_is_refused_by_the_database(part):
    with pytest.raises(IntegrityError), transaction.atomic():
        OrderEvent.objects.create(part=part, state=State.CANCELLED)


@pytest.mark.parametrize(
    ("who", "actor"),
    [("maker", "maker"), ("staff", "operator"), ("else", "buyer"), ("", "system")],
)
def test_the_history_says_in_which_part_somebody_acted(part, who, actor):
    people = {
        "maker": lambda: member_of(part.producer),
        "staff": lambda: UserFactory(is_staff=True),
        "else": UserFactory,
        "": lambda: None,
    }

    fulfil.accept(part, by=people[who]())

    assert part.events.last().actor == actor


def test_an_order_nobody_paid_was_cancelled_by_the_time(rates):
    part = placed(settlement="vietqr")
    Payment.objects.update(expires_at=timezone.now() - timedelta(minutes=1))

    expire_payment.call(Payment.objects.get().pk)
    fulfil.payment_did_not_come(Payment.objects.get())

    last = part.events.last()
    assert (last.state, last.actor, last.note) == (
        "cancelled",
        "timeout",
        "Hết hạn thanh toán",
    )


def test_the_buyer_completes_an_order_that_is_well(rates):
    part = delivered()

    completing.all_is_well(part)

    part.refresh_from_db()
    assert part.state == State.COMPLETED
    assert part.events.last().actor == Actor.BUYER


@pytest.mark.parametrize(
    ("policy", "after", "state"),
    [
        ("ship", timedelta(days=14, hours=23), "delivered"),
        ("ship", timedelta(days=15), "completed"),
        ("same_day", timedelta(hours=23), "delivered"),
        ("same_day", timedelta(hours=24), "completed"),
    ],
)
def test_an_order_completes_when_its_time_to_return_is_over(
    rates, policy, after, state
):
    return_terms()
    part = delivered(VariantFactory(price=100_000, product__ship_policy=policy))
    at = part.happened_at(State.DELIVERED)

    completing.complete_due(at + after)
    completing.complete_due(at + after)

    part.refresh_from_db()
    assert part.state == state
    assert part.events.filter(state="completed").count() == (state == "completed")


def test_goods_eaten_within_a_week_are_fresh(rates):
    tofu = VariantFactory(price=100_000, product__shelf_life_days=2)

    assert placed(tofu).lines.get().goods_kind == "fresh"
