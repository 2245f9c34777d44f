"""Tables of goods as makers fill them in, and the way of such a table through the workspace."""

import io
import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from openpyxl import Workbook, load_workbook

from catalog.models import GoodsSheet
from catalog.sheet.columns import COLUMNS

AT = "/kenh-ban/hang/bang/"


def row(number: int = 1, **cells: Any) -> dict[str, Any]:
    """A good row; a cell is given by our name for its column."""
    return {
        "name_vi": f"Mật ong nhãn số {number}",
        "category": "Nghệ và dược liệu",
        "pack": "chai 500 ml",
        "price": "60.000",
        "weight_g": "700 g",
        "stock": "12",
        "season_months": "tháng 7–9",
        "ship_policy": "Hàng dễ vỡ, đóng gói kỹ",
        **cells,
    }


def xlsx(*rows: dict[str, Any]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    book.active.append([column.heading for column in COLUMNS.values()])
    for cells in rows:
        book.active.append([cells.get(name) for name in COLUMNS])
    for line in book.active.iter_rows():
        for cell in line:
            if isinstance(cell.value, str):
                cell.data_type = "s"
    book.save(out)
    return out.getvalue()


def csv_of(*rows: dict[str, Any], mark: str = ";", end: str = "\r\n") -> str:
    lines = [[column.heading for column in COLUMNS.values()]]
    lines += [[str(cells.get(name, "")) for name in COLUMNS] for cells in rows]
    quoted = [
        [f'"{cell}"' if mark in cell else cell for cell in line] for line in lines
    ]
    return end.join(mark.join(line) for line in quoted)


def bring(client: Client, content: bytes, name: str = "hang.xlsx") -> Any:
    """The answer to a file, where a file that can be read is the page that looks it over."""
    file = SimpleUploadedFile(name, content)
    return client.post(AT, {"file": file}, follow=True)


def mistakes(answer: Any) -> list[str]:
    return [str(one) for one in answer.context["plan"].wrong]


def confirm(client: Client, answer: Any) -> Any:
    """Press the button on the page that looked it over."""
    seen = re.findall('name="seen" value="(\\w+)"', answer.content.decode())
    return client.post(
        f"{AT}{answer.context['sheet'].code}/ghi/",
        {"seen": seen[0] if seen else ""},
        follow=True,
    )


def write(client: Client, *rows: dict[str, Any]) -> GoodsSheet:
    confirm(client, bring(client, xlsx(*rows)))
    return GoodsSheet.objects.latest("pk")


def take_back(client: Client, sheet: GoodsSheet) -> str:
    answer = client.post(f"{AT}{sheet.code}/hoan-lai/", follow=True)
    return answer.content.decode()


def own(client: Client, kind: str = "xlsx") -> bytes:
    return client.get(f"{AT}hang.{kind}").content


def rows_of(content: bytes) -> list[dict[str, Any]]:
    table = load_workbook(io.BytesIO(content)).worksheets[0]
    return [
        dict(zip(COLUMNS, line, strict=True))
        for line in table.iter_rows(min_row=2, values_only=True)
    ]
