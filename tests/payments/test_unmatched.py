"""“Tiền chưa khớp”: a person decides, and money goes back with two."""

from django.db import IntegrityError, transaction

import pytest

from payments import settle, unmatched
from payments.models import BankState, BankTransaction, Status
from tests.factories import UserFactory

from .money import awaited, came

pytestmark = pytest.mark.django_db


@pytest.fixture
def lan():
    return UserFactory(full_name="Lan")


def test_money_without_a_code_is_put_to_its_payment_by_a_person(lan):
    payment = awaited(100_000)
    transfer = came(100_000, "mua mat ong")

    assert unmatched.assign(transfer, payment, by=lan) == 0

    payment.refresh_from_db()
    transfer.refresh_from_db()
    assert payment.status == Status.PAID
    assert (transfer.state, transfer.decided_by) == (BankState.BY_HAND, lan)
    assert transfer.decided_at
    assert not BankTransaction.objects.waiting().exists()


def test_one_dong_short_is_still_missing_until_it_comes(lan):
    payment = awaited(100_000)
    short = came(99_999, payment.code)

    assert unmatched.assign(short, payment, by=lan) == 1
    payment.refresh_from_db()
    assert payment.status == Status.PENDING

    rest = came(1, payment.code)
    assert rest.state == BankState.SHORT
    assert unmatched.assign(rest, payment, by=lan) == 0
    payment.refresh_from_db()
    assert payment.status == Status.PAID


def test_what_is_over_goes_back_by_another_person(lan):
    payment = awaited(100_000)
    transfer = came(120_000, payment.code)

    unmatched.assign(transfer, payment, by=lan)

    transfer.refresh_from_db()
    assert transfer.return_due == 20_000
    assert transfer in BankTransaction.objects.waiting()
    with pytest.raises(unmatched.CannotDecide, match="một người khác"):
        unmatched.confirm_returned(transfer, by=lan)
    hoa = UserFactory()
    unmatched.confirm_returned(transfer, by=hoa)
    unmatched.confirm_returned(transfer, by=hoa)
    assert not BankTransaction.objects.waiting().exists()


def test_the_second_transfer_of_a_code_goes_back_whole(lan):
    payment = awaited(100_000)
    came(100_000, payment.code)
    again = came(100_000, payment.code)

    with pytest.raises(unmatched.CannotDecide, match="Tiền thừa cần trả lại"):
        unmatched.assign(again, payment, by=lan)
    unmatched.ask_return(again, by=lan, note="Chuyển hai lần, trả về VCB 0011")

    again.refresh_from_db()
    assert (again.state, again.return_due) == (BankState.DUPLICATE, 100_000)


def test_the_database_keeps_the_second_pair_of_eyes(lan):
    transfer = came(100_000, "nhầm")
    unmatched.ask_return(transfer, by=lan, note="Chuyển nhầm")

    with pytest.raises(IntegrityError), transaction.atomic():
        BankTransaction.objects.filter(pk=transfer.pk).update(returned_by=lan)
    with pytest.raises(IntegrityError), transaction.atomic():
        BankTransaction.objects.filter(pk=transfer.pk).update(return_due=100_001)


def test_money_that_is_not_ours_is_marked_with_a_reason(lan):
    transfer = came(100_000, "mung cuoi")

    with pytest.raises(unmatched.CannotDecide, match="tiền gì"):
        unmatched.mark_foreign(transfer, by=lan, note=" ")
    unmatched.mark_foreign(transfer, by=lan, note="Tiền mừng cưới")

    assert not BankTransaction.objects.waiting().exists()


def test_what_was_decided_is_not_decided_again(lan):
    payment = awaited(100_000)
    transfer = came(100_000, "mung cuoi")
    unmatched.mark_foreign(transfer, by=lan, note="Tiền mừng cưới")

    for deed in (
        lambda: unmatched.assign(transfer, payment, by=lan),
        lambda: unmatched.mark_foreign(transfer, by=lan, note="x"),
        lambda: unmatched.ask_return(transfer, by=lan, note="x"),
        lambda: unmatched.confirm_returned(transfer, by=lan),
    ):
        with pytest.raises(unmatched.CannotDecide):
            deed()


def test_late_money_put_to_a_dead_payment_waits_in_review(lan):
    payment = awaited(100_000)
    settle.expire(payment)
    transfer = came(100_000, "mua mat ong")

    unmatched.assign(transfer, payment, by=lan)

    payment.refresh_from_db()
    assert payment.status == Status.REVIEW
