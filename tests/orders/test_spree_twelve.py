"""The twelve money bugs of spree/spree #14622 and seven of our own (reference: commerce.md 6.6), a test each.

Each name is the sentence that must be true here.
"""

import re
import time
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

import pytest
import time_machine

from catalog.models import Variant
from ledger import payouts
from ledger.chart import Code
from ledger.models import Entry, LineState, PayoutBatch, Posting
from orders import by_line, cancelling, checking, fulfil
from orders.models import (
    IllegalMove,
    Order,
    Payer,
    ProducerOrder,
    Settlement,
    State,
)
from orders.parcels import unpacked
from orders.settling import ways_to_pay
from orders.stock import expire_all
from payments import refunds
from payments.models import GatewayEvent, Method, Payment, Refund, RefundMethod, Status
from payments.settle import confirm_received
from tests.factories import (
    ProducerFactory,
    ProductFactory,
    UserFactory,
    VariantFactory,
    VoucherFactory,
    hamper_of,
    member_of,
)
from tests.ledger.money import fee, ordered, taxes
from tests.orders.placing import order_of
from tests.orders.test_promotion import buy
from tests.payments.cards import type_card
from tests.payments.money import came

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("rates")]
GO = (fulfil.accept, fulfil.pack, fulfil.hand_over, fulfil.deliver)


def payment_of(part: ProducerOrder) -> Payment:
    return Payment.objects.filter(reference=part.payment_reference).latest("pk")


def paid(part: ProducerOrder) -> Payment:
    return confirm_received(payment_of(part), by=None)


def page(order: Order) -> str:
    html = Client().get(order.get_absolute_url()).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def by_card(cards: Any, *prices: int) -> tuple[Order, Payment]:
    """A card order whose buyer has typed his card on the gateway's page."""
    order = ordered(Settlement.CARD, *prices)
    token = order.get_absolute_url()
    Client().post(f"{token}tra-the/")
    payment = Payment.objects.get(reference=order.number, method=Method.CARD)
    type_card(payment)
    return order, payment


def come_back(order: Order) -> None:
    Client().get(f"{order.get_absolute_url()}ve-tu-the/")


def give_back(payment: Payment, *items: refunds.Item, method: str = "bank") -> Any:
    refund = refunds.request(
        payment, items=items, method=method, reason="Vỡ", by=UserFactory()
    )
    refunds.approve(refund, by=UserFactory())
    return refunds.confirm_sent(refund, by=UserFactory())


# Ten of Spree's


def test_a_webhook_registered_twice_is_heard_from_both_and_counted_once(
    cards, live_server, settings
):
    address = f"{live_server.url}/webhooks/stripe/"
    secrets = [cards.webhook_endpoint(address) for _ in range(2)]
    settings.STRIPE_WEBHOOK_SECRETS = secrets
    order, payment = by_card(cards, 100_000)

    sales = Entry.objects.filter(key__startswith=f"sale:{order.number}-1:")
    until = time.monotonic() + 60
    while time.monotonic() < until and not sales.exists():
        time.sleep(0.1)

    assert sales.count() == 1
    assert Payment.objects.get(pk=payment.pk).is_paid
    assert GatewayEvent.objects.filter(kind="checkout.session.completed").count() == 1


def test_a_maker_whose_account_is_half_filled_in_is_paid_in_cash_not_refused():
    half = ProducerFactory(bank_account="")

    assert ways_to_pay(half, in_person=False) == [Settlement.COD]
    assert ways_to_pay(half, in_person=True) == [Settlement.CASH]


def test_a_maker_sees_only_his_own_part_and_fee():
    fee(777)
    one, other = (VariantFactory(price=100_000) for _ in range(2))
    order = order_of((one, 1), (other, 1), settlement="vietqr")
    mine, theirs = order.parts.all()
    client = Client()
    client.force_login(
        member_of(mine.producer), backend="django.contrib.auth.backends.ModelBackend"
    )

    own = client.get(f"/kenh-ban/don/{mine.code}/")
    assert own.status_code == 200
    assert theirs.code not in own.content.decode()
    assert client.get(f"/kenh-ban/don/{theirs.code}/").status_code == 404


def test_both_halves_of_a_split_order_can_be_fulfilled_after_one_payment(cards):
    order, _payment = by_card(cards, 100_000, 60_000)
    come_back(order)

    for part in ProducerOrder.objects.visible_to_maker():
        for deed in GO:
            deed(part, by=None)

    assert [part.state for part in order.parts.all()] == [State.DELIVERED] * 2


def test_both_makers_of_a_split_order_are_owed_their_share(cards):
    fee(500)
    order, payment = by_card(cards, 100_000, 60_000)
    come_back(order)

    owed = [
        -Posting.objects.on(Code.PRODUCER).of(part.producer).total()
        for part in order.parts.all()
    ]
    assert owed == [222_000 - 10_000, 142_000 - 6_000]
    assert sum(owed) + 16_000 == payment.amount


def test_cancelling_what_has_left_says_in_words_why_not(maker, maker_client):
    part = order_of(
        (VariantFactory(product=ProductFactory(producer=maker)), 1)
    ).parts.get()
    for deed in GO[:3]:
        deed(part, by=None)

    url = f"/kenh-ban/don/{part.code}/khong-lam-duoc/"
    answer = maker_client.post(url, {"reason": "Hết hàng"}, follow=True)

    said = [str(message) for message in answer.context["messages"]]
    assert said
    assert all(said)
    assert ProducerOrder.objects.get().state == State.HANDED_OVER
    with pytest.raises(IllegalMove):
        cancelling.cancel(part, by=None, reason="Hết hàng")


def test_a_second_parcel_changes_no_price():
    from orders.models import Shipment, ShipmentLine

    part = order_of((VariantFactory(price=100_000), 3)).parts.get()
    before = (part.goods_total, part.shipping_fee, part.total)
    fulfil.accept(part, by=None)
    first = Shipment.objects.create(part=part)
    ShipmentLine.objects.create(shipment=first, line=part.lines.get(), quantity=1)

    fulfil.pack(part, by=None)
    fulfil.hand_over(part, by=None)

    part.refresh_from_db()
    assert part.shipments.count() == 2
    assert unpacked(part) == {}
    assert (part.goods_total, part.shipping_fee, part.total) == before


def test_a_fully_refunded_order_does_not_read_paid():
    part = ordered(Settlement.VIETQR, 100_000).parts.get()
    payment = paid(part)
    line = refunds.Item("line", part.lines.get().code, 2, 200_000)
    delivery = refunds.Item("delivery", part.code, None, 22_000)

    give_back(payment, line, delivery)

    payment.refresh_from_db()
    assert str(payment.outcome) == "Đã hoàn tiền"
    assert "Đã trả đủ tiền" not in page(part.order)
    assert "Đã hoàn tiền" in page(part.order)


def delivered_cash(price: int) -> ProducerOrder:
    part = ordered(Settlement.COD, price).parts.get()
    for deed in GO:
        deed(part, by=None)
    return part


def paid_out_to(part: ProducerOrder, by: list[Any]) -> PayoutBatch:
    batch = payouts.draft(by=by[0])
    payouts.approve(batch, by=by[1])
    payouts.export(batch)
    payouts.send(batch)
    payouts.paid(batch.lines.get(producer=part.producer), by=by[1])
    return batch


def test_a_payout_never_asks_for_what_is_not_with_us_yet(cards):
    order, payment = by_card(cards, 100_000)
    come_back(order)
    still_at_the_carrier = delivered_cash(60_000)

    batch = payouts.draft(by=UserFactory())

    assert [line.amount for line in batch.lines.all()] == [payment.amount]
    assert payouts.payable(still_at_the_carrier.producer) == 0
    with pytest.raises(payouts.CannotPay):
        payouts.draft(by=UserFactory())


def test_a_payout_the_bank_returned_reads_returned_and_is_owed_again(cards):
    order, payment = by_card(cards, 100_000)
    come_back(order)
    part, people = order.parts.get(), [UserFactory(), UserFactory()]
    batch = paid_out_to(part, people)
    assert payouts.payable(part.producer) == 0

    payouts.returned(batch.lines.get(), reason="Sai số tài khoản", by=people[1])

    assert batch.lines.get().state == LineState.RETURNED
    assert payouts.payable(part.producer) == payment.amount
    assert payouts.draft(by=people[0]).lines.get().amount == payment.amount


# Seven of our own


def test_dong_are_sent_to_the_gateway_as_they_are_never_a_hundred_times(cards):
    order, payment = by_card(cards, 90_000)
    come_back(order)
    payment.refresh_from_db()

    intent = cards._call(f"/v1/payment_intents/{payment.intent_id}")
    assert (intent["amount"], intent["currency"]) == (order.total, "vnd")
    assert order.total == 202_000
    assert cards.violations() == []


@pytest.mark.parametrize(
    ("typed", "stock"), [("60.000", 60_000), ("60,000", 60_000), ("60 000", 60_000)]
)
def test_sixty_thousand_typed_the_vietnamese_way_is_never_sixty(typed, stock):
    from vietnam.dong import parse_vnd

    assert parse_vnd(typed) == stock


def test_refused_cash_on_delivery_leaves_no_fee_and_no_debt():
    fee(500)
    taxes(held_by="carrier")
    jar = VariantFactory(price=100_000, stock=5)
    part = order_of((jar, 1)).parts.get()
    for deed in GO[:3]:
        deed(part, by=None)

    part.refresh_from_db()
    part.move_to(State.RETURNED, by=None, note="Khách không nhận")

    assert not Entry.objects.exists()
    assert not Payment.objects.filter(status=Status.PAID).exists()


def test_a_transfer_that_arrives_after_expiry_is_taken_or_waits_for_a_person():
    jar = VariantFactory(price=100_000, stock=1)
    part = order_of((jar, 1), settlement="vietqr").parts.get()
    payment = payment_of(part)
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        expire_all()
        order_of((Variant.objects.get(), 1))  # somebody else has the last jar now

        transfer = came(payment.amount, payment.code)

    payment.refresh_from_db()
    assert transfer.is_waiting or payment.status == Status.REVIEW
    assert transfer.amount == payment.amount
    assert ProducerOrder.objects.get(pk=part.pk).state == State.CANCELLED


def test_when_one_of_three_makers_declines_the_others_go_on_and_only_his_money_goes_back(
    cards,
):
    order, payment = by_card(cards, 100_000, 60_000, 30_000)
    come_back(order)
    first, second, third = order.parts.all()

    cancelling.decline(second, by=None, reason="Mất mùa")
    for part in (first, third):
        for deed in GO:
            deed(part, by=None)

    refund = payment.refunds.get()
    states = [part.state for part in order.parts.all()]
    assert (refund.amount, refund.method) == (142_000, RefundMethod.CARD)
    assert states == [State.DELIVERED, State.CANCELLED, State.DELIVERED]


@pytest.mark.parametrize("payer", [Payer.PLATFORM, Payer.MAKER, Payer.SHARED])
def test_a_coupon_takes_from_each_of_three_makers_and_the_books_agree(payer):
    fee(500)
    voucher = VoucherFactory(
        kind="amount", amount_off=33_333, payer=payer, platform_share=50
    )
    order = buy(voucher, *(VariantFactory(price=n * 50_000) for n in (1, 2, 3)))

    for part in order.parts.all():
        for deed in GO:
            deed(part, by=None)

    lines = [line for part in order.parts.all() for line in part.lines.all()]
    assert all(line.discount for line in lines)
    assert sum(line.discount for line in lines) == 33_333
    assert order.total == 300_000 + 3 * 22_000 - 33_333
    assert list(checking.faults()) == []


def test_a_part_of_a_hamper_missing_at_packing_goes_back_alone():
    honey, tea = VariantFactory(price=200_000), VariantFactory(price=100_000)
    hamper = hamper_of((honey, 1), (tea, 1), price=270_000)
    order = order_of((hamper, 1), settlement="vietqr")
    first, second = order.parts.all()
    for part in (first, second):
        paid(part)
        fulfil.accept(part, by=None)

    by_line.cannot_make(first.lines.get(), possible=0, reason="Hũ vỡ khi gói", by=None)
    for deed in GO[1:]:
        deed(second, by=None)

    refund = Refund.objects.get()
    assert refund.payment == payment_of(first)
    assert refund.amount == payment_of(first).amount
    assert [part.state for part in order.parts.all()] == [
        State.CANCELLED,
        State.DELIVERED,
    ]
