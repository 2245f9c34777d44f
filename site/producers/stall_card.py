"""A card for the stall, A6: who sells here, from which village, and a QR that opens the shop."""

import io

from django.utils.translation import gettext as _

import segno
from reportlab.lib.pagesizes import A6
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from core.papers import STRONG, TEXT, words
from core.photos import square
from core.structured import absolute

from .models import Producer

WIDE, HIGH = A6
MARGIN = 8 * mm
FACE = 36 * mm
QR = 46 * mm


def stall_card(producer: Producer) -> bytes:
    """One page of PDF, 105 × 148 mm."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A6)
    canvas.setTitle(producer.name)
    top = HIGH - MARGIN
    if face := square(producer.photo, 600):
        top -= FACE
        canvas.drawImage(ImageReader(face), (WIDE - FACE) / 2, top, FACE, FACE)
        top -= 2 * mm
    village = producer.village.name if producer.village else ""
    top = _centred(canvas, producer.name, STRONG, 18, top)
    if village:
        top = _centred(canvas, village, TEXT, 12, top)
    _qr(canvas, absolute(producer.get_absolute_url()), MARGIN + 8 * mm)
    _centred(
        canvas, _("Đưa điện thoại lên quét để xem gian hàng"), TEXT, 10, MARGIN + 7 * mm
    )
    canvas.save()
    return out.getvalue()


def _centred(canvas: Canvas, text: str, font: str, size: int, top: float) -> float:
    """Draw under `top`, in as many lines as it needs; returns what is left."""
    paragraph = words(text, font, size, alignment=1)
    _wide, high = paragraph.wrap(WIDE - 2 * MARGIN, HIGH)
    paragraph.drawOn(canvas, MARGIN, top - high)
    return float(top - high)


def _qr(canvas: Canvas, address: str, bottom: float) -> None:
    """Black on white with four free modules around (ISO/IEC 18004:2015, 6.3.8); M: 15 % may be lost."""
    rows = list(segno.make_qr(address, error="m").matrix_iter(border=4))
    module = QR / len(rows)
    left = (WIDE - QR) / 2
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                at = (left + x * module, bottom + QR - (y + 1) * module)
                canvas.rect(*at, module, module, stroke=0, fill=1)
