"""Cash the carrier collected reaches the maker net of the carrier's fee, and the books agree."""

import pytest

from ledger.chart import Code
from ledger.models import Posting
from ledger.remitting import Collected, book_remittance
from orders import bookkeeping, fulfil
from orders.models import ProducerOrder, Settlement
from payments.models import Holder, Payment
from tests.ledger.money import balances, fee, ordered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rates")]


@pytest.fixture
def part() -> ProducerOrder:
    """222.000 đồng collected at the door, 10.000 of it our fee."""
    fee(500)
    part = ordered(Settlement.COD, 100_000).parts.get()
    fulfil.accept(part, by=None)
    fulfil.pack(part, by=None)
    fulfil.hand_over(part, by=None, carrier="GHN")
    fulfil.deliver(part, by=None)
    bookkeeping.book_sales(Payment.objects.get(reference=part.code))
    return part


def collected(part: ProducerOrder) -> list[Collected]:
    return [Collected(part.producer, part.code, part.total, carrier_fee=25_000)]


def test_the_carrier_pays_the_maker_and_the_fee_becomes_a_debt(part):
    for _twice in range(2):
        book_remittance("GHN-1", collected(part), 197_000)

    assert balances() == {Code.PRODUCER: 10_000, Code.COMMISSION: -10_000}


def test_the_carrier_pays_us_and_we_owe_the_maker_the_rest(part):
    book_remittance("GHN-1", collected(part), 197_000, to=Holder.PLATFORM)

    assert balances() == {
        Code.BANK: 197_000,
        Code.PRODUCER: -187_000,
        Code.COMMISSION: -10_000,
    }


def test_what_the_carrier_paid_too_little_is_asked_about(part):
    book_remittance("GHN-1", collected(part), 190_000, to=Holder.PLATFORM)

    assert balances()[Code.BANK] == 190_000
    assert balances()[Code.UNCLEAR] == 7_000
    assert Posting.objects.on(Code.COD_IN_TRANSIT).total() == 0
