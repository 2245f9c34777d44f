"""Money at a glance: today, this week, what waits, why and until when; what was kept and by which law."""

from django.utils import timezone

import pytest

from ledger import journal
from ledger.chart import Code
from ledger.journal import Label, move
from ledger.models import Kind, What
from orders import bookkeeping, fulfil
from orders.models import Settlement
from payments.models import Payment
from payments.settle import confirm_received
from tests.factories import member_of
from tests.ledger.money import fee, ordered, taxes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rates")]


def sold():
    """Paid by transfer and in the books."""
    part = ordered(Settlement.VIETQR, 100_000).parts.get()
    payment = Payment.objects.get(reference=part.code)
    bookkeeping.book_sales(confirm_received(payment, by=None))
    return part


def page_of(client, part, path=""):
    client.force_login(
        member_of(part.producer), backend="django.contrib.auth.backends.ModelBackend"
    )
    answer = client.get(f"/kenh-ban/tien/{path}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_was_earned_today_and_this_week_is_after_fees(client):
    fee(500)
    part = sold()

    body = page_of(client, part)

    told = body[body.index("Hôm nay được hưởng") : body.index("Đang chờ, chưa về")]
    assert told.count("212.000") == 2


def test_a_transfer_that_has_not_come_says_until_when_it_may(client):
    part = ordered(Settlement.VIETQR, 100_000).parts.get()

    body = page_of(client, part)

    assert "1 đơn khách chưa chuyển khoản" in body
    assert "222.000" in body
    assert "Đơn giữ hàng cho khách đến" in body


def test_cash_on_delivery_waits_for_the_buyer_then_for_the_carrier(client):
    part = ordered(Settlement.COD, 100_000).parts.get()
    before = page_of(client, part)
    for deed in (fulfil.accept, fulfil.pack):
        deed(part, by=None)
    fulfil.hand_over(part, by=None, carrier="Bưu điện")
    fulfil.deliver(part, by=None)
    bookkeeping.book_sales(Payment.objects.get(reference=part.code))

    after = page_of(client, part)

    assert "1 đơn khách trả tiền khi nhận hàng" in before
    assert "khách trả tiền khi nhận hàng" not in after
    assert "Đơn vị giao hàng đã thu của khách, đang giữ" in after


def test_what_the_operator_owes_says_when_it_is_paid_or_what_is_missing(client):
    part = ordered(Settlement.COD, 100_000).parts.get()
    owed = move(Code.BANK, Code.PRODUCER, 50_000, Label(part.producer, What.MONEY))
    journal.post("p", "x", owed, kind=Kind.CORRECTION)
    body = page_of(client, part)
    part.producer.bank_account = ""
    part.producer.save()

    without = page_of(client, part)

    assert "Trả trong đợt chi trả tới, khi đủ 10.000" in body
    assert "Bạn chưa ghi tài khoản nhận tiền" in without
    assert "/kenh-ban/tai-khoan/" in without


def test_nothing_waits_where_all_has_come(client):
    part = sold()

    body = page_of(client, part)

    assert "Tiền chưa về" not in body


def test_each_fee_and_tax_names_its_law(client):
    fee(500)
    taxes(held_by="producer")
    part = sold()
    month = f"{timezone.localdate():%Y-%m}"

    fees = page_of(client, part, f"{month}/khoan/phi-dich-vu/")
    kept = page_of(client, part, f"{month}/khoan/thue/")

    assert "Căn cứ: 5 %, Biểu phí 2026" in fees.replace("\xa0", " ")
    assert "Nghị định 117/2025/NĐ-CP" in kept
    assert kept.count("Căn cứ:") == 2


def test_many_lines_ask_the_database_no_more_than_few(
    client, django_assert_max_num_queries
):
    fee(500)
    part = sold()
    month = f"{timezone.localdate():%Y-%m}"
    page_of(client, part)

    with django_assert_max_num_queries(18):
        client.get(f"/kenh-ban/tien/{month}/khoan/phi-dich-vu/")
    with django_assert_max_num_queries(40):
        client.get("/kenh-ban/tien/")
