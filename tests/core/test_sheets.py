import io
from datetime import date

import pytest
from openpyxl import Workbook

from core import sheets

COLUMNS = {"code": ("ma van don", "ma don"), "money": ("tien thu ho", "cod")}
ROWS = [["Mã vận đơn", "Tiền thu hộ (đ)", "COD"], ["A1", "x", "60.000"]]


def xlsx(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        "Mã vận đơn,COD\nA1,60.000\n".encode(),
        "\ufeffMã vận đơn;COD\r\nA1;60.000\r\n".encode(),
        "Mã vận đơn\tCOD\nA1\t60.000\n".encode("utf-16"),
        "MA VAN DON,Khách,cod\nA1,Lan,60.000\n".encode(),
        "Bảng kê tháng 11\n\nMã vận đơn,COD\nA1,60.000".encode(),
    ],
)
def test_every_dialect_of_excel_is_read(content):
    (row,) = sheets.read(content, COLUMNS)

    assert row.cells == {"code": "A1", "money": "60.000"}


def test_numbers_and_days_of_xlsx_come_back_as_one_sees_them():
    content = xlsx(["Mã vận đơn", "COD"], ["A1", 60000.0], [date(2026, 11, 5), 60.5])

    first, second = sheets.read(content, COLUMNS)

    assert first.cells["money"] == "60000"
    assert second.cells == {"code": "05/11/2026", "money": "60.5"}


def test_rows_keep_their_number_in_the_file():
    content = "Bảng kê\nMã vận đơn,COD\nA1,1\n,\nA2,2\n".encode()

    assert [row.number for row in sheets.read(content, COLUMNS)] == [3, 5]


@pytest.mark.parametrize(
    "content",
    [
        b"", b"x", b"PK\x03\x04broken", b"\x00\x01\x02", b"\xff\xfe", b"a,b\n1,2\n",
        "Mã vận đơn,Khác\nA1,2\n".encode(), b"%PDF-1.7", b"x" * 5_000_001,
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_a_sentence(content):
    with pytest.raises(sheets.UnreadableSheet) as refusal:
        sheets.read(content, COLUMNS)

    assert str(refusal.value)
