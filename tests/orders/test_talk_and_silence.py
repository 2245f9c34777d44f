"""Words that stay with an order, and what happens when a maker says nothing."""

from datetime import date, timedelta

from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

import pytest

from core.models import AuditEvent, Message
from orders import fulfil, on_behalf, silence, talk
from orders.models import Actor, Hold, Nudge, Order, SilenceRule, State
from payments import refunds
from payments.models import Refund
from tests.factories import UserFactory, VariantFactory
from tests.orders.placing import placed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rates")]


@pytest.fixture
def part(maker):
    return placed(VariantFactory(price=100_000, product__producer=maker))


@pytest.fixture
def rules(db):
    SilenceRule.objects.all().delete()
    for kind, hours in (("remind", 2), ("remind", 12), ("call", 24)):
        SilenceRule.objects.create(
            kind=kind, after_hours=hours, effective_from=date(2026, 1, 1), basis="test"
        )


def letters(template: str) -> int:
    return Message.objects.filter(template=template).count()


def test_buyer_and_maker_talk_and_each_sees_that_it_was_read(
    client, maker_client, part
):
    page = part.order.get_absolute_url()
    client.post(f"{page}nhan/{part.code}/", {"text": "Gói giúp tôi hai túi"})
    body = maker_client.get(f"/kenh-ban/don/{part.code}/").content.decode()
    maker_client.post(f"/kenh-ban/don/{part.code}/nhan-tin/", {"text": "Vâng ạ"})

    answer = client.get(page).content.decode()

    assert "Gói giúp tôi hai túi" in body
    assert "Vâng ạ" in answer
    assert "người bán đã xem" in answer
    assert letters("order_words") == 2


@pytest.mark.parametrize(
    ("text", "why"), [("", "vài chữ"), ("  ", "vài chữ"), ("a" * 1001, "dài quá")]
)
def test_an_empty_or_endless_message_is_explained(client, part, text, why):
    url = f"{part.order.get_absolute_url()}nhan/{part.code}/"

    assert why in client.post(url, {"text": text}, follow=True).content.decode()
    assert not part.talk.exists()


def test_somebody_who_writes_without_end_is_asked_to_call(part):
    for number in range(talk.MOST_AN_HOUR):
        talk.say(part, f"lần {number}", author=Actor.BUYER)

    with pytest.raises(talk.CannotSay, match="gọi điện"):
        talk.say(part, "nữa", author=Actor.BUYER)
    talk.say(part, "người bán thì được", author=Actor.MAKER)


@pytest.mark.parametrize(
    ("hours", "reminded", "called"),
    [(1, 0, 0), (2, 1, 0), (11, 1, 0), (12, 2, 0), (24, 2, 1), (100, 2, 1)],
)
def test_a_silent_maker_is_reminded_twice_then_the_helper_is_called(
    rules, settings, part, hours, reminded, called
):
    from core.models import Operator

    operator = Operator.load()
    operator.email = "vanhanh@example.vn"
    operator.save()
    now = part.order.placed_at + timedelta(hours=hours)

    for _again in range(3):
        silence.follow_up(now)

    assert letters("maker_waiting") == reminded
    assert letters("maker_silent") == called
    assert silence.called_for_help().count() == called
    assert Nudge.objects.count() == reminded + called


def test_a_maker_who_answered_is_left_in_peace(rules, part):
    fulfil.accept(part, by=None)

    assert silence.follow_up(timezone.now() + timedelta(days=3)) == 0


def test_a_card_order_nobody_paid_reminds_nobody(rules, maker):
    part = placed(VariantFactory(price=100_000, product__producer=maker))
    type(part).objects.filter(pk=part.pk).update(settlement="card")

    assert silence.follow_up(timezone.now() + timedelta(days=3)) == 0


def test_the_command_can_run_every_few_minutes(rules, part, capsys):
    Order.objects.update(placed_at=timezone.now() - timedelta(hours=13))

    call_command("follow_orders")
    call_command("follow_orders")

    assert "2 makers reminded" in capsys.readouterr().out
    assert letters("maker_waiting") == 2


def test_an_operator_works_an_order_of_a_suspended_maker_and_it_is_written_down(part):
    part.producer.suspended_at = timezone.now()
    part.producer.save()
    staff = UserFactory(is_staff=True, full_name="Chị Thu")

    for deed in (
        on_behalf.accept,
        on_behalf.pack,
        on_behalf.hand_over,
        on_behalf.deliver,
    ):
        deed(part, by=staff)

    part.refresh_from_db()
    events = AuditEvent.objects.all()
    assert part.state == State.DELIVERED
    assert {event.by_name for event in events} == {"Chị Thu"}
    assert {event.about for event in events} == {part.code}
    assert letters("done_for_you") == 4
    assert part.events.last().actor == Actor.OPERATOR


def test_the_operator_cancels_a_paid_order_and_another_person_approves_the_refund(
    maker,
):
    part = placed(
        VariantFactory(price=100_000, product__producer=maker), settlement="vietqr"
    )
    fulfil.money_received(part, by=None)
    staff = UserFactory(is_staff=True)

    on_behalf.cancel(part, by=staff, reason="Người bán ốm")

    refund = Refund.objects.get()
    part.refresh_from_db()
    assert (part.state, refund.amount) == (State.CANCELLED, 122_000)
    assert part.events.last().note == "Người bán ốm"
    with pytest.raises(refunds.SamePerson):
        refunds.approve(refund, by=staff)
    assert refunds.approve(refund, by=UserFactory()).state == "approved"


def test_the_audit_of_deeds_on_behalf_cannot_be_rewritten(part):
    on_behalf.accept(part, by=UserFactory(is_staff=True))

    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
    ):
        AuditEvent.objects.update(by_name="ai khác")


def test_a_held_order_is_not_packed_until_the_hold_is_over(maker_client, part):
    staff = UserFactory(is_staff=True)
    fulfil.accept(part, by=None)
    hold = on_behalf.hold(
        part, by=staff, reason="Kiểm tra lô", until=timezone.localdate()
    )
    url = f"/kenh-ban/don/{part.code}/"

    body = maker_client.post(f"{url}dong-goi/", follow=True).content.decode()
    Hold.objects.filter(pk=hold.pk).update(
        since=date(2026, 1, 1), until=date(2026, 1, 2)
    )
    maker_client.post(f"{url}dong-goi/")

    part.refresh_from_db()
    assert "Kiểm tra lô" in body
    assert part.state == State.PACKED


@pytest.mark.parametrize(("reason", "days"), [("", 1), ("  ", 1), ("Kiểm tra", -1)])
def test_a_hold_without_reason_or_end_is_refused(part, reason, days):
    until = timezone.localdate() + timedelta(days=days)

    with pytest.raises(ValueError, match="lý do|hôm nay"):
        on_behalf.hold(part, by=UserFactory(), reason=reason, until=until)


@pytest.mark.parametrize("facts", [{"reason": ""}, {"until": date(2020, 1, 1)}])
def test_the_database_refuses_such_a_hold_too(part, facts):
    row = {"reason": "x", "until": timezone.localdate(), **facts}

    with pytest.raises(IntegrityError), transaction.atomic():
        Hold.objects.create(part=part, **row)


def test_a_buyer_cancels_from_his_page_until_the_maker_begins(client, part):
    page = part.order.get_absolute_url()
    assert "Huỷ phần đơn này" in client.get(page).content.decode()
    fulfil.accept(part, by=None)

    body = client.post(f"{page}huy/{part.code}/", follow=True).content.decode()

    part.refresh_from_db()
    assert "đã bắt đầu làm" in body
    assert part.state == State.ACCEPTED


def test_a_buyer_cancels_and_reads_by_whom_and_why(client, part):
    page = part.order.get_absolute_url()

    body = client.post(
        f"{page}huy/{part.code}/", {"reason": "Đặt nhầm"}, follow=True
    ).content.decode()

    assert "Đặt nhầm" in body
    assert "Người mua" in body
