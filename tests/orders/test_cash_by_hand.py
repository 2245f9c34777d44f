"""Cash of a parcel the maker carried to the post office himself, down to empty books."""

import pytest

from core.audit import AuditEvent
from ledger.chart import Code
from ledger.models import Entry, Kind
from orders import cash_by_hand, fulfil
from orders.checking import faults
from orders.models import ProducerOrder, Waybill
from orders.remitting import CannotRemit
from payments.models import Payment
from tests.factories import VariantFactory
from tests.ledger.money import balances, fee
from tests.ledger.test_office import officer
from tests.orders.placing import placed
from tests.orders.test_books_to_zero import maker_of

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("rates"),
]


def posted(carrier: str = "Bưu điện Khoái Châu") -> ProducerOrder:
    """222.000 đồng collected at the buyer's door by whom the maker gave the parcel to."""
    part = placed(VariantFactory(price=100_000, stock=5), 2)
    fulfil.accept(part, by=None)
    fulfil.pack(part, by=None)
    fulfil.hand_over(part, by=None, carrier=carrier)
    fulfil.deliver(part, by=None)
    return part


def url_of(part: ProducerOrder) -> str:
    return f"/kenh-ban/don/{part.code}/"


def test_the_maker_says_what_came_and_the_books_are_empty():
    part = posted()
    assert balances() == {Code.COD_IN_TRANSIT: 222_000, Code.PRODUCER: -222_000}
    maker = maker_of(part)
    assert url_of(part) in maker.get("/kenh-ban/tien/").content.decode()
    assert "Tôi đã nhận tiền thu hộ" in maker.get(url_of(part)).content.decode()

    for _twice in range(2):
        maker.post(f"{url_of(part)}tien-thu-ho/", {"kept": "22.000"})

    assert balances() == {}
    assert Entry.objects.filter(kind=Kind.REMITTANCE).count() == 1
    assert list(faults()) == []
    assert url_of(part) not in maker.get("/kenh-ban/tien/").content.decode()
    assert "Tôi đã nhận tiền thu hộ" not in maker.get(url_of(part)).content.decode()


def test_our_fee_stays_his_debt():
    fee(500)
    part = posted()

    maker_of(part).post(f"{url_of(part)}tien-thu-ho/", {"kept": "0"})

    assert balances() == {Code.PRODUCER: 10_000, Code.COMMISSION: -10_000}


def test_the_office_does_it_for_him_and_it_is_written_down():
    part = posted()

    officer("mot").post(
        f"/admin/producerorder/lam/{part.pk}/thu-ho/", {"kept": "22000"}
    )

    assert balances() == {}
    assert AuditEvent.objects.get().about == part.code


@pytest.mark.parametrize("kept", ["", "hai chục", "222.001", "-5"])
def test_a_fee_that_cannot_be_books_nothing(kept):
    part = posted()

    answer = maker_of(part).post(
        f"{url_of(part)}tien-thu-ho/", {"kept": kept}, follow=True
    )

    assert 'class="msg error' in answer.content.decode()
    assert balances()[Code.COD_IN_TRANSIT] == 222_000


def test_cash_he_took_himself_or_a_list_will_tell_is_not_booked_here():
    himself, listed = posted(carrier=""), posted()
    Waybill.objects.create(
        part=listed, code="LN1", carrier="ghn", weight_g=500, cod_amount=222_000
    )

    for part in (himself, listed):
        with pytest.raises(CannotRemit):
            cash_by_hand.came(part, by=None, kept=0)

    assert not Entry.objects.filter(kind=Kind.REMITTANCE).exists()
    assert Payment.objects.get(reference=himself.code).held_by == "producer"


def test_another_makers_cash_is_nobodys_business():
    part, other = posted(), posted()

    answer = maker_of(other).post(f"{url_of(part)}tien-thu-ho/", {"kept": "0"})

    assert answer.status_code == 404
