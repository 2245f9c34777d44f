"""Cash that carriers collected and pay out net: every đồng booked once, every doubt asked about."""

from datetime import date

import pytest

from accounts.models import User
from ledger.chart import Code
from ledger.models import Entry, Posting
from orders import remitting
from orders.models import CodRemittance
from orders.remittance_admin import to_ask
from payments.models import Holder, Payment

from .conftest import sent
from .test_tracking import moved

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def waybill(carriers, packed, client):
    """Delivered by GHN, 222.000 đ collected."""
    waybill = sent(packed, "ghn")
    moved(client, carriers, waybill, "delivered")
    waybill.refresh_from_db()
    return waybill


def paper(paid_out, reference="BK-01"):
    return remitting.Paper(
        "ghn", reference, date(2026, 11, 25), paid_out, Holder.PRODUCER
    )


def entered(waybill, paid_out=189_000, collected="222.000", reference="BK-01"):
    text = f"{waybill.tracking_code}; {collected}; 33.000"
    told = remitting.read_pasted(text)
    return remitting.draft(paper(paid_out, reference), told, by=None)


def balance(code):
    return sum(posting.amount for posting in Posting.objects.filter(account_id=code))


def test_a_pay_out_that_fits_empties_what_the_carrier_holds(waybill):
    assert balance(Code.COD_IN_TRANSIT) == 222_000

    remitting.book(entered(waybill), by=None)

    assert balance(Code.COD_IN_TRANSIT) == 0
    assert balance(Code.UNCLEAR) == 0
    assert Entry.objects.filter(key="cod:ghn-BK-01").count() == 1
    assert not to_ask().exists()


def test_booking_twice_writes_once(waybill):
    remittance = entered(waybill)

    remitting.book(remittance, by=None)
    remitting.book(remittance, by=None)

    assert Entry.objects.filter(key="cod:ghn-BK-01").count() == 1


def test_a_draft_books_nothing_and_can_be_thrown_away(waybill):
    remittance = entered(waybill)
    assert balance(Code.COD_IN_TRANSIT) == 222_000

    remitting.throw_away(remittance, by=None)

    assert not CodRemittance.objects.exists()


def test_a_booked_list_is_not_thrown_away(waybill):
    remittance = entered(waybill)
    remitting.book(remittance, by=None)
    remittance.refresh_from_db()

    with pytest.raises(ValueError, match="không xoá được"):
        remitting.throw_away(remittance, by=None)


def test_money_that_is_missing_waits_until_somebody_has_asked(waybill):
    remittance = entered(waybill, paid_out=180_000)

    remitting.book(remittance, by=None)

    assert abs(balance(Code.UNCLEAR)) == 9_000
    assert list(to_ask()) == [remittance]
    remitting.clear(remittance, by=None)
    assert not to_ask().exists()


def test_another_amount_than_ours_is_named_and_asked_about(waybill):
    remittance = entered(waybill, paid_out=167_000, collected="200.000")

    assert "222000" in remittance.rows.get().problem
    assert remittance.needs_query


def test_a_parcel_nobody_knows_stays_in_the_difference(waybill):
    told = remitting.read_pasted(
        f"{waybill.tracking_code};222.000;33.000\nL8XX;50.000;0"
    )
    remittance = remitting.draft(paper(239_000), told, by=None)

    remitting.book(remittance, by=None)

    assert abs(balance(Code.UNCLEAR)) == 50_000
    assert [bool(row.problem) for row in remittance.rows.all()] == [False, True]


def test_a_parcel_is_paid_out_once(waybill):
    remitting.book(entered(waybill), by=None)

    second = entered(waybill, reference="BK-02")

    assert "bảng kê khác" in second.rows.get().problem
    with pytest.raises(ValueError, match="Không có vận đơn"):
        remitting.book(second, by=None)


def test_the_same_list_is_not_entered_twice(waybill):
    entered(waybill)

    with pytest.raises(remitting.CannotRemit, match="đã được nhập"):
        entered(waybill)


def test_a_pay_out_makes_a_lost_delivery_known(carriers, packed):
    waybill = sent(packed, "vtp")
    told = remitting.read_pasted(f"{waybill.tracking_code};222.000;40.970")
    head = remitting.Paper("vtp", "V1", date(2026, 11, 25), 181_030, Holder.PRODUCER)

    remitting.book(remitting.draft(head, told, by=None), by=None)

    packed.refresh_from_db()
    assert packed.state == "delivered"
    assert Payment.objects.get(reference=packed.code).is_paid
    assert balance(Code.COD_IN_TRANSIT) == 0


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        ("A1;60.5;0", "Dòng 2"),
        ("A1;sáu mươi;0", "Dòng 2"),
        (";60.000;0", "Dòng 2"),
        ("A1;-5;0", "Dòng 2"),
        ("A1;60.000;0\nA2;1.2.3;0\nA3;7;x", "Dòng 4"),
        ("A" * 61 + ";60.000;0", "Dòng 2"),
    ],
)
def test_wrong_rows_are_named_and_nothing_is_kept(rows, wrong):
    with pytest.raises(remitting.CannotRemit) as refusal:
        remitting.read_pasted(rows)

    assert wrong in " ".join(refusal.value.rows)


@pytest.mark.parametrize(("typed", "dong"), [("60.000", 60_000), ("60,000", 60_000), ("35k", 35_000), ("1tr250", 1_250_000), ("", 0)])  # fmt: skip
def test_money_is_read_as_people_write_it(typed, dong):
    (row,) = remitting.read_pasted(f"A1;{typed};0")

    assert row.collected == dong


def test_the_accountant_enters_looks_and_books(client, waybill):
    boss = User.objects.create_superuser("ong.tu@example.vn", "x", full_name="Ông Tư")
    client.force_login(boss, backend="django.contrib.auth.backends.ModelBackend")
    head = {"carrier": "ghn", "reference": "BK-09", "paid_on": "25/11/2026", "paid_out": "189k", "paid_to": "producer"}  # fmt: skip
    wrong = client.post("/admin/codremittance/new/", {**head, "pasted": "A1;60.5;0"})
    pasted = f"{waybill.tracking_code};222.000;33.000"
    client.post("/admin/codremittance/new/", {**head, "pasted": pasted})
    remittance = CodRemittance.objects.get()
    page = client.get(f"/admin/codremittance/inspect/{remittance.pk}/")

    client.post(f"/admin/codremittance/lam/{remittance.pk}/ghi-so/")

    assert "Dòng 2" in wrong.content.decode()
    assert "BK-09" in wrong.content.decode()
    assert waybill.tracking_code in page.content.decode()
    remittance.refresh_from_db()
    assert remittance.booked_by == boss
