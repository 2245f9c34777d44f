"""Random lives of orders, payments and refunds through the public verbs; the sums hold after every step.

Now and then a process dies right after its commit, so that nobody hears the news until the sweep.
"""

import contextlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, Sum
from django.test import TestCase
from django.utils import timezone

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from catalog.models import Variant
from ledger import payouts
from ledger.chart import Code
from ledger.models import (
    BatchState,
    IllegalBatchMove,
    Kind,
    LineState,
    PayoutBatch,
    PayoutLine,
    Posting,
)
from orders import by_line, cancelling, fulfil
from orders.models import (
    IllegalMove,
    Order,
    ProducerOrder,
    Settlement,
    State,
    StockReservation,
)
from orders.stock import expire_all
from payments import refunds
from payments.announce import announce_all
from payments.models import Holder, Method, Payment, Refund, RefundState, Status
from payments.settle import confirm_received
from tests.factories import (
    ProducerFactory,
    ProductFactory,
    UserFactory,
    VariantFactory,
    shipping_rates,
)
from tests.ledger.money import fee, taxes
from tests.orders.placing import order_of

STOCK = 40
PACKS = 4
WAYS = [Settlement.COD, Settlement.VIETQR, Settlement.COOP]
MONEY = [Code.HELD_BY_PRODUCER, Code.COD_IN_TRANSIT, Code.BANK, Code.GATEWAY]
DEEDS = [fulfil.accept, fulfil.pack, fulfil.hand_over, fulfil.deliver]
NO = (
    IllegalMove,
    fulfil.CannotMove,
    by_line.CannotChange,
    refunds.CannotRefund,
    payouts.CannotPay,
    IllegalBatchMove,
)
which = st.integers(0, 10**6)
survives = st.booleans()


def when(found: Callable[[], Any]) -> Any:
    """A rule only where it has something to do: chance should not waste its steps."""
    return precondition(lambda self: found().exists())


def open_transfers() -> Any:
    return Payment.objects.open().filter(method=Method.VIETQR)


def running_out() -> Any:
    return Payment.objects.open().exclude(expires_at=None)


def paid_for(part: ProducerOrder) -> Any:
    return Payment.objects.filter(reference=part.payment_reference, status=Status.PAID)


def paid_parts() -> Any:
    paid = Payment.objects.filter(status=Status.PAID).values("reference")
    return ProducerOrder.objects.filter(payment_reference__in=paid)


def in_state(state: RefundState) -> Callable[[], Any]:
    return lambda: Refund.objects.filter(state=state)


def open_batches() -> Any:
    ended = [BatchState.CLOSED, BatchState.CANCELLED]
    return PayoutBatch.objects.exclude(state__in=ended)


def sent_lines() -> Any:
    return PayoutLine.objects.filter(batch__state=BatchState.SENT)


def alive() -> Any:
    return ProducerOrder.objects.exclude(state=State.CANCELLED)


def one_of(rows: Any, number: int) -> Any:
    """The row a number points at."""
    found = list(rows.order_by("pk"))
    return found[number % len(found)]


class MoneyMachine(RuleBasedStateMachine):
    """Every verb of money, in any order, twice or not at all."""

    def __init__(self) -> None:
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    @contextlib.contextmanager
    def process(self, survives: bool) -> Any:
        """A process that says no to what may not be, and may die after its commit."""
        with (
            TestCase.captureOnCommitCallbacks(execute=survives),
            contextlib.suppress(*NO),
        ):
            yield

    @initialize(
        way=st.sampled_from(WAYS), paid=st.lists(survives, min_size=8, max_size=8)
    )
    def a_market_where_some_have_paid(self, way: Settlement, paid: list[bool]) -> None:
        shipping_rates()
        fee(333)
        taxes("gateway")
        taxes_of_carriers()
        coop = ProducerFactory(kind="cooperative", bank_account="19030001")
        sellers = [ProducerFactory() for _ in range(2)]
        sellers.append(ProducerFactory(sells_through=coop))
        sellers.append(ProducerFactory(sells_through=coop))
        for number, seller in enumerate(sellers):
            pack = VariantFactory(
                product=ProductFactory(producer=seller),
                price=33_333 + number,
                stock=0,
            )
            pack.move(STOCK, "counted")
        self.packs = list(Variant.objects.order_by("pk"))
        self.people = [UserFactory() for _ in range(2)]
        for each in (way, Settlement.VIETQR):
            order_of(*[(pack, 2) for pack in self.packs], settlement=each)
        for payment, heard in zip(open_transfers(), paid, strict=False):
            with self.process(heard):
                confirm_received(payment, by=None)

    @rule(
        quantities=st.lists(st.integers(0, 3), min_size=PACKS, max_size=PACKS),
        way=st.sampled_from(WAYS),
        survives=survives,
    )
    def a_buyer_orders(
        self, quantities: list[int], way: Settlement, survives: bool
    ) -> None:
        wanted = [
            (pack, many)
            for pack, many in zip(self.packs, quantities, strict=True)
            if 0 < many <= Variant.objects.get(pk=pack.pk).stock
        ]
        if wanted:
            with self.process(survives):
                order_of(*wanted, settlement=way)

    @when(open_transfers)
    @rule(number=which, times=st.integers(1, 2), survives=survives)
    def a_transfer_arrives(self, number: int, times: int, survives: bool) -> None:
        payment = one_of(open_transfers(), number)
        for _ in range(times):
            with self.process(survives):
                confirm_received(payment, by=None)

    @when(alive)
    @rule(number=which, deed=st.sampled_from(DEEDS), survives=survives)
    def a_maker_goes_on(self, number: int, deed: Any, survives: bool) -> None:
        part = one_of(alive(), number)
        with self.process(survives):
            deed(part, by=None)

    @when(alive)
    @rule(number=which, steps=st.integers(2, 4), survives=survives)
    def a_parcel_goes_on(self, number: int, steps: int, survives: bool) -> None:
        part = one_of(alive(), number)
        for deed in DEEDS[:steps]:
            with self.process(survives):
                deed(part, by=None)

    @when(alive)
    @rule(number=which, possible=st.integers(0, 2), survives=survives)
    def not_all_can_be_made(self, number: int, possible: int, survives: bool) -> None:
        line = one_of(one_of(alive(), number).lines, number)
        with self.process(survives):
            by_line.cannot_make(line, possible=possible, reason="Mất mùa", by=None)

    @when(alive)
    @rule(number=which, survives=survives)
    def a_maker_declines(self, number: int, survives: bool) -> None:
        part = one_of(alive(), number)
        with self.process(survives):
            cancelling.decline(part, by=None, reason="Hết hàng")

    @when(running_out)
    @rule(number=which, survives=survives)
    def the_time_to_pay_is_over(self, number: int, survives: bool) -> None:
        payment = one_of(running_out(), number)
        past = timezone.now() - timedelta(minutes=1)
        Payment.objects.filter(pk=payment.pk).update(expires_at=past)
        with self.process(survives):
            expire_all()

    @when(paid_parts)
    @rule(
        number=which,
        share=st.integers(1, 12),
        kind=st.sampled_from(["line", "delivery", "goodwill"]),
    )
    def money_back_is_asked_for(self, number: int, share: int, kind: str) -> None:
        """`share` tenths of the line or fee: more than ten is more than was sold."""
        part = one_of(ProducerOrder.objects.all(), number)
        payment = (
            part
            and Payment.objects.filter(
                reference=part.payment_reference, status=Status.PAID
            ).first()
        )
        if not payment:
            return
        line = one_of(part.lines, number)
        whole = line.total if kind == "line" else part.shipping_fee or 10_000
        item = refunds.Item(
            kind, line.code if kind == "line" else part.code, None, whole * share // 10
        )
        with self.process(True):
            refunds.request(
                payment, items=[item], method="bank", reason="Vỡ", by=self.people[0]
            )

    @when(in_state(RefundState.REQUESTED))
    @rule(
        number=which, says=st.sampled_from(["approve", "approve", "approve", "reject"])
    )
    def another_person_decides(self, number: int, says: str) -> None:
        refund = one_of(in_state(RefundState.REQUESTED)(), number)
        if says == "approve":
            refunds.approve(refund, by=self.people[1])
        else:
            refunds.reject(refund, by=self.people[1], reason="Đã đổi hàng")

    @when(in_state(RefundState.APPROVED))
    @rule(number=which, times=st.integers(1, 2), survives=survives)
    def the_money_goes_back(self, number: int, times: int, survives: bool) -> None:
        refund = one_of(in_state(RefundState.APPROVED)(), number)
        for _ in range(times):
            with self.process(survives):
                refunds.confirm_sent(refund, by=self.people[1])

    @when(paid_parts)
    @rule(number=which, tenths=st.integers(1, 10), survives=survives)
    def goods_come_back(self, number: int, tenths: int, survives: bool) -> None:
        """The whole way of a refund, as far as the payment still allows it."""
        part = one_of(paid_parts(), number)
        payment = one_of(paid_for(part), number)
        line = one_of(part.lines, number)
        item = refunds.Item("line", line.code, 1, line.total * tenths // 10)
        with self.process(survives):
            refund = refunds.request(
                payment, items=[item], method="cash", reason="Vỡ", by=self.people[0]
            )
            refunds.approve(refund, by=self.people[1])
            refunds.confirm_sent(refund, by=self.people[1])

    @when(in_state(RefundState.DONE))
    @rule(number=which, survives=survives)
    def a_refund_comes_back(self, number: int, survives: bool) -> None:
        refund = one_of(in_state(RefundState.DONE)(), number)
        with self.process(survives):
            refunds.fail(refund, reason="Sai số tài khoản")

    @rule(by=st.integers(0, 1), survives=survives)
    def makers_are_to_be_paid(self, by: int, survives: bool) -> None:
        with self.process(survives):
            payouts.draft(by=self.people[by])

    @when(open_batches)
    @rule(number=which, steps=st.integers(1, 3), by=st.integers(0, 1))
    def a_batch_goes_on(self, number: int, steps: int, by: int) -> None:
        batch = one_of(open_batches(), number)
        with self.process(True):
            payouts.approve(batch, by=self.people[by])
        for deed in (payouts.export, payouts.send)[: steps - 1]:
            with self.process(True):
                deed(batch)

    @when(sent_lines)
    @rule(number=which, times=st.integers(1, 2), comes_back=st.booleans())
    def the_bank_answers(self, number: int, times: int, comes_back: bool) -> None:
        line = one_of(sent_lines(), number)
        for _ in range(times):
            with self.process(True):
                payouts.paid(line, by=self.people[0])
        if comes_back:
            with self.process(True):
                payouts.returned(line, reason="Sai tên", by=self.people[0])

    @rule()
    def the_sweep_runs(self) -> None:
        with TestCase.captureOnCommitCallbacks(execute=True):
            announce_all()

    @invariant()
    def the_order_is_the_sum_of_its_parts(self) -> None:
        for order in Order.objects.prefetch_related("parts__lines"):
            parts = list(order.parts.all())
            assert order.total == sum(part.total for part in parts)
            for part in parts:
                assert part.goods_total == sum(line.total for line in part.lines.all())

    @invariant()
    def nobody_gets_back_more_than_was_paid(self) -> None:
        assert not Payment.objects.filter(
            amount__lt=F("refunded") + F("refund_held")
        ).exists()
        assert not Payment.objects.filter(~Q(refunded=0), paid_at=None).exists()
        for payment in Payment.objects.filter(refunded__gt=0):
            done = payment.refunds.filter(state=RefundState.DONE)
            assert payment.refunded == done.aggregate(sum=Sum("amount"))["sum"]

    @invariant()
    def the_stock_is_its_movements_and_what_is_not_reserved(self) -> None:
        for pack in Variant.objects.all():
            kept = StockReservation.objects.filter(variant=pack, released_at=None)
            reserved = kept.aggregate(sum=Sum("quantity"))["sum"] or 0
            moved = pack.movements.aggregate(sum=Sum("delta"))["sum"]
            assert pack.stock == moved == STOCK - reserved

    @invariant()
    def every_entry_balances(self) -> None:
        sums = Posting.objects.order_by().values("entry").annotate(sum=Sum("amount"))
        assert [row for row in sums if row["sum"]] == []

    @invariant()
    def money_in_is_owed_and_kept_and_given_back(self) -> None:
        """Of what the books have heard of: in = owed + paid out + fees + tax + refunds (+ borne by us)."""
        heard = Payment.objects.filter(status=Status.PAID, announced_at__isnull=False)
        came = heard.aggregate(sum=Sum("amount"))["sum"] or 0
        assert came == Posting.objects.on(*MONEY).filter(entry__kind=Kind.SALE).total()
        back = given_back()
        rest = -Posting.objects.exclude(account__in=MONEY).total()
        by_the_maker = given_back(held_by=Holder.CARRIER)
        assert came == rest + back - by_the_maker + paid_out()


def paid_out() -> int:
    paid = PayoutLine.objects.filter(state=LineState.PAID)
    return int(paid.aggregate(sum=Sum("amount"))["sum"] or 0)


def taxes_of_carriers() -> None:
    """The State asks the same where the carrier collects."""
    from ledger.models import Withholding

    first = Withholding.objects.get()
    Withholding.objects.create(
        held_by="carrier",
        effective_from=first.effective_from,
        legal_basis=first.legal_basis,
    )


def given_back(**of: Any) -> int:
    """Σ of the refunds that left and of which the books have heard, in đồng."""
    done = Refund.objects.filter(
        state=RefundState.DONE,
        announced_at__isnull=False,
        **{f"payment__{key}": value for key, value in of.items()},
    )
    return int(done.aggregate(sum=Sum("amount"))["sum"] or 0)


def run(examples: int, steps: int, *, again: bool) -> None:
    """`again`: the same lives every time, so that the suite never surprises."""
    run_state_machine_as_test(
        MoneyMachine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            derandomize=again,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.django_db
def test_the_sums_hold_through_random_lives():
    run(4, 25, again=True)


@pytest.mark.load
@pytest.mark.django_db
def test_the_sums_hold_through_five_hundred_random_lives():
    run(500, 50, again=False)
