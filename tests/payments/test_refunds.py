"""Money given back: two people, never more than was paid, by any way."""

from django.db import IntegrityError, transaction
from django.db.models import F

import pytest

from payments import refunds
from payments.models import (
    IllegalMove,
    Payment,
    Refund,
    RefundMethod,
    RefundState,
)
from payments.models.refund import REFUND_MOVES
from payments.signals import payment_refunded, refund_failed
from tests.factories import UserFactory

from .money import approved, asked, awaited, paid

pytestmark = pytest.mark.django_db


@pytest.fixture
def news():
    heard = []

    def hear(sender, signal, refund, **kwargs):
        heard.append(("back" if signal is refund_failed else "left", refund.code))

    for signal in (payment_refunded, refund_failed):
        signal.connect(hear)
    yield heard
    for signal in (payment_refunded, refund_failed):
        signal.disconnect(hear)


def test_a_part_goes_back_after_two_people_agreed(
    news, django_capture_on_commit_callbacks
):
    payment = paid(200_000)
    lan, hoa = UserFactory(), UserFactory()

    refund = asked(payment, 60_000, by=lan)
    refunds.approve(refund, by=hoa)
    refunds.send(refund, by=lan)
    with django_capture_on_commit_callbacks(execute=True):
        refunds.confirm_sent(refund, by=lan)

    payment.refresh_from_db()
    refund.refresh_from_db()
    assert (payment.refunded, payment.refund_held, payment.refundable) == (
        60_000,
        0,
        140_000,
    )
    assert payment.outcome == "Đã hoàn một phần"
    assert [(event.state, event.by) for event in refund.events.all()] == [
        ("requested", lan),
        ("approved", hoa),
        ("sent", lan),
        ("done", lan),
    ]
    assert news == [("left", refund.code)]
    assert refund.announced_at


def test_a_wholly_refunded_payment_does_not_read_as_paid():
    payment = paid(200_000)

    refunds.confirm_sent(approved(payment, 200_000), by=UserFactory())

    payment.refresh_from_db()
    assert payment.outcome == "Đã hoàn tiền"


@pytest.mark.parametrize(
    ("first", "then", "words"),
    [
        (0, 200_001, "nhiều nhất 200.000"),
        (150_000, 50_001, "nhiều nhất 50.000"),
        (200_000, 1_000, "đã hoàn hết hoặc đang chờ hoàn"),
    ],
)
def test_more_than_was_paid_is_refused_with_what_is_left(first, then, words):
    payment = paid(200_000)
    if first:
        asked(payment, first)

    with pytest.raises(refunds.TooMuch) as refused:
        asked(payment, then)

    assert words in str(refused.value).replace("\xa0", " ")


def test_the_database_itself_refuses_more_than_was_paid():
    payment = paid(200_000)

    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.filter(pk=payment.pk).update(refunded=200_001)
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.filter(pk=payment.pk).update(
            refunded=150_000, refund_held=F("refunded") + 50_001
        )


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"reason": "  "}, "lý do"),
        ({"method": "card"}, "Khách không trả bằng thẻ"),
    ],
)
def test_a_refund_that_makes_no_sense_is_explained(given, words):
    with pytest.raises(refunds.CannotRefund, match=words):
        asked(paid(), 10_000, **given)


@pytest.mark.parametrize("amount", [0, -5_000])
def test_nothing_or_less_cannot_be_given_back(amount):
    with pytest.raises(refunds.CannotRefund, match="lớn hơn 0"):
        asked(paid(), amount)


def test_what_was_never_paid_is_not_given_back():
    with pytest.raises(refunds.CannotRefund, match="chưa trả tiền"):
        asked(awaited(), 10_000)


def test_who_asked_does_not_approve():
    lan = UserFactory()
    refund = asked(paid(), 10_000, by=lan)

    with pytest.raises(refunds.SamePerson, match="một người khác"):
        refunds.approve(refund, by=lan)
    with pytest.raises(IntegrityError), transaction.atomic():
        Refund.objects.filter(pk=refund.pk).update(approved_by=lan)


def test_no_refund_goes_out_unapproved_even_past_our_code():
    refund = asked(paid(), 10_000)

    with pytest.raises(refunds.CannotRefund, match="chưa được duyệt"):
        refunds.send(refund, by=UserFactory())
    with pytest.raises(refunds.CannotRefund, match="Chờ duyệt"):
        refunds.confirm_sent(refund, by=UserFactory())
    with pytest.raises(IntegrityError), transaction.atomic():
        Refund.objects.filter(pk=refund.pk).update(state=RefundState.DONE)


def test_a_second_approval_is_told_kindly():
    refund = approved(paid(), 10_000)

    with pytest.raises(refunds.CannotRefund, match="Đã duyệt"):
        refunds.approve(refund, by=UserFactory())
    with pytest.raises(refunds.CannotRefund, match="Đã duyệt"):
        refunds.reject(refund, by=UserFactory(), reason="Muộn rồi")


def test_a_rejected_refund_frees_its_amount():
    payment = paid(200_000)

    refunds.reject(asked(payment, 200_000), by=UserFactory(), reason="Hàng vẫn tốt")

    assert asked(payment, 200_000).state == RefundState.REQUESTED


def test_a_second_tap_gives_back_once(news, django_capture_on_commit_callbacks):
    payment = paid(200_000)
    refund = approved(payment, 50_000)

    with django_capture_on_commit_callbacks(execute=True):
        for _tap in range(3):
            refunds.send(refund, by=UserFactory())
            refunds.confirm_sent(refund, by=UserFactory())

    payment.refresh_from_db()
    assert payment.refunded == 50_000
    assert len(news) == 1


def test_the_same_key_makes_one_refund():
    payment = paid()

    first = asked(payment, 10_000, key="return:7")
    again = asked(payment, 10_000, key="return:7")

    assert first.pk == again.pk


def test_replaced_goods_move_no_money(news, django_capture_on_commit_callbacks):
    payment = paid(200_000)
    refund = approved(payment, 200_000, method=RefundMethod.REPLACEMENT)

    with django_capture_on_commit_callbacks(execute=True):
        refunds.confirm_sent(refund, by=UserFactory())

    payment.refresh_from_db()
    assert (payment.refunded, payment.refundable, news) == (0, 200_000, [])


def test_money_that_came_back_is_owed_again(news, django_capture_on_commit_callbacks):
    payment = paid(200_000)
    refund = approved(payment, 50_000)
    with django_capture_on_commit_callbacks(execute=True):
        refunds.confirm_sent(refund, by=UserFactory())

    with django_capture_on_commit_callbacks(execute=True):
        refunds.fail(refund, reason="Số tài khoản đã đóng")

    payment.refresh_from_db()
    assert payment.refundable == 200_000
    assert news == [("left", refund.code), ("back", refund.code)]


def test_every_state_has_its_moves_and_no_others():
    assert set(REFUND_MOVES) == set(RefundState)
    for state in RefundState:
        for target in set(RefundState) - REFUND_MOVES[state]:
            with pytest.raises(IllegalMove):
                Refund(code="HT", state=state).move_to(target, by=None)


@pytest.mark.parametrize(
    ("came", "goes"),
    [("card", "card"), ("vietqr", "bank"), ("cod", "bank"), ("cash", "cash")],
)
def test_money_goes_back_by_how_it_came(came, goes):
    payment = paid(100_000)
    payment.method = came

    assert refunds.way_back(payment) == goes
