"""Papers to print as PDF, in a font that has every Vietnamese letter inside the file."""

import io
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer

FONTS = Path(__file__).parent / "fonts"
TEXT, STRONG = "BeVietnamPro-400", "BeVietnamPro-600"
MARGIN = 20 * mm
WIDTH = A4[0] - 2 * MARGIN


def pdf(title: str, flow: Iterable[Flowable]) -> bytes:
    """A4 pages: the title, what follows it, and when it was printed."""
    out = io.BytesIO()
    page = SimpleDocTemplate(
        out, pagesize=A4, title=title, leftMargin=MARGIN, rightMargin=MARGIN
    )
    page.build(
        [
            words(title, STRONG, 16),
            Spacer(0, 4 * mm),
            *flow,
            Spacer(0, 6 * mm),
            words(_printed(), size=8),
        ]
    )
    return out.getvalue()


def words(text: object, font: str = TEXT, size: int = 10, **more: Any) -> Paragraph:
    """One paragraph of plain text; what looks like markup in it is printed as typed."""
    return Paragraph(escape(str(text)), style(font, size, **more))


def style(font: str, size: int, **more: Any) -> ParagraphStyle:
    _register_fonts()
    return ParagraphStyle(
        f"{font}{size}", fontName=font, fontSize=size, leading=size * 1.45, **more
    )


@cache
def _register_fonts() -> None:
    for font in (TEXT, STRONG):
        pdfmetrics.registerFont(TTFont(font, FONTS / f"{font}.ttf"))


def _printed() -> str:
    return _("In lúc %(at)s") % {"at": f"{timezone.localtime():%H:%M %d/%m/%Y}"}
