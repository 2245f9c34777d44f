"""The office's screens: unclear money, refunds with four eyes, stuck events, and what waits."""

from django.test import Client

import pytest

from accounts.models import User
from payments.models import BankState, GatewayEvent, Payment, RefundState, Status

from .money import asked, awaited, came, paid

pytestmark = pytest.mark.django_db


def officer(name: str) -> Client:
    user = User.objects.create_superuser(f"{name}@example.vn", "x", full_name=name)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def tu() -> Client:
    return officer("tu")


def do(client, what: str, row, deed: str, note: str = ""):
    """Press a button on the details page and read what the office is told."""
    url = f"/admin/{what}/lam/{row.pk}/{deed}/"
    return client.post(url, {"note": note}, follow=True).content.decode()


def test_unclear_money_is_put_to_its_payment(tu):
    payment = awaited(100_000)
    transfer = came(100_000, "mua mat ong")

    page = tu.get(f"/admin/banktransaction/inspect/{transfer.pk}/").content.decode()
    said = do(tu, "banktransaction", transfer, "xep", payment.code.lower())

    payment.refresh_from_db()
    transfer.refresh_from_db()
    assert payment.code in page  # proposed, as amount and account fit
    assert "Đã xếp tiền" in said
    assert payment.status == Status.PAID
    assert transfer.decided_by.full_name == "tu"


def test_an_order_number_will_do_while_it_has_one_unpaid_payment(tu):
    payment = awaited(100_000)
    transfer = came(100_000, "mua mat ong")

    do(tu, "banktransaction", transfer, "xep", payment.reference)

    payment.refresh_from_db()
    assert payment.status == Status.PAID


@pytest.mark.parametrize("note", ["", "LNKHONGCO", "'; DROP TABLE", "é" * 255])
def test_a_code_nobody_knows_is_told_kindly(tu, note):
    transfer = came(100_000, "mua mat ong")

    said = do(tu, "banktransaction", transfer, "xep", note)

    transfer.refresh_from_db()
    assert "Không thấy khoản thanh toán" in said
    assert transfer.state == BankState.UNMATCHED


def test_money_goes_back_by_a_second_person(tu):
    transfer = came(100_000, "chuyen nham")
    do(tu, "banktransaction", transfer, "tra-lai", "Nhầm người, VCB 0011")

    said = do(tu, "banktransaction", transfer, "da-tra")
    do(officer("hoa"), "banktransaction", transfer, "da-tra")

    transfer.refresh_from_db()
    assert "một người khác" in said
    assert transfer.returned_by.full_name == "hoa"


def test_a_refund_is_approved_by_another_person_and_paid_out(tu):
    refund = asked(paid(), 50_000, by=User.objects.get(full_name="tu"))

    said = do(tu, "refund", refund, "duyet")
    hoa = officer("hoa")
    do(hoa, "refund", refund, "duyet")
    do(hoa, "refund", refund, "gui")
    do(hoa, "refund", refund, "da-hoan", "FT77")

    refund.refresh_from_db()
    assert "một người khác" in said
    assert refund.state == RefundState.DONE
    assert refund.events.last().note == "FT77"


def test_a_refund_is_turned_down_with_a_reason(tu):
    refund = asked(paid(), 50_000)

    do(tu, "refund", refund, "khong-duyet", "Hàng vẫn tốt")

    refund.refresh_from_db()
    assert (refund.state, refund.error) == (RefundState.REJECTED, "Hàng vẫn tốt")


def test_a_claim_nobody_can_find_is_given_up_or_confirmed(tu):
    gone, there = awaited(), awaited()
    Payment.objects.update(status=Status.REVIEW)

    do(tu, "payment", gone, "khong-thay")
    do(tu, "payment", there, "da-nhan")

    gone.refresh_from_db()
    there.refresh_from_db()
    assert (gone.status, there.status) == (Status.EXPIRED, Status.PAID)


def test_a_stuck_event_is_run_again(tu):
    event = GatewayEvent.objects.create(
        provider="sepay", event_id="1", kind="unreadable", body=b"{}", tries=5
    )

    said = do(tu, "gatewayevent", event, "chay-lai")

    assert "Vẫn chưa xử lý được" in said


def test_what_waits_is_on_the_front_page(tu):
    came(100_000, "mua mat ong")
    asked(paid(), 50_000)
    GatewayEvent.objects.create(
        provider="sepay", event_id="1", kind="x", body=b"", tries=5
    )

    page = tu.get("/admin/").content.decode()

    assert "khoản tiền chưa khớp" in page
    assert "phiếu hoàn tiền chờ duyệt" in page
    assert "chưa xử lý được" in page
