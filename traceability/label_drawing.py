"""Labels drawn at exact size: PDF for printers at home, SVG for packaging designers.

Around every QR lie 4 free modules (ISO/IEC 18004:2015, 6.3.8). A module is a whole number of dots
of a 203 dpi head, the coarsest printer in use, so that no module is printed thinner than another.
"""

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db import models
from django.utils.translation import gettext_lazy as _

import segno
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from core.papers import FONTS, STRONG, TEXT

from .sheets import Sheet

QUIET = 4
DOT = 25.4 / 203
EDGE = 1.0
Progress = Callable[[int], None]


class Medium(models.TextChoices):
    """What the label is printed on decides how much of the QR may be lost and still be read.

    Smooth paper loses little: M restores 15 % of the code words and keeps the modules large. A
    plastic bag creases and shines: Q, 25 %. Woven sacks, cloth and unglazed paper break the
    printed squares: H, 30 % (ISO/IEC 18004:2015, 7.5.1).
    """

    PAPER = "M", _("Giấy dán trơn")
    BAG = "Q", _("Túi ni lông, màng bọc")
    ROUGH = "H", _("Bao dứa, vải, giấy nhám")


@dataclass(frozen=True)
class Face:
    """What stands on one label."""

    address: str
    code: str
    product: str
    lot: str
    produced_on: date
    expires_on: date | None
    number: int

    @property
    def lines(self) -> list[str]:
        days = [f"NSX {self.produced_on:%d/%m/%Y}"]
        if self.expires_on:
            days.append(f"HSD {self.expires_on:%d/%m/%Y}")
        return [f"Lô {self.lot}", *days, *grouped(self.code), f"Số {self.number:05d}"]


def grouped(code: str, size: int = 5) -> list[str]:
    """A code in groups people can read out."""
    groups = [code[at : at + size] for at in range(0, len(code), size)]
    return [" ".join(groups[at : at + 2]) for at in range(0, len(groups), 2)]


def svg(address: str, medium: Medium) -> bytes:
    """The QR alone with its quiet zone, one module 0.5 mm wide, to be scaled by a designer."""
    out = io.BytesIO()
    symbol = segno.make_qr(address, error=medium.value)
    symbol.save(
        out, kind="svg", scale=0.5, border=QUIET, unit="mm", light="#fff", svgns=True
    )
    return out.getvalue()


def pdf(
    faces: Iterable[Face],
    sheet: Sheet,
    medium: Medium,
    *,
    first_place: int = 0,
    shift: tuple[float, float] = (0.0, 0.0),
    progress: Progress = lambda done: None,
) -> bytes:
    """All labels on as many pages as they need; `first_place` skips labels already peeled off.

    `shift` moves the whole grid right and down, in mm, for a printer or a sheet that is off.
    """
    for font in (TEXT, STRONG):
        pdfmetrics.registerFont(TTFont(font, FONTS / f"{font}.ttf"))
    out = io.BytesIO()
    page = (sheet.page[0] * mm, sheet.page[1] * mm)
    canvas = Canvas(out, pagesize=page, pageCompression=1)
    for at, face in enumerate(faces, start=first_place):
        if at > first_place and at % sheet.per_page == 0:
            canvas.showPage()
            progress(at - first_place)
        x, y = sheet.place(at % sheet.per_page)
        _draw(canvas, face, sheet, medium, (x + shift[0], y + shift[1]))
    canvas.save()
    return out.getvalue()


def _draw(
    canvas: Canvas,
    face: Face,
    sheet: Sheet,
    medium: Medium,
    corner: tuple[float, float],
) -> None:
    wide, high = sheet.label
    canvas.saveState()
    canvas.translate(corner[0] * mm, (sheet.page[1] - corner[1] - high) * mm)
    lies = wide > high
    room = (high if lies else wide) - 2 * EDGE
    side = _qr(canvas, face.address, medium, room, top=high - EDGE)
    if lies:
        _words(canvas, face, EDGE + side, high - 2 * EDGE, wide - 2 * EDGE - side)
    else:
        _words(canvas, face, 2 * EDGE, high - 2 * EDGE - side, wide - 4 * EDGE)
    canvas.restoreState()


def _qr(
    canvas: Canvas, address: str, medium: Medium, room: float, *, top: float
) -> float:
    """Draw the symbol at the left under `top`; returns the side with its quiet zone, all in mm."""
    symbol = segno.make_qr(address, error=medium.value)
    modules = int(symbol.symbol_size(border=QUIET)[0])
    module = max(int(room / modules / DOT), 1) * DOT
    side = modules * module
    canvas.saveState()
    canvas.translate(EDGE * mm, (top - side) * mm)
    canvas.scale(module * mm, module * mm)
    path = canvas.beginPath()
    for x, y, length in _runs(symbol, modules):
        path.rect(x, y, length, 1)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.restoreState()
    return side


def _runs(symbol: segno.QRCode, modules: int) -> Iterator[tuple[int, int, int]]:
    """Dark modules that touch in a row, as x, y (from below) and length."""
    for row, line in enumerate(symbol.matrix_iter(border=QUIET)):
        x = 0
        for dark, cells in groupby(line):
            length = len(list(cells))
            if dark:
                yield x, modules - row - 1, length
            x += length


def _words(canvas: Canvas, face: Face, left: float, top: float, wide: float) -> None:
    """The name in one or two strong lines, then the facts, as large as the space allows."""
    high = min(top, top - EDGE / 2)
    for size in (9.0, 8.0, 7.0, 6.5, 6.0, 5.5, 5.0, 4.5, 4.0):
        name = simpleSplit(face.product, STRONG, size, wide * mm)[:2]
        rows = [(STRONG, line) for line in name] + [(TEXT, line) for line in face.lines]
        widest = max(pdfmetrics.stringWidth(text, font, size) for font, text in rows)
        if len(rows) * size * 1.25 <= high * mm and widest <= wide * mm:
            break
    for at, (font, text) in enumerate(rows):
        canvas.setFont(font, size)
        canvas.drawString(left * mm, top * mm - (at * 1.25 + 1) * size, text)
