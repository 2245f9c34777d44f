"""`check_books` is silent when all is well and names each kind of fault; faults are planted with raw SQL."""

from datetime import timedelta

from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

import pytest
import time_machine

from ledger import guards
from ledger.models import Entry, Posting
from orders import bookkeeping
from orders.checking import faults
from orders.models import OrderLine, ProducerOrder, Settlement, StockReservation
from payments import refunds
from payments.models import Payment, Refund
from payments.refunds import Item
from payments.settle import confirm_received
from tests.factories import UserFactory
from tests.ledger.money import fee, ordered

pytestmark = pytest.mark.django_db


def sql(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def unguarded(*statements: str) -> None:
    """What only the owner of the database can do."""
    if connection.vendor == "postgresql":
        sql("SET CONSTRAINTS ALL IMMEDIATE")
    guards.remove(connection)
    sql(*statements)


@pytest.fixture
def part(rates: None) -> ProducerOrder:
    """Paid, with half of its goods refunded; told to the books an hour ago."""
    fee(500)
    with time_machine.travel(timezone.now() - timedelta(hours=1)):
        part = ordered(Settlement.VIETQR, 100_000).parts.get()
        payment = confirm_received(Payment.objects.get(reference=part.code), by=None)
        bookkeeping.book_sales(payment)
        _refund(payment, part)
    StockReservation.objects.update(expires_at=None)
    assert list(faults()) == []
    return part


def _refund(payment: Payment, part: ProducerOrder) -> None:
    item = Item("line", part.lines.get().code, 1, 100_000)
    asked = refunds.request(
        payment, items=[item], method="bank", reason="Vỡ", by=UserFactory()
    )
    refunds.approve(asked, by=UserFactory())
    bookkeeping.book_refund(refunds.confirm_sent(asked, by=None))


def only_fault() -> str:
    found = list(faults())
    assert len(found) == 1, found
    return found[0]


def test_books_in_order_are_said_to_be(part, capsys):
    call_command("check_books")

    assert "in order" in capsys.readouterr().out


def test_an_entry_out_of_balance_is_named(part):
    entry = Entry.objects.get(key__startswith="sale:")
    unguarded(
        f"UPDATE ledger_posting SET amount = amount + 7 WHERE id ="
        f" {entry.postings.filter(what='fee', amount__gt=0).get().pk}"
    )

    assert only_fault() == f"entry {entry.key}: +7 VND out of balance"


def test_an_entry_without_postings_is_named(part):
    unguarded(
        "INSERT INTO ledger_entry (id, key, kind, memo, at, recorded_at) VALUES"
        " ('00000000000000000000000000000001', 'tax:1', 'tax', 'x', '2026-11-01', '2026-11-01')"
    )

    assert only_fault() == "entry tax:1: fewer than two postings"


def test_a_payment_nobody_booked_is_named(rates):
    with time_machine.travel(timezone.now() - timedelta(hours=1)):
        part = ordered(Settlement.COD, 100_000).parts.get()
        payment = confirm_received(Payment.objects.get(reference=part.code), by=None)

    assert only_fault() == f"payment {payment.code}: 222000 came, 0 is booked"


def test_a_payment_of_this_minute_may_still_be_on_its_way(rates):
    part = ordered(Settlement.COD, 100_000).parts.get()

    confirm_received(Payment.objects.get(reference=part.code), by=None)

    assert list(faults()) == []


def test_a_payment_booked_twice_is_named(part):
    entry = Entry.objects.get(key__startswith="sale:")
    payment = Payment.objects.get()
    copy = entry.postings.filter(what="money").first()
    pk = "0" * 31 + "2"
    columns = (
        "entry_id, account_id, producer_id, currency, amount, what, category, reference"
    )
    values = f"'{pk}', '{copy.account_id}', {copy.producer_id}, 'VND'"
    sql(
        f"INSERT INTO ledger_posting ({columns}) VALUES ({values}, 222000, 'money', '', 'x')",
        f"INSERT INTO ledger_posting ({columns}) VALUES ({values}, -222000, 'goods', '', 'x')",
        "INSERT INTO ledger_entry (id, key, kind, memo, at, recorded_at) VALUES"
        f" ('{pk}', 'sale:again:{payment.code}', 'sale', 'x', '2026-11-01', '2026-11-01')",
    )

    assert only_fault() == f"payment {payment.code}: 222000 came, 444000 is booked"


def test_a_sale_of_a_payment_that_never_came_is_named(part):
    payment = Payment.objects.get()
    Refund.objects.update(done_at=None)
    sql("UPDATE payments_payment SET status = 'pending'")

    assert f"payment {payment.code}: booked, but it was not paid" in list(faults())


def test_a_refund_nobody_booked_is_named(part):
    refund = Refund.objects.get()
    unguarded(
        "UPDATE ledger_entry SET key = 'x:y:z' WHERE key LIKE 'refund:%'",
    )

    assert only_fault() == f"refund {refund.code}: 100000 left, 0 is booked"


def test_a_refund_that_came_back_but_stayed_in_the_books_is_named(part):
    refund = Refund.objects.get()

    sql("UPDATE payments_refund SET state = 'failed'")

    assert f"refund {refund.code}: 0 left, 100000 is booked" in list(faults())


def test_refunds_beyond_what_was_noted_on_the_payment_are_named(part):
    payment = Payment.objects.get()

    sql("UPDATE payments_payment SET refunded = 1")

    assert only_fault() == f"payment {payment.code}: 100000 refunded of 222000, 1 noted"


def test_a_line_whose_frozen_fee_is_not_the_booked_one_is_named(part):
    line = OrderLine.objects.get()

    sql("UPDATE orders_orderline SET fee = 1")

    assert only_fault() == (
        f"line {line.code}: fee and tax (1, 0) frozen, (10000, 0) booked"
    )


def test_a_stock_its_movements_do_not_explain_is_named(part):
    pack = part.lines.get().variant
    if connection.vendor == "postgresql":
        sql(
            "SET CONSTRAINTS ALL IMMEDIATE",
            "ALTER TABLE catalog_variant DISABLE TRIGGER USER",
        )
    else:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
                " AND tbl_name = 'catalog_variant'"
            )
            sql(*(f"DROP TRIGGER {name}" for (name,) in cursor.fetchall()))

    sql("UPDATE catalog_variant SET stock = stock - 1")

    assert only_fault() == f"stock {pack.sku}: 47 on the shelf, 48 by its movements"


def test_a_reservation_past_its_term_is_named(part):
    StockReservation.objects.update(expires_at=timezone.now() - timedelta(hours=1))

    assert "kept past its term" in only_fault()


def test_faults_stop_the_command_with_their_names(part):
    sql("UPDATE orders_orderline SET fee = 1")

    with pytest.raises(CommandError, match="1 faults"):
        call_command("check_books")

    assert Posting.objects.total() == 0
