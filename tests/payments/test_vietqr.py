import io

import pytest
import segno
import zxingcpp
from PIL import Image

from payments.collect import Due, open_payment
from payments.gateways.vietqr import payload
from payments.models import MOVES, IllegalMove, Method, Payment, Status
from tests.factories import ProducerFactory
from vietnam import vietqr

pytestmark = pytest.mark.django_db


def decode(text: str) -> str:
    """What an independent reader sees in the drawn code."""
    drawn = io.BytesIO()
    segno.make(text, error="m").save(drawn, kind="png", scale=5, border=4)
    return zxingcpp.read_barcode(Image.open(drawn)).text


def test_a_drawn_transfer_code_reads_back_with_account_amount_and_note():
    payment = open_payment(Due("LN-1", 450_000), Method.VIETQR, payee=ProducerFactory())

    read = vietqr.parse(decode(payload(payment)))

    assert (read.bin, read.account, read.amount, read.note) == (
        "970405",
        "2408205012345",
        450_000,
        payment.code,
    )


def test_every_status_has_its_moves():
    assert set(MOVES) == set(Status)


@pytest.mark.parametrize("status", [Status.EXPIRED, Status.CANCELLED, Status.FAILED])
def test_late_money_goes_to_a_person_never_to_silence(status):
    payment = Payment(code="X", status=status)

    payment.move_to(Status.REVIEW)

    with pytest.raises(IllegalMove):
        Payment(code="X", status=status).move_to(Status.PAID)


def test_two_attempts_have_two_codes():
    first, second = (open_payment(Due("LN-1", 1_000), Method.CARD) for _ in range(2))

    assert first.code != second.code
    assert (first.attempt, second.attempt) == (1, 2)
