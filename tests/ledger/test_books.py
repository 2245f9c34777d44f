"""The database keeps the books: whoever tries with raw SQL is refused, on both databases."""

import uuid
from fractions import Fraction

from django.db import DatabaseError, IntegrityError, connection, transaction

import pytest

from ledger import journal
from ledger.chart import Code
from ledger.journal import Label, Line, Unbalanced, move
from ledger.models import Account, Entry, Kind, Posting, What
from tests.factories import ProducerFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
POSTGRESQL = connection.vendor == "postgresql"


def sale(key: str = "sale:LN1-1", amount: int = 100_000) -> Entry:
    fee = Label(ProducerFactory(), What.FEE)
    goods = Label(fee.producer, What.GOODS, "goods", "LN1-1-7")
    lines = [
        *move(Code.GATEWAY, Code.PRODUCER, amount, goods),
        *move(Code.PRODUCER, Code.COMMISSION, amount // 20, fee),
    ]
    return journal.post(key, "Bán một hộp", lines, kind=Kind.SALE)


def sql(*statements: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def entry_row(pk: str, key: str = "k") -> str:
    return (
        "INSERT INTO ledger_entry (id, key, kind, memo, at, recorded_at)"
        f" VALUES ('{pk}', '{key}', 'sale', 'x', '2026-11-01', '2026-11-01')"
    )


def posting_row(entry: str, amount: int, currency: str = "VND", verb: str = "INSERT"):
    columns, extra = "", ""
    if verb != "INSERT":
        columns, extra = "id, ", f"{Posting.objects.first().pk}, "
    return (
        f"{verb} INTO ledger_posting ({columns}entry_id, account_id, currency, amount, what,"
        f" category, reference) VALUES ({extra}'{entry}', 'asset:bank', '{currency}',"
        f" {amount}, 'money', '', '')"
    )


def new_id() -> str:
    return uuid.uuid4().hex


def test_the_balance_is_the_sum_of_the_postings():
    entry = sale()

    payable = Posting.objects.on(Code.PRODUCER)

    assert payable.total() == -95_000
    assert payable.of(entry.postings.first().producer).total() == -95_000
    assert Posting.objects.total() == 0


def test_the_same_key_is_written_once():
    first = sale()

    again = sale(amount=5_000_000)

    assert again == first
    assert Posting.objects.count() == 4


def test_an_unbalanced_entry_is_refused_before_the_database_is_asked():
    lines = [Line(Code.BANK, 100), Line(Code.PRODUCER, -99)]

    with pytest.raises(Unbalanced):
        journal.post("k", "x", lines, kind=Kind.SALE)

    assert not Posting.objects.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_posting SET amount = amount + 1",
        "UPDATE ledger_posting SET producer_id = NULL",
        "UPDATE ledger_entry SET memo = 'khác'",
        "DELETE FROM ledger_posting",
        "DELETE FROM ledger_entry",
    ],
)
def test_nothing_written_is_changed_or_deleted(statement):
    sale()

    with pytest.raises(DatabaseError, match="added, never changed"):
        sql(statement)

    assert Posting.objects.count() == 4


@pytest.mark.skipif("not POSTGRESQL", reason="SQLite has no TRUNCATE")
def test_the_tables_are_not_emptied():
    sale()

    with pytest.raises(DatabaseError, match="added, never changed"):
        sql("TRUNCATE ledger_posting, ledger_entry CASCADE")


@pytest.mark.parametrize(
    ("amounts", "why"),
    [
        ([(100, "VND"), (-99, "VND")], "one đồng short"),
        ([(100, "VND"), (-100, "SGD")], "balanced only across currencies"),
        ([(100, "VND")], "one side only"),
        ([], "nothing at all"),
    ],
)
def test_an_entry_that_does_not_balance_is_refused(amounts, why):
    pk = new_id()
    rows = [posting_row(pk, amount, currency) for amount, currency in amounts]

    with pytest.raises(DatabaseError, match="do not balance"):
        sql(*rows, entry_row(pk))

    assert not Entry.objects.exists(), why


def test_postings_without_an_entry_are_refused_at_commit():
    pk = new_id()

    with pytest.raises(IntegrityError):
        sql(posting_row(pk, 100), posting_row(pk, -100))

    assert not Posting.objects.exists()


def test_a_sealed_entry_takes_no_more_postings_even_balanced_ones():
    pk = sale().pk.hex

    with pytest.raises(DatabaseError, match="sealed"):
        sql(posting_row(pk, 100), posting_row(pk, -100))


def test_a_posting_of_nothing_is_refused():
    pk = new_id()

    with pytest.raises(IntegrityError):
        sql(posting_row(pk, 0), posting_row(pk, 0), entry_row(pk))


@pytest.mark.skipif("POSTGRESQL", reason="REPLACE is SQLite's")
def test_a_posting_is_not_replaced_behind_the_back_of_its_entry():
    sale()
    pk = new_id()

    with pytest.raises(DatabaseError, match="sealed"):
        sql(posting_row(pk, 5, verb="REPLACE"), posting_row(pk, -5), entry_row(pk))

    with pytest.raises(DatabaseError, match="UNIQUE"):
        sql(entry_row(new_id(), "sale:LN1-1").replace("INSERT", "REPLACE"))


def test_a_reversal_is_the_mirror_and_names_what_it_reverses():
    entry = sale()

    mirror = journal.reverse(entry, "undo:1", kind=Kind.CORRECTION)

    assert mirror.reverses == entry
    assert Posting.objects.on(Code.PRODUCER).total() == 0
    assert Posting.objects.on(Code.COMMISSION).total() == 0


def test_a_part_of_an_entry_is_reversed_in_balance_whatever_the_share():
    entry = sale(amount=99_999)

    journal.reverse(entry, "undo:1", Fraction(1, 3), kind=Kind.CORRECTION)

    assert Posting.objects.on(Code.GATEWAY).total() == 99_999 - 33_333
    assert Posting.objects.total() == 0


def test_forgetting_a_person_leaves_the_books_alone():
    user = UserFactory()
    lines = move(Code.BANK, Code.PRODUCER, 1_000, Label(ProducerFactory()))
    entry = journal.post("k", "x", lines, kind=Kind.SALE, by=user)

    user.delete()

    entry.refresh_from_db()
    assert entry.by_id


def test_the_chart_is_complete():
    assert set(Account.objects.values_list("code", flat=True)) == set(Code.values)
