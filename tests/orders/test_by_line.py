"""The maker answers line by line; total, payment and packs follow, the frozen fee in proportion."""

from django.db import IntegrityError, connection, transaction

import pytest

from core.models import Message
from orders import by_line, cancelling, fulfil
from orders.models import (
    ChangeKind,
    IllegalMove,
    OrderLine,
    PartPhoto,
    ProducerOrder,
    State,
)
from payments.models import Payment, Refund
from payments.settle import confirm_received
from tests.factories import VariantFactory, member_of
from tests.orders.placing import order_of, placed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rates")]


def chicken(**facts):
    return VariantFactory(price=1_200_000, by_weight_g=3000, stock=5, **facts)


def two_lines(settlement="cod") -> ProducerOrder:
    jar = VariantFactory(price=100_000, stock=10)
    box = VariantFactory(product__producer=jar.product.producer, price=50_000, stock=10)
    return order_of((jar, 3), (box, 1), settlement=settlement).parts.get()


def open_amounts(part) -> list[int]:
    open_ = Payment.objects.for_reference(part.payment_reference).open()
    return [payment.amount for payment in open_]


def last_letter() -> str:
    return str(Message.objects.latest("pk").text)


def scale(part) -> PartPhoto:
    return PartPhoto.objects.create(part=part, file="can.jpg")


def test_an_order_is_accepted_when_its_last_line_is_answered():
    part = two_lines()
    by = member_of(part.producer)
    first, second = part.lines.all()

    by_line.take(first, by=by)
    part.refresh_from_db()
    before = part.state
    by_line.take(second, by=by)
    by_line.take(second, by=by)

    part.refresh_from_db()
    assert (before, part.state) == (State.PLACED, State.ACCEPTED)
    assert second.changes.count() == 1


def test_what_cannot_be_made_goes_back_and_the_open_payment_is_asked_anew():
    part = two_lines("vietqr")
    old = Payment.objects.get(reference=part.code)
    jar = part.lines.first()

    by_line.cannot_make(jar, possible=1, reason="Hết nghệ", by=None)

    part.refresh_from_db()
    jar.refresh_from_db()
    old.refresh_from_db()
    assert (jar.sold, jar.total, part.goods_total) == (1, 100_000, 150_000)
    assert open_amounts(part) == [old.amount - 200_000]
    assert old.status == "cancelled"
    assert Payment.objects.get(reference=part.code, attempt=2).expires_at
    jar.variant.refresh_from_db()
    assert jar.variant.stock == 9
    assert jar.reservation.quantity == 1


def test_what_cannot_be_made_of_a_paid_order_becomes_a_refund():
    part = two_lines("vietqr")
    confirm_received(Payment.objects.get(reference=part.code), by=None)
    jar = part.lines.first()

    by_line.cannot_make(jar, possible=0, reason="Hết nghệ", by=None)

    refund = Refund.objects.get()
    item = refund.items.get()
    assert (refund.amount, refund.reason) == (300_000, "Hết nghệ")
    assert (item.kind, item.reference) == ("line", jar.code)
    assert open_amounts(part) == []


def test_the_buyer_reads_what_changed_and_why():
    part = two_lines()

    by_line.cannot_make(part.lines.first(), possible=2, reason="Vỡ một lọ", by=None)

    assert "chỉ làm được 2 trong 3" in last_letter()
    assert "Vỡ một lọ" in last_letter()


def test_when_the_last_line_cannot_be_made_the_order_is_cancelled():
    part = placed(VariantFactory(price=100_000, stock=5), 2)

    by_line.cannot_make(part.lines.get(), possible=0, reason="Hỏng mẻ", by=None)

    part.refresh_from_db()
    assert part.state == State.CANCELLED
    assert part.lines.get().variant.stock == 5
    assert open_amounts(part) == []


@pytest.mark.parametrize("possible", [-1, 3, 99])
def test_more_than_ordered_cannot_be_promised(possible):
    part = two_lines()

    with pytest.raises(by_line.CannotChange, match="từ 0 đến 2"):
        by_line.cannot_make(part.lines.first(), possible=possible, reason="x", by=None)

    assert open_amounts(part) == [part.total]


def test_the_database_refuses_more_than_was_ordered():
    line = two_lines().lines.first()

    with pytest.raises(IntegrityError), transaction.atomic():
        OrderLine.objects.filter(pk=line.pk).update(final_quantity=4)


def test_a_line_of_a_parcel_that_left_is_not_changed():
    part = two_lines()
    for deed in (fulfil.accept, fulfil.pack):
        deed(part, by=None)

    with pytest.raises(by_line.CannotChange, match="không còn ở bước"):
        by_line.cannot_make(part.lines.first(), possible=0, reason="x", by=None)


@pytest.mark.parametrize(
    ("grams", "total", "open_"),
    [
        (3000, 1_200_000, 1_222_000),
        (2750, 1_100_000, 1_122_000),
        (3300, 1_320_000, 1_342_000),
        (3001, 1_200_400, 1_222_400),
        (2999, 1_199_600, 1_221_600),
    ],
)
def test_a_chicken_costs_what_the_scale_says(grams, total, open_):
    part = placed(chicken())
    line = part.lines.get()

    assert by_line.weigh(line, grams, photo=scale(part), by=None)

    part.refresh_from_db()
    line.refresh_from_db()
    assert (line.total, part.goods_total) == (total, total)
    assert open_amounts(part) == [open_]
    assert line.changes.get().photo


def test_a_lighter_chicken_gives_a_part_of_the_paid_deposit_back():
    part = placed(chicken(), settlement="vietqr")
    confirm_received(Payment.objects.get(reference=part.code), by=None)

    by_line.weigh(part.lines.get(), 2500, photo=scale(part), by=None)

    assert Refund.objects.get().amount == 200_000
    assert open_amounts(part) == []


def test_a_heavier_chicken_is_paid_on_top_of_the_deposit():
    part = placed(chicken(), settlement="vietqr")
    fulfil.accept(part, by=None)
    confirm_received(Payment.objects.get(reference=part.code), by=None)

    by_line.weigh(part.lines.get(), 3200, photo=scale(part), by=None)

    rest = Payment.objects.get(reference=part.code, attempt=2)
    assert (rest.amount, rest.status, rest.expires_at) == (80_000, "pending", None)


def test_over_ten_percent_the_buyer_is_asked_before_he_pays():
    part = placed(chicken())
    line = part.lines.get()

    counted = by_line.weigh(line, 3301, photo=scale(part), by=None)

    line.refresh_from_db()
    assert not counted
    assert (line.asked_weight_g, line.total) == (3301, 1_200_000)
    assert open_amounts(part) == [1_222_000]
    assert "1.320.400" in last_letter()
    fulfil.accept(part, by=None)
    with pytest.raises(fulfil.CannotMove, match="chưa cân xong"):
        fulfil.pack(part, by=None)


def test_the_buyer_agrees_and_pays_the_real_weight():
    part = placed(chicken())
    line = part.lines.get()
    by_line.weigh(line, 3500, photo=scale(part), by=None)

    by_line.agree(line)

    line.refresh_from_db()
    assert (line.final_weight_g, line.asked_weight_g) == (3500, None)
    assert open_amounts(part) == [1_422_000]
    with pytest.raises(by_line.CannotChange, match="đã được trả lời"):
        by_line.agree(line)


def test_the_buyer_disagrees_and_another_one_is_weighed():
    part = placed(chicken())
    line = part.lines.get()
    by_line.weigh(line, 3500, photo=scale(part), by=None)

    by_line.disagree(line)
    by_line.weigh(line, 3100, photo=scale(part), by=None)

    line.refresh_from_db()
    assert line.final_weight_g == 3100
    assert [c.kind for c in line.changes.all()] == [
        ChangeKind.ASKED,
        ChangeKind.REFUSED,
        ChangeKind.WEIGHED,
    ]


@pytest.mark.parametrize("grams", [0, 3, 999, 9001, 325_000])
def test_a_slip_of_the_finger_is_asked_about(grams):
    part = placed(chicken())

    with pytest.raises(by_line.CannotChange, match="3 cân 250 gam"):
        by_line.weigh(part.lines.get(), grams, photo=scale(part), by=None)


def test_a_jar_is_not_weighed():
    part = placed()

    with pytest.raises(by_line.CannotChange, match="không bán theo cân"):
        by_line.weigh(part.lines.get(), 300, photo=scale(part), by=None)


def test_the_frozen_fee_follows_in_proportion_and_the_rate_is_not_asked_again():
    part = placed(chicken())
    line = part.lines.get()
    OrderLine.objects.filter(pk=line.pk).update(fee=60_000)

    by_line.weigh(line, 3300, photo=scale(part), by=None)

    line.refresh_from_db()
    assert (line.fee, line.final(line.fee)) == (60_000, 66_000)


def test_the_facts_about_a_line_cannot_be_rewritten():
    part = two_lines()
    by_line.take(part.lines.first(), by=None)

    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE orders_linechange SET after = 1")


def test_a_buyer_cancels_while_nobody_has_begun():
    part = placed()

    cancelling.cancel_by_buyer(part, reason="Đặt nhầm")

    part.refresh_from_db()
    event = part.events.last()
    assert (part.state, event.actor, event.note) == ("cancelled", "buyer", "Đặt nhầm")
    assert open_amounts(part) == []


def test_a_buyer_cannot_cancel_what_is_being_made():
    part = placed()
    fulfil.accept(part, by=None)

    with pytest.raises(IllegalMove):
        cancelling.cancel_by_buyer(part, reason="Đổi ý")
