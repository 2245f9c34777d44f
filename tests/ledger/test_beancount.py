"""Another program reads our books and finds them in order (Beancount, as a process of its own)."""

import subprocess
import sys
from pathlib import Path

from django.core.management import call_command

import pytest

from ledger.beancount import account, export
from ledger.gateway import Settled, book_gateway_fee
from ledger.models import Posting
from orders import bookkeeping
from orders.models import Settlement
from payments.models import Payment, Status
from tests.ledger.money import fee, ordered, taxes
from tests.ledger.test_statements import refunded, sold

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rates")]
BEAN_CHECK = Path(sys.executable).with_name("bean-check")


def checked(path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(BEAN_CHECK), str(path)], capture_output=True, text=True, check=False
    )


@pytest.fixture
def books(tmp_path) -> Path:
    """Sales of three kinds, a refund, a gateway's fee in another currency."""
    fee(333)
    taxes(held_by="gateway")
    refunded(sold(), 33_333)
    sold(Settlement.COD)
    card = ordered(Settlement.CARD, 99_999, 60_000)
    payment = Payment.objects.get(reference=card.number)
    Payment.objects.filter(pk=payment.pk).update(
        status=Status.PAID, paid_at=payment.created_at
    )
    payment.refresh_from_db()
    bookkeeping.book_sales(payment)
    book_gateway_fee(payment, Settled(gross=2_130, fee=91, currency="SGD"))
    path = tmp_path / "books.beancount"
    with path.open("w") as file:
        call_command("export_beancount", stdout=file)
    return path


@pytest.mark.skipif(not BEAN_CHECK.exists(), reason="beancount is not installed")
def test_bean_check_finds_the_books_in_order(books):
    answer = checked(books)

    assert answer.returncode == 0, answer.stderr
    assert "SGD" in books.read_text()


@pytest.mark.skipif(not BEAN_CHECK.exists(), reason="beancount is not installed")
def test_bean_check_would_have_seen_a_missing_đồng(books):
    books.write_text(books.read_text().replace(" 22000 VND", " 21999 VND", 1))

    answer = checked(books)

    assert answer.returncode != 0
    assert "does not balance" in answer.stderr + answer.stdout


def test_every_posting_is_exported(books):
    exported = [
        line for line in export() if line.startswith("  ") and "key:" not in line
    ]

    assert len(exported) == Posting.objects.count()


def test_accounts_are_named_as_beancount_wants():
    assert account("asset:cod_in_transit", 7) == "Assets:Cod-in-transit:P7"
    assert account("memo:producer_sales", None) == "Equity:Memo:Producer-sales"
