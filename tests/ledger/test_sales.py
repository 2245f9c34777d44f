"""What a sale writes, by who holds the buyer's money (commerce.md 1)."""

import pytest

from ledger.chart import Code
from ledger.models import Entry, Posting
from orders import bookkeeping, fulfil
from orders.models import OrderLine, ProducerOrder, Settlement
from payments.collect import Due, open_payment
from payments.models import Holder, Method, Payment, Status
from payments.settle import confirm_received
from tests.ledger.money import balances, fee, ordered, paid, taxes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rates")]


def booked(part: ProducerOrder) -> ProducerOrder:
    bookkeeping.book_sales(Payment.objects.get(reference=part.code))
    return part


def sent_with(carrier: str, part: ProducerOrder) -> ProducerOrder:
    fulfil.accept(part, by=None)
    fulfil.pack(part, by=None)
    fulfil.hand_over(part, by=None, carrier=carrier)
    fulfil.deliver(part, by=None)
    return part


def settled(payment: Payment) -> None:
    Payment.objects.filter(pk=payment.pk).update(
        status=Status.PAID, paid_at=payment.created_at
    )
    payment.refresh_from_db()
    bookkeeping.book_sales(payment)


def test_a_transfer_to_the_maker_leaves_only_the_fee_in_our_books():
    fee(500)

    booked(paid(Settlement.VIETQR))

    assert balances() == {
        Code.HELD_BY_PRODUCER: 222_000,
        Code.PRODUCER_SALES: -222_000,
        Code.RECEIVABLE: 10_000,
        Code.COMMISSION: -10_000,
    }


def test_tax_of_a_transfer_is_a_debt_of_the_maker_where_the_adviser_says_so():
    taxes(held_by="producer")

    booked(paid(Settlement.VIETQR))

    assert balances()[Code.RECEIVABLE] == 3_000
    assert balances()[Code.TAX_WITHHELD] == -3_000


def test_cash_the_carrier_collected_is_owed_to_the_maker_less_the_fee():
    fee(500)
    part = sent_with("GHN", ordered(Settlement.COD, 100_000).parts.get())

    booked(part)
    assert balances() == {
        Code.COD_IN_TRANSIT: 222_000,
        Code.PRODUCER: -212_000,
        Code.COMMISSION: -10_000,
    }


def test_cash_a_maker_took_at_the_door_himself_is_in_his_hands():
    fee(500)
    part = sent_with("", ordered(Settlement.COD, 100_000).parts.get())

    booked(part)

    assert Payment.objects.get().held_by == Holder.PRODUCER
    assert balances() == {
        Code.HELD_BY_PRODUCER: 222_000,
        Code.PRODUCER_SALES: -222_000,
        Code.RECEIVABLE: 10_000,
        Code.COMMISSION: -10_000,
    }


def test_a_card_pays_two_makers_with_an_entry_each():
    fee(500)
    taxes()
    order = ordered(Settlement.CARD, 100_000, 60_000)
    payment = Payment.objects.get(reference=order.number)

    settled(payment)
    settled(payment)

    assert set(Entry.objects.values_list("key", flat=True)) == {
        f"sale:{part.code}:{payment.code}" for part in order.parts.all()
    }
    assert balances() == {
        Code.GATEWAY: payment.amount,
        Code.PRODUCER: -(payment.amount - 16_000 - 4_800),
        Code.COMMISSION: -16_000,
        Code.TAX_WITHHELD: -4_800,
    }
    for part in order.parts.all():
        owed = Posting.objects.on(Code.PRODUCER).of(part.producer).total()
        kept = sum(
            one.fee + one.vat_withheld + one.pit_withheld for one in part.lines.all()
        )
        assert -owed == part.total - kept


def test_the_cooperative_owes_its_member_what_it_took_in_less_its_margin():
    fee(300)
    part = ordered(Settlement.VIETQR, 100_000).parts.get()
    payment = Payment.objects.get(reference=part.code)
    Payment.objects.filter(pk=payment.pk).update(held_by=Holder.PLATFORM)
    payment.refresh_from_db()

    settled(payment)

    assert balances() == {
        Code.BANK: 222_000,
        Code.PRODUCER: -216_000,
        Code.COMMISSION: -6_000,
    }


def test_the_books_tell_what_each_line_was_sold_for():
    fee(500)

    part = booked(paid(Settlement.VIETQR))

    line: OrderLine = part.lines.get()
    told = Posting.objects.filter(reference=line.code, account=Code.PRODUCER_SALES)
    assert [(p.what, p.category, p.amount) for p in told] == [
        ("goods", "goods", -200_000)
    ]


def test_what_the_platform_bears_of_a_voucher_is_owed_to_the_maker():
    fee(500)
    part = ordered(Settlement.VIETQR, 100_000).parts.get()
    OrderLine.objects.update(discount=30_000, discount_borne_by_platform=20_000)
    ProducerOrder.objects.update(goods_total=170_000, discount=30_000)
    Payment.objects.update(amount=192_000)

    settled(Payment.objects.get(reference=part.code))

    assert balances() == {
        Code.HELD_BY_PRODUCER: 192_000,
        Code.PRODUCER_SALES: -192_000,
        Code.PROMOTION: 20_000,
        Code.PRODUCER: -20_000,
        Code.RECEIVABLE: 10_000,
        Code.COMMISSION: -10_000,
    }


def test_a_payment_that_was_only_opened_is_in_no_book():
    ordered(Settlement.VIETQR, 100_000)

    assert not Entry.objects.exists()


def test_a_deposit_pays_a_part_of_everything_and_the_rest_the_rest():
    fee(333)
    part = ordered(Settlement.COD, 100_001).parts.get()
    deposit = open_payment(Due(part.code, 50_001), Method.VIETQR, payee=part.producer)
    rest = open_payment(Due(part.code, part.total - 50_001), Method.CASH)

    settled(deposit)
    settled(rest)

    line = part.lines.get()
    assert balances() == {
        Code.HELD_BY_PRODUCER: part.total,
        Code.PRODUCER_SALES: -part.total,
        Code.RECEIVABLE: line.fee,
        Code.COMMISSION: -line.fee,
    }


def test_money_beyond_what_was_due_is_the_buyers():
    part = ordered(Settlement.VIETQR, 100_000).parts.get()
    payment = Payment.objects.get(reference=part.code)
    Payment.objects.filter(pk=payment.pk).update(amount=230_000)
    payment.refresh_from_db()

    settled(payment)

    assert balances()[Code.BUYER_CREDIT] == -8_000
    assert balances()[Code.PRODUCER_SALES] == -222_000


@pytest.mark.django_db(transaction=True)
def test_the_news_of_a_payment_reaches_the_books():
    part = ordered(Settlement.COD, 100_000).parts.get()

    confirm_received(Payment.objects.get(reference=part.code), by=None)

    entry = Entry.objects.get(key__startswith=f"sale:{part.code}:")
    assert entry.at == Payment.objects.get(method=Method.COD).paid_at
    assert ProducerOrder.objects.get().total == 222_000
