"""A bank's statement: any bank's columns, amounts as people and sheets write them, all or nothing."""

import io
from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile

import openpyxl
import pytest

from accounts.models import User
from payments.models import BankState, BankStatement, BankTransaction, Status
from payments.sheets import Unreadable, amount_in, moment_in, read_rows

from .money import ACCOUNT, awaited
from .test_bank_webhooks import SECRET, paying, sepay

VIETCOMBANK = """NGÂN HÀNG TMCP NGOẠI THƯƠNG VIỆT NAM
Sao kê tài khoản;;;;

Ngày giao dịch;Số tham chiếu;Số tiền ghi nợ;Số tiền ghi có;Mô tả
23/11/2026;5211 - 77001;;"450,000";MBVCB.1.{code}.CT tu 0011
23/11/2026;5211 - 77002;"20,000";;Phí SMS
24/11/2026;5211 - 77003;;1.250.000;mua mat ong
;;;Tổng cộng;1.700.000
"""
BIDV = """Date,Description,Debit,Credit,Ref No
23-11-2026 14:02:37,"{code}, cam on",,"450,000.00",FT1
23-11-2026 14:05:00,rut tien,"100,000.00",,FT2
"""
ONE_COLUMN = """Thời gian\tSố tiền (VND)\tNội dung giao dịch\tMã giao dịch
2026-11-23 14:02\t+450.000\t{code}\tA1
2026-11-23 14:03\t-30.000\tmua rau\tA2
"""


@pytest.mark.parametrize("sheet", [VIETCOMBANK, BIDV, ONE_COLUMN])
def test_whatever_a_bank_calls_its_columns_the_money_that_came_is_read(sheet):
    rows = read_rows("saoke.csv", sheet.format(code="LNX").encode("utf-8-sig"))

    first = rows[0]
    assert (first["amount"], first["error"]) == (450_000, "")
    assert "LNX" in first["content"]
    assert first["at"].startswith("2026-11-23")
    assert all(row["amount"] > 0 for row in rows)


def workbook(*rows) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


HEADING = ("Ngày hiệu lực", "Diễn giải", "Phát sinh nợ", "Phát sinh có", "Số bút toán")


def test_a_sheet_of_excel_is_read_with_its_own_dates_and_numbers():
    at = datetime(2026, 11, 23, 14, 2)  # noqa: DTZ001
    data = workbook(
        ("SAO KÊ",),
        HEADING,
        (at, "LNX", None, 450_000, "B1"),
        (at, "phí", 11_000, None, "B2"),
    )

    rows = read_rows("saoke.xlsx", data)

    assert [(r["amount"], r["reference"]) for r in rows] == [(450_000, "B1")]
    assert rows[0]["at"] == "2026-11-23T14:02:00+07:00"


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("60.000", 60_000), ("60,000", 60_000), ("60,000.00", 60_000), ("60.000,00", 60_000),
        ("+60.000", 60_000), ("-60.000", -60_000), ("60000", 60_000), ("60000.00", 60_000),
        ("35k", 35_000), ("1tr250", 1_250_000), ("1.250.000 VND", 1_250_000), ("", 0), ("-", 0),
        (61_000, 61_000), (62_000.0, 62_000), ("123", 123),
    ],
)  # fmt: skip
def test_amounts_mean_what_people_mean(typed, amount):
    assert amount_in(typed) == amount


@pytest.mark.parametrize(
    "typed", ["60.5", "60,5", "abc", 61.5, True, "60.00.000", "NaN"]
)
def test_amounts_that_mean_nothing_are_refused(typed):
    with pytest.raises(ValueError):  # noqa: PT011 - words are shown as they are
        amount_in(typed)


@pytest.mark.parametrize("typed", ["32/13/2026", "hôm qua", "11/23/2026"])
def test_days_that_are_none_are_refused(typed):
    with pytest.raises(ValueError, match="Không hiểu ngày"):
        moment_in(typed)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "hàng tiêu đề"),
        (b"a,b,c\n1,2,3\n", "hàng tiêu đề"),
        (b"PK\x03\x04not a zip", "Không mở được"),
        (b"\xff\xfe\x00", "không đọc được"),
        ("Ngày,Ghi có,Nội dung\n".encode(), "không có dòng tiền vào"),
        (workbook(), "hàng tiêu đề"),
    ],
)
def test_a_file_that_is_no_statement_is_explained(data, words):
    with pytest.raises(Unreadable, match=words):
        read_rows("x", data)


def test_rows_without_a_reference_are_known_again_by_their_facts():
    sheet = (
        "Ngày,Ghi có,Nội dung\n23/11/2026,50.000,mật\n23/11/2026,50.000,mật\n".encode()
    )

    first, again = read_rows("x.csv", sheet), read_rows("x.csv", sheet)

    assert [r["reference"] for r in first] == [r["reference"] for r in again]
    assert len({r["reference"] for r in first}) == 2


@pytest.fixture
def officer(client, db):
    boss = User.objects.create_superuser("ong.tu@example.vn", "x", full_name="Ông Tư")
    client.force_login(boss, backend="django.contrib.auth.backends.ModelBackend")
    return client


def upload(officer, text: str | bytes, account: str = ACCOUNT):
    data = text if isinstance(text, bytes) else text.encode()
    file = SimpleUploadedFile("saoke.csv", data)
    return officer.post("/admin/bankstatement/new/", {"account": account, "file": file})


def record_it(officer) -> None:
    statement = BankStatement.objects.latest("pk")
    officer.post(f"/admin/bankstatement/lam/{statement.pk}/ghi/")


def test_a_statement_is_shown_before_anything_is_recorded(officer):
    payment = awaited(450_000)

    response = upload(officer, VIETCOMBANK.format(code=payment.code))

    page = officer.get(response.url).content.decode()
    assert payment.code in page
    assert "1.250.000" in page
    assert not BankTransaction.objects.exists()


def test_recorded_it_pays_and_leaves_the_rest_for_a_person(officer):
    payment = awaited(450_000)
    upload(officer, VIETCOMBANK.format(code=payment.code))

    record_it(officer)

    payment.refresh_from_db()
    assert payment.status == Status.PAID
    assert BankTransaction.objects.waiting().get().amount == 1_250_000
    assert BankStatement.objects.get().new_rows == 2


def test_uploaded_again_nothing_is_new(officer):
    payment = awaited(450_000)
    for _time in range(2):
        upload(officer, VIETCOMBANK.format(code=payment.code))
        record_it(officer)
        record_it(officer)

    assert BankTransaction.objects.count() == 2
    assert BankStatement.objects.latest("pk").new_rows == 0


def test_what_sepay_told_before_is_not_counted_twice(officer, client, settings):
    settings.BANK_WEBHOOK_SECRETS = {"sepay": [SECRET]}
    payment = awaited(450_000)
    sepay(client, paying(payment, referenceCode="5211 - 77001"))

    upload(officer, VIETCOMBANK.format(code=payment.code))
    record_it(officer)

    states = BankTransaction.objects.values_list("state", flat=True)
    assert sorted(states) == [BankState.MATCHED, BankState.UNMATCHED]


def test_one_wrong_row_and_nothing_is_written(officer):
    payment = awaited(450_000)
    sheet = VIETCOMBANK.format(code=payment.code).replace("1.250.000;", "60.5;")

    response = upload(officer, sheet)
    record_it(officer)

    page = officer.get(response.url).content.decode()
    assert "Số dòng sai: 1" in page
    assert "/ghi/" not in page
    assert not BankTransaction.objects.exists()


@pytest.mark.parametrize(
    ("text", "account", "words"),
    [("a,b\n", ACCOUNT, "hàng tiêu đề"), (VIETCOMBANK, "12 34 é", "chỉ có chữ số")],
)
def test_a_bad_upload_comes_back_with_a_kind_sentence(officer, text, account, words):
    response = upload(officer, text, account)

    assert response.status_code == 200
    assert words in response.content.decode()
    assert not BankStatement.objects.exists()
