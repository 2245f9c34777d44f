"""The operator's hands on an order, in the editors' screens."""

from datetime import timedelta

from django.utils import timezone

import pytest

from accounts.models import User
from core.models import AuditEvent, Message
from orders import fulfil, returning
from orders.models import Hold, Nudge, Order, ProducerOrder, Return, SilenceRule
from payments.models import Refund
from tests.factories import VariantFactory, return_terms
from tests.orders.placing import delivered, placed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rates")]


@pytest.fixture
def editor(client):
    user = User.objects.create_superuser("thu@example.vn", "x" * 12, full_name="Thu")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def do(editor, row, deed, **typed):
    name = row._meta.model_name
    url = f"/admin/{name}/lam/{row.pk}/{deed}/"
    return editor.post(url, typed, follow=True).content.decode()


def test_the_operator_takes_an_order_to_the_door_and_every_step_is_written_down(editor):
    part = placed()

    for deed in ("nhan", "goi", "giao", "da-giao"):
        do(editor, part, deed)

    part.refresh_from_db()
    assert part.state == "delivered"
    assert [e.by_name for e in AuditEvent.objects.all()] == ["Thu"] * 4


def test_cancelling_asks_for_a_reason_and_paid_money_for_a_second_person(editor):
    part = placed(settlement="vietqr")
    fulfil.money_received(part, by=None)

    silent = do(editor, part, "huy", reason="")
    do(editor, part, "huy", reason="Người bán ốm")

    part.refresh_from_db()
    assert "Lý do" in silent
    assert part.state == "cancelled"
    assert Refund.objects.get().state == "requested"


@pytest.mark.parametrize(
    ("reason", "days", "held"),
    [("Kiểm tra lô", 3, True), ("", 3, False), ("Kiểm tra lô", -1, False)],
)
def test_a_hold_wants_a_reason_and_an_end(editor, reason, days, held):
    part = placed()
    until = timezone.localdate() + timedelta(days=days)

    do(editor, part, "giu", reason=reason, until=f"{until:%d/%m/%Y}")

    assert Hold.objects.in_force().exists() == held


def test_a_hold_is_lifted(editor):
    part = placed()
    do(editor, part, "giu", reason="Kiểm tra", until=f"{timezone.localdate():%d/%m/%Y}")

    do(editor, part, "bo-giu")

    assert not Hold.objects.in_force().exists()


def test_an_appeal_is_a_duty_and_is_decided_with_words(editor):
    return_terms()
    part = delivered()
    back = returning.ask(part, {part.lines.get().pk: 1}, reason="broken")
    returning.refuse(back, by=None, reason="Không")
    returning.appeal(back, text="Xin xem lại")

    home = editor.get("/admin/").content.decode()
    do(editor, back, "giu-nguyen", reason="Ảnh cho thấy hàng nguyên vẹn")

    assert "yêu cầu trả hàng nhờ bạn xem lại" in home
    assert Return.objects.get().state == "upheld"
    assert Return.objects.get().events.last().note == "Ảnh cho thấy hàng nguyên vẹn"


def test_a_silent_maker_is_a_duty(editor):
    part = placed()
    rule = SilenceRule.objects.create(
        kind="call",
        after_hours=24,
        effective_from=timezone.localdate(),
        basis="test",
    )
    Nudge.objects.create(part=part, rule=rule)

    assert "hãy gọi họ" in editor.get("/admin/").content.decode()


def test_a_suspended_makers_buyers_are_told_once_and_the_operator_has_a_duty(
    editor, client
):
    part = placed(VariantFactory(price=100_000))
    maker = part.producer
    maker.suspended_at = timezone.now()
    maker.save()

    from orders.suspended import tell_all

    tell_all()
    tell_all()

    assert Message.objects.filter(template="maker_suspended").count() == 1
    assert "người bán tạm ngừng" in editor.get("/admin/").content.decode()
    page = client.get(part.order.get_absolute_url()).content.decode()
    assert "Đơn vị vận hành lo tiếp" in page


def test_the_operators_words_reach_both(editor):
    part = placed()

    do(editor, part, "nhan-tin", text="Chúng tôi đang xem")

    assert part.talk.get().author == "operator"
    keys = Message.objects.filter(template="order_words").values_list("key", flat=True)
    assert sorted(key.rsplit(":")[-1] for key in keys) == ["buyer", "maker"]


@pytest.mark.parametrize("export", ["csv", "xlsx"])
def test_orders_are_found_filtered_and_exported(editor, export):
    part = placed()
    Order.objects.update(placed_at=timezone.now())

    found = editor.get("/admin/producerorder/", {"q": part.code, "state": "placed"})
    none = editor.get("/admin/producerorder/", {"state": "returned"})
    sheet = editor.get("/admin/producerorder/", {"export": export})

    assert part.code in found.content.decode()
    assert part.code not in none.content.decode()
    assert sheet.status_code == 200
    assert ProducerOrder.objects.count() == 1
