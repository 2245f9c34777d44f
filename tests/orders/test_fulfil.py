from django.core import mail

import pytest

from orders import basket as baskets
from orders import cancelling, fulfil
from orders.checkout import Buyer, place_order
from orders.models import IllegalMove, ProducerOrder, Settlement, State
from payments import refunds
from payments.models import Payment, Refund
from payments.models import Status as PaymentStatus
from payments.settle import confirm_received
from tests.factories import KHOAI_CHAU, VariantFactory, member_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def part(rates) -> ProducerOrder:
    return placed(Settlement.COD)


def placed(way: Settlement) -> ProducerOrder:
    jar = VariantFactory(stock=5, price=100_000)
    jar.product.producer.email = "ba.hoa@example.vn"
    jar.product.producer.save()
    basket = baskets.put(None, jar, 2)
    buyer = Buyer("Lan", "+84912345678", "lan@example.vn", KHOAI_CHAU, "Thôn 1", "")
    pay = {jar.product.producer_id: way}
    order = place_order(basket, buyer, pay, idempotency_key="k", expected_total=222_000)
    return order.parts.get()


def test_a_maker_takes_an_order_to_the_door(part):
    by = member_of(part.producer)

    for deed in (fulfil.accept, fulfil.pack, fulfil.hand_over, fulfil.deliver):
        deed(part, by=by)

    part.refresh_from_db()
    assert part.state == State.DELIVERED
    assert [e.state for e in part.events.all()] == [
        "placed",
        "accepted",
        "packed",
        "handed_over",
        "delivered",
    ]


def test_cash_on_delivery_is_paid_when_it_is_delivered(part):
    for deed in (fulfil.accept, fulfil.pack, fulfil.hand_over, fulfil.deliver):
        deed(part, by=None)

    assert Payment.objects.get(reference=part.code).is_paid


def test_a_step_cannot_be_skipped(part):
    with pytest.raises(IllegalMove):
        fulfil.hand_over(part, by=None)


def test_declining_gives_the_packs_back_and_tells_the_buyer(part):
    mail.outbox.clear()

    cancelling.decline(part, by=None, reason="Mẻ này hỏng")

    part.refresh_from_db()
    assert part.state == State.CANCELLED
    assert part.lines.get().variant.stock == 5
    assert Payment.objects.get(reference=part.code).status == PaymentStatus.CANCELLED
    assert [m.to for m in mail.outbox] == [["lan@example.vn"]]


def test_declining_a_paid_part_asks_for_a_refund_another_person_approves(rates):
    part = placed(Settlement.VIETQR)
    fulfil.money_received(part, by=None)
    maker = member_of(part.producer)

    cancelling.decline(part, by=maker, reason="Mẻ này hỏng")

    refund = Refund.objects.get()
    assert (refund.amount, refund.state) == (222_000, "requested")
    assert {item.kind for item in refund.items.all()} == {"line", "delivery"}
    with pytest.raises(refunds.SamePerson):
        refunds.approve(refund, by=maker)


def test_the_buyer_and_the_maker_are_told_in_text_and_html(part):
    buyer, maker = mail.outbox

    assert buyer.to == ["lan@example.vn"]
    assert part.order.get_absolute_url() in buyer.body
    assert maker.to == ["ba.hoa@example.vn"]
    assert maker.alternatives[0][1] == "text/html"


def test_a_transfer_the_maker_confirms_binds_the_packs(rates):
    part = placed(Settlement.VIETQR)
    payment = Payment.objects.get(reference=part.code)

    confirm_received(payment, by=None)
    confirm_received(payment, by=None)

    assert part.lines.get().reservation.expires_at is None
    assert Payment.objects.get(pk=payment.pk).is_paid
