"""Our account of the card gateway equals the gateway's own, line by line, in its currency."""

from django.db.models import Sum
from django.utils import timezone

import pytest

from ledger.chart import Code
from ledger.models import Posting
from payments.gateways.answers import Moved
from payments.models import BalanceMovement, Dispute, Payment
from payments.movements import keep_movement
from tests.payments.money import asked, paid

pytestmark = pytest.mark.django_db(transaction=True)


def moved(kind: str, amount: int, fee: int, **more) -> Moved:
    facts = {"currency": "VND", "exchange_rate": "", "at": timezone.now()} | more
    id = f"txn_{BalanceMovement.objects.count()}"
    return Moved(id=id, kind=kind, amount=amount, fee=fee, net=amount - fee, **facts)


def of_gateway(currency: str) -> int:
    lines = Posting.objects.filter(account_id=Code.GATEWAY, currency=currency)
    return lines.aggregate(total=Sum("amount"))["total"] or 0


@pytest.fixture
def payment() -> Payment:
    return Payment.objects.get(pk=paid(202_000).pk)


def test_the_gateways_fee_is_booked_once(payment):
    charge = moved("charge", 202_000, 13_080)
    keep_movement(charge, payment)
    keep_movement(charge, payment)

    assert of_gateway("VND") == -13_080  # the sale itself is booked with its order


def test_kept_in_singapore_the_money_crosses_the_exchange_account(payment):
    keep_movement(
        moved("charge", 1_052, 86, currency="SGD", exchange_rate="0.0000521"), payment
    )

    assert of_gateway("VND") == -202_000
    assert of_gateway("SGD") == 1_052 - 86
    fx = Posting.objects.filter(account_id=Code.FX).values_list("currency", "amount")
    assert sorted(fx) == [("SGD", -1_052), ("VND", 202_000)]


def test_a_lost_dispute_costs_the_sum_and_its_fee_and_a_won_one_nothing(payment):
    dispute = Dispute.objects.create(
        payment=payment,
        external_id="dp_1",
        amount=202_000,
        currency="VND",
        reason="fraudulent",
        status="needs_response",
    )
    keep_movement(moved("adjustment", -202_000, 350_000), payment, dispute=dispute)
    assert of_gateway("VND") == -552_000

    keep_movement(moved("adjustment", 202_000, -350_000), payment, dispute=dispute)

    assert of_gateway("VND") == 0


def test_a_fee_the_gateway_does_not_give_back_when_we_win_stays_an_expense(payment):
    dispute = Dispute.objects.create(
        payment=payment, external_id="dp_2", amount=202_000, currency="VND", reason="x", status="won"
    )  # fmt: skip

    keep_movement(moved("adjustment", -202_000, 350_000), payment, dispute=dispute)
    keep_movement(moved("adjustment", 202_000, 0), payment, dispute=dispute)

    assert of_gateway("VND") == -350_000


def test_the_fee_of_a_refund_is_booked(payment):
    refund = asked(payment, 50_000)

    for _twice in range(2):
        keep_movement(moved("refund", -50_000, 2_500), payment, refund=refund)

    expense = Posting.objects.filter(account_id=Code.PSP_FEE)
    assert [line.amount for line in expense] == [2_500]
    assert of_gateway("VND") == -2_500  # the refund itself is booked with its order


def test_the_fee_of_a_refund_kept_in_singapore_is_booked_there(payment):
    refund = asked(payment, 50_000)

    keep_movement(moved("refund", -260, 13, currency="SGD"), payment, refund=refund)

    assert of_gateway("SGD") == -260 - 13
    assert of_gateway("VND") == 50_000
