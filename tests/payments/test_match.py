"""Money on the account: by code and amount and account it pays, else it waits for a person."""

from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone

import pytest

from orders.stock import expire_all
from payments import settle
from payments.banks.port import Transfer
from payments.match import record
from payments.models import BankState, BankTransaction, Payment, Status
from payments.signals import payment_reopening
from tests.factories import UserFactory
from vietnam.check_characters import with_check

from .money import ACCOUNT, awaited, came

pytestmark = pytest.mark.django_db


def status_of(payment: Payment) -> str:
    payment.refresh_from_db()
    return payment.status


def test_code_amount_and_account_together_pay():
    payment = awaited(450_000)

    transfer = came(450_000, f"Bà Lan mua miến {payment.code.lower()}")

    assert (transfer.state, transfer.payment) == (BankState.MATCHED, payment)
    assert status_of(payment) == Status.PAID


@pytest.mark.parametrize(
    ("amount", "account", "state"),
    [
        (449_999, ACCOUNT, BankState.SHORT),
        (450_001, ACCOUNT, BankState.OVER),
        (450_000, "999999999", BankState.UNMATCHED),
    ],
)
def test_what_does_not_fit_waits_and_pays_nothing(amount, account, state):
    payment = awaited(450_000)

    transfer = came(amount, payment.code, account=account)

    assert transfer.state == state
    assert BankTransaction.objects.waiting().get() == transfer
    assert status_of(payment) == Status.PENDING


@pytest.mark.parametrize("note", ["mua mat ong", ""])
def test_money_without_a_code_waits_even_when_one_payment_fits(note):
    payment = awaited(450_000)

    assert came(450_000, note).state == BankState.UNMATCHED
    assert status_of(payment) == Status.PENDING


def test_two_codes_in_one_note_wait():
    first, second = awaited(100_000), awaited(100_000)

    transfer = came(100_000, f"{first.code} {second.code}")

    assert transfer.state == BankState.UNMATCHED
    assert first.code in transfer.note
    assert second.code in transfer.note


def test_a_second_transfer_of_a_code_pays_no_other_order():
    first, second = awaited(100_000), awaited(100_000)
    came(100_000, first.code)

    again = came(100_000, first.code)

    assert again.state == BankState.DUPLICATE
    assert status_of(second) == Status.PENDING


def test_the_makers_tap_and_the_banks_message_are_the_same_money():
    payment = awaited(100_000)
    settle.confirm_received(payment, by=UserFactory())

    transfer = came(100_000, payment.code)

    assert (transfer.state, transfer.payment) == (BankState.MATCHED, payment)
    assert came(100_000, payment.code).state == BankState.DUPLICATE


def test_the_same_transfer_told_twice_and_by_two_services_is_one():
    payment = awaited(100_000)
    transfer = Transfer("FT1", ACCOUNT, 100_000, payment.code, timezone.now())

    told = [record(transfer, source) for source in ("sepay", "sepay", "casso")]

    assert [is_new for _kept, is_new in told] == [True, False, False]
    assert BankTransaction.objects.get().state == BankState.MATCHED


def test_late_money_goes_to_a_person_when_nobody_can_deliver_any_more():
    payment = awaited(100_000)
    settle.expire(payment)

    transfer = came(100_000, payment.code)

    assert transfer.state == BankState.LATE
    assert status_of(payment) == Status.REVIEW
    assert came(100_000, payment.code).state == BankState.DUPLICATE


@pytest.fixture
def owner():
    """An upper app that can or cannot take its goods again."""
    answers = {}

    def answer(sender, payment, **kwargs):
        UserFactory(full_name=f"giữ hàng cho {payment.code}")
        return answers.get(payment.code)

    payment_reopening.connect(answer)
    yield answers
    payment_reopening.disconnect(answer)


def test_late_money_is_taken_when_the_goods_can_be_had_again(owner):
    payment = awaited(100_000)
    settle.expire(payment)
    owner[payment.code] = True

    assert came(100_000, payment.code).state == BankState.MATCHED
    assert status_of(payment) == Status.PAID


def test_what_one_took_again_is_put_back_when_another_cannot(owner):
    payment = awaited(100_000)
    settle.expire(payment)
    owner[payment.code] = False

    assert came(100_000, payment.code).state == BankState.LATE
    users = type(UserFactory()).objects
    assert not users.filter(full_name__startswith="giữ hàng").exists()


def overdue(amount: int = 100_000) -> Payment:
    payment = awaited(amount)
    Payment.objects.filter(pk=payment.pk).update(
        expires_at=timezone.now() - timedelta(minutes=1)
    )
    return payment


@pytest.mark.parametrize("note", ["mua mat ong", "{code}0"])
def test_no_transfer_is_given_up_while_unclear_money_could_be_it(note):
    payment = overdue()
    came(100_000 if "{" not in note else 99_999, note.format(code=payment.code))

    expire_all()

    assert status_of(payment) == Status.REVIEW
    assert payment.review_reason == "Có tiền chưa khớp có thể là của khoản này"


def test_a_buyer_who_says_he_paid_is_not_cancelled_by_a_clock():
    payment = overdue()
    Payment.objects.filter(pk=payment.pk).update(claimed_at=timezone.now())

    expire_all()

    assert status_of(payment) == Status.REVIEW


def test_money_of_another_amount_account_or_age_holds_nothing_up():
    payment = overdue()
    came(100_001, "mua mat ong")
    came(100_000, "mua mat ong", account="999999999")
    came(100_000, "mua mat ong", at=timezone.now() - timedelta(days=3))

    expire_all()

    assert status_of(payment) == Status.EXPIRED


def test_in_review_the_right_transfer_still_pays():
    payment = overdue()
    Payment.objects.filter(pk=payment.pk).update(claimed_at=timezone.now())
    expire_all()

    assert came(100_000, payment.code).state == BankState.MATCHED
    assert status_of(payment) == Status.PAID


def test_in_review_a_person_may_say_that_nothing_came():
    payment = overdue()
    Payment.objects.filter(pk=payment.pk).update(claimed_at=timezone.now())
    expire_all()

    settle.give_up(payment, by=UserFactory())

    assert status_of(payment) == Status.EXPIRED


def test_a_code_with_look_alikes_pays_too():
    payment = awaited(100_000)
    code = with_check("LN2345ABCD")
    Payment.objects.filter(pk=payment.pk).update(code=code)

    came(100_000, f"ck 1N234SA8CD{code[-1]}")

    assert status_of(payment) == Status.PAID


def test_the_sweep_leaves_waiting_money_alone():
    came(100_000, "mua mat ong")

    call_command("reconcile_payments")

    assert BankTransaction.objects.get().state == BankState.UNMATCHED
