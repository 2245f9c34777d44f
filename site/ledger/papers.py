"""Statements as PDF, in a font that has every Vietnamese letter inside the file."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _

from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from vietnam.dong import format_vnd

FONTS = Path(__file__).parent / "fonts"
TEXT, STRONG = "BeVietnamPro-400", "BeVietnamPro-600"
LINE = TableStyle(
    [
        ("LINEBELOW", (0, 0), (-1, -1), 0.3, "#9a9a9a"),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ]
)


def pdf(title: str, about: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """A page or more: title, a few lines about it, a table of words and đồng.

    A number in a row is money; a row of one word is a heading within the table.
    """
    for font in (TEXT, STRONG):
        pdfmetrics.registerFont(TTFont(font, FONTS / f"{font}.ttf"))
    out = io.BytesIO()
    page = SimpleDocTemplate(
        out, pagesize=A4, title=title, leftMargin=20 * mm, rightMargin=20 * mm
    )
    page.build(
        [
            Paragraph(escape(title), _style(STRONG, 16)),
            Spacer(0, 4 * mm),
            *(Paragraph(escape(line), _style(TEXT, 10)) for line in about),
            Spacer(0, 6 * mm),
            _table(rows, page.width),
            Spacer(0, 6 * mm),
            Paragraph(escape(_printed()), _style(TEXT, 8)),
        ]
    )
    return out.getvalue()


def _printed() -> str:
    return _("In lúc %(at)s") % {"at": f"{timezone.localtime():%H:%M %d/%m/%Y}"}


def _style(font: str, size: int, **more: Any) -> ParagraphStyle:
    return ParagraphStyle(
        f"{font}{size}", fontName=font, fontSize=size, leading=size * 1.45, **more
    )


def _table(rows: Sequence[Sequence[Any]], width: float) -> Table:
    columns = max(len(row) for row in rows)
    money = 34 * mm
    widths = [width - money * (columns - 1), *[money] * (columns - 1)]
    return Table([_row(row, columns) for row in rows], widths, style=LINE, repeatRows=0)


def _row(row: Sequence[Any], columns: int) -> list[Any]:
    font = STRONG if len(row) < columns else TEXT
    cells = [_cell(value, font) for value in row]
    return cells + [""] * (columns - len(cells))


def _cell(value: Any, font: str) -> Paragraph:
    if isinstance(value, int):
        money = format_vnd(value, "vi")
        return Paragraph(
            money, ParagraphStyle("money", _style(font, 10), alignment=TA_RIGHT)
        )
    return Paragraph(escape(str(value)), _style(font, 10))
