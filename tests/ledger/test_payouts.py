"""Two people, never twice, and what the bank sends back is owed again."""

import threading
from datetime import date, timedelta
from unittest.mock import patch

from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone

import pytest

from ledger import journal, payouts
from ledger.chart import Code
from ledger.journal import Label, move
from ledger.models import (
    BatchState,
    Entry,
    Hold,
    IllegalBatchMove,
    Kind,
    LineState,
    PayoutBatch,
    PayoutLine,
    Posting,
    What,
)
from ledger.payouts import CannotPay
from producers.models import Producer
from tests.factories import ProducerFactory, UserFactory

pytestmark = pytest.mark.django_db
POSTGRESQL = connection.vendor == "postgresql"


def earned(amount: int = 500_000, maker: Producer | None = None) -> Producer:
    maker = maker or ProducerFactory()
    label = Label(maker, What.GOODS, "goods", "LN-1")
    journal.post(
        f"sale:{maker.pk}:{amount}",
        "x",
        move(Code.GATEWAY, Code.PRODUCER, amount, label),
        kind=Kind.SALE,
    )
    return maker


def sent() -> PayoutBatch:
    batch = payouts.draft(by=UserFactory())
    payouts.approve(batch, by=UserFactory())
    payouts.export(batch)
    return payouts.send(batch)


def test_a_batch_goes_from_draft_to_closed_and_the_ledger_to_zero():
    maker = earned()

    batch = sent()
    payouts.paid(batch.lines.get(), by=None)
    payouts.paid(batch.lines.get(), by=None)
    batch = payouts.close(batch)

    assert batch.state == BatchState.CLOSED
    assert Posting.objects.of(maker).on(Code.PRODUCER).total() == 0
    assert Posting.objects.on(Code.BANK).total() == -500_000
    assert Entry.objects.filter(key=f"payout:{batch.code}:{maker.pk}").count() == 1


def test_whoever_drafts_does_not_approve():
    earned()
    boss = UserFactory()
    batch = payouts.draft(by=boss)

    with pytest.raises(CannotPay, match="người khác duyệt"):
        payouts.approve(batch, by=boss)

    with pytest.raises(IntegrityError, match="payout_four_eyes"):
        PayoutBatch.objects.filter(pk=batch.pk).update(approved_by=boss)


@pytest.mark.parametrize("deed", [payouts.export, payouts.send, payouts.close])
def test_no_step_is_skipped(deed):
    earned()
    batch = payouts.draft(by=UserFactory())

    with pytest.raises((IllegalBatchMove, CannotPay)):
        deed(batch)


def test_what_is_earned_while_a_payout_is_under_way_waits_for_the_next():
    maker = earned(500_000)
    first = sent()
    earned(300_000, maker)

    with pytest.raises(CannotPay):
        payouts.draft(by=UserFactory())
    payouts.paid(first.lines.get(), by=None)

    assert payouts.draft(by=UserFactory()).lines.get().amount == 300_000


def test_a_claimed_balance_is_in_no_second_batch():
    earned()
    payouts.draft(by=UserFactory())

    with pytest.raises(CannotPay, match="Chưa có"):
        payouts.draft(by=UserFactory())

    assert PayoutBatch.objects.count() == 1


def test_a_cancelled_batch_frees_the_balance():
    maker = earned()
    payouts.cancel(payouts.draft(by=UserFactory()))

    batch = payouts.draft(by=UserFactory())

    assert batch.lines.get().producer == maker


@pytest.mark.parametrize("after_paid", [True, False])
def test_what_the_bank_returns_is_owed_again(after_paid):
    maker = earned()
    line = sent().lines.get()
    if after_paid:
        payouts.paid(line, by=None)

    for _twice in range(2):
        payouts.returned(line, reason="Sai tên", by=None)

    assert payouts.payable(maker) == 500_000
    assert payouts.draft(by=UserFactory()).lines.get().amount == 500_000


def test_the_file_is_the_same_each_time_and_its_fingerprint_is_kept():
    earned()
    batch = payouts.draft(by=UserFactory())
    payouts.approve(batch, by=UserFactory())

    first, second = payouts.export(batch), payouts.export(batch)

    batch.refresh_from_db()
    assert first == second
    assert b",500000," in first
    assert len(batch.file_sha256) == 64


def test_an_account_changed_meanwhile_stops_the_file():
    maker = earned()
    batch = payouts.draft(by=UserFactory())
    payouts.approve(batch, by=UserFactory())
    Producer.objects.filter(pk=maker.pk).update(bank_account="999")

    with pytest.raises(CannotPay, match="vừa đổi tài khoản"):
        payouts.export(batch)


def test_cash_still_at_the_carrier_is_not_paid_out():
    maker = ProducerFactory()
    lines = move(Code.COD_IN_TRANSIT, Code.PRODUCER, 300_000, Label(maker, What.GOODS))
    journal.post("cod", "x", lines, kind=Kind.SALE)

    assert payouts.payable(maker) == 0


def test_a_debt_of_fees_is_netted():
    maker = earned()
    lines = move(Code.RECEIVABLE, Code.COMMISSION, 20_000, Label(maker, What.FEE))
    journal.post("fee", "x", lines, kind=Kind.SALE)

    assert payouts.payable(maker) == 480_000


@pytest.mark.parametrize(("amount", "left"), [(None, 0), (200_000, 300_000)])
def test_a_hold_keeps_money_back_until_its_end(amount, left):
    maker, today = earned(), timezone.localdate()
    Hold.objects.create(
        producer=maker,
        amount=amount,
        reason="Khách đòi lại tiền",
        since=today,
        until=today,
    )

    assert payouts.payable(maker) == left
    Hold.objects.update(
        since=today - timedelta(days=2), until=today - timedelta(days=1)
    )
    assert payouts.payable(maker) == 500_000


@pytest.mark.parametrize(
    ("reason", "until"),
    [("", date(2026, 12, 1)), ("Vì sao", date(2026, 1, 1)), ("Vì sao", None)],
)
def test_no_hold_without_a_reason_and_an_end(reason, until):
    with pytest.raises(IntegrityError):
        Hold.objects.create(
            producer=ProducerFactory(),
            reason=reason,
            since=date(2026, 11, 1),
            until=until,
        )


def test_the_database_refuses_two_open_lines_of_one_maker():
    maker = earned()
    batch = payouts.draft(by=UserFactory())
    other = PayoutBatch.objects.create(code="CT2", made_by=UserFactory())

    with pytest.raises(IntegrityError), transaction.atomic():
        PayoutLine.objects.create(batch=other, producer=maker, amount=1)

    assert batch.lines.count() == 1


def drafted_while_paid() -> list[str]:
    """One person drafts; between his two looks another confirms the open line. What came of it."""
    maker = earned()
    line = sent().lines.get()
    looked, confirmed = threading.Event(), threading.Event()
    claims, outcome = payouts.claimed, []

    def slow(producer: Producer) -> int:
        looked.set()
        confirmed.wait(2)
        return claims(producer)

    def second_batch() -> None:
        try:
            with patch.object(payouts, "claimed", slow):
                payouts.draft(by=user)
            outcome.append("paid again")
        except CannotPay:
            outcome.append("nothing to pay")
        finally:
            connections.close_all()

    def confirm() -> None:
        looked.wait(5)
        payouts.paid(line, by=None)
        confirmed.set()
        connections.close_all()

    user = UserFactory()
    threads = [threading.Thread(target=deed) for deed in (second_batch, confirm)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outcome.append(str(Posting.objects.of(maker).on(Code.PRODUCER).total()))
    return outcome


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("not POSTGRESQL", reason="needs true concurrency")
def test_a_balance_is_not_claimed_while_it_is_being_paid():
    assert drafted_while_paid() == ["nothing to pay", "0"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("not POSTGRESQL", reason="needs true concurrency")
def test_six_people_drafting_at_once_claim_a_balance_once():
    earned()
    users = [UserFactory() for _ in range(6)]
    gate = threading.Barrier(6)

    def press(user: object) -> None:
        gate.wait()
        try:
            payouts.draft(by=user)
        except CannotPay:
            pass
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=[user]) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert PayoutLine.objects.filter(state=LineState.OPEN).count() == 1
