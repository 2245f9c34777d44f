"""The office's screens: a payout by two people, the closing of a month, nobody else."""

import io
from datetime import date

from django.test import Client
from django.urls import reverse

import pytest
import time_machine
from openpyxl import load_workbook

from accounts.models import User
from ledger.chart import Code
from ledger.models import FeeRate, PayoutBatch, Posting, Statement
from tests.ledger.test_payouts import earned
from tests.ledger.test_statements import local

pytestmark = pytest.mark.django_db


def officer(name: str) -> Client:
    user = User.objects.create_superuser(f"{name}@example.vn", "x", full_name=name)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_two_people_pay_a_maker_out():
    maker, first, second = earned(), officer("mot"), officer("hai")

    drafted = first.post(reverse("payout_batches"))
    url = drafted["Location"]
    own = first.post(url, {"viec": "duyet"}, follow=True)
    second.post(url, {"viec": "duyet"})
    file = second.post(url, {"viec": "xuat"})
    second.post(url, {"viec": "gui"})
    early = second.post(url, {"viec": "xong"}, follow=True)
    second.post(url, {"viec": "da-chuyen", "nha": maker.slug})
    done = second.post(url, {"viec": "xong"}, follow=True)

    assert "Hãy nhờ một người khác duyệt" in own.content.decode()
    assert b",500000," in file.content
    assert "Còn khoản chưa biết kết quả" in early.content.decode()
    assert "Đã xong" in done.content.decode()
    assert Posting.objects.of(maker).on(Code.PRODUCER).total() == 0


def test_what_the_bank_returned_goes_into_the_next_batch():
    maker, first, second = earned(), officer("mot"), officer("hai")
    url = first.post(reverse("payout_batches"))["Location"]
    for step in ("duyet", "xuat", "gui"):
        second.post(url, {"viec": step})

    second.post(url, {"viec": "tra-lai", "nha": maker.slug, "ly_do": "Sai tên"})
    again = first.post(reverse("payout_batches"))["Location"]

    assert "Sai tên" in first.get(url).content.decode()
    assert again != url
    assert "500.000" in first.get(again).content.decode()


def test_nothing_to_pay_is_said_kindly():
    page = officer("mot").post(reverse("payout_batches"), follow=True)

    assert "Chưa có nhà sản xuất nào" in page.content.decode()
    assert not PayoutBatch.objects.exists()


def test_last_month_is_closed_once_and_its_tax_list_downloaded():
    with time_machine.travel(local(2026, 11, 5, 9)):
        earned()
    boss = officer("mot")

    with time_machine.travel(local(2026, 12, 2, 9)):
        for _twice in range(2):
            page = boss.post(reverse("close_month"), follow=True)

    sheet = boss.get(reverse("tax_list", args=["2026-11"]))
    assert "Đã chốt 0 bảng kê" in page.content.decode()
    assert Statement.objects.get().month == date(2026, 11, 1)
    assert load_workbook(io.BytesIO(sheet.content))


def test_who_may_not_pay_out_sees_nothing(maker_client, client):
    for url in (reverse("payout_batches"), reverse("tax_list", args=["2026-11"])):
        assert maker_client.get(url).status_code in (302, 403)
        assert client.get(url).status_code == 302


def test_a_fee_announced_too_late_is_refused_with_what_was_typed():
    page = officer("mot").post(
        reverse("feerate:add"),
        {
            "position": "1",
            "basis_points": "500",
            "announced_on": "01/12/2026",
            "effective_from": "15/12/2026",
            "effective_to": "",
            "producer": "",
            "category": "",
            "legal_basis": "Quy chế 2027",
        },
    )

    assert "ít nhất 20 ngày" in page.content.decode()
    assert "Quy chế 2027" in page.content.decode()
    assert not FeeRate.objects.exists()
