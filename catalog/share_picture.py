"""The picture a chat shows of a shared product, drawn from the listing: photo, name, price, maker.

1200 × 630 pixels, what Open Graph readers crop least. Drawn when first asked for, kept as a file; its
name changes with what it shows, and the older one goes.
"""

import io
from hashlib import sha256

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from PIL import Image, ImageDraw, ImageFont

from core.papers import FONTS, STRONG, TEXT
from core.photos import square
from core.structured import absolute
from vietnam.dong import Dong, format_vnd

from .models import Product

SIZE = (1200, 630)
SIDE = SIZE[1]
PAPER, INK, ACCENT = "#fbf5e8", "#2a1f17", "#9a3412"
MARGIN = 48
MOST_LINES = 4


def stamp(product: Product, price: Dong | None) -> str:
    """A short sign of everything the picture shows."""
    maker = product.producer.name
    shown = (product.name, price, maker, product.photo_id, get_language())
    return sha256(repr(shown).encode()).hexdigest()[:12]


def address(product: Product, price: Dong | None) -> str:
    """Where it is found; new when it shows something new, as chats remember pictures by address."""
    path = reverse("catalog:shared_picture", args=[product.slug])
    return absolute(f"{path}?v={stamp(product, price)}")


def kept(product: Product, price: Dong | None) -> bytes:
    """The picture as a JPEG, from its file or drawn now."""
    folder = f"chia-se/{product.pk}-{get_language()}"
    name = f"{stamp(product, price)}.jpg"
    path = f"{folder}/{name}"
    if default_storage.exists(path):
        with default_storage.open(path) as file:
            return bytes(file.read())
    data = drawn(product, price)
    for old in _names_in(folder):
        default_storage.delete(f"{folder}/{old}")
    default_storage.save(path, ContentFile(data))
    return data


def _names_in(folder: str) -> list[str]:
    try:
        return list(default_storage.listdir(folder)[1])
    except FileNotFoundError:
        return []


def drawn(product: Product, price: Dong | None) -> bytes:
    picture = Image.new("RGB", SIZE, PAPER)
    photo = square(product.photo, SIDE)
    left = MARGIN
    if photo:
        picture.paste(photo, (0, 0))
        left += SIDE
    _write(ImageDraw.Draw(picture), product, price, left)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()


def _write(
    draw: ImageDraw.ImageDraw, product: Product, price: Dong | None, left: int
) -> None:
    width = SIZE[0] - left - MARGIN
    village = f" · {product.village.name}" if product.village else ""
    rows = [(product.name, STRONG, 54, INK, MOST_LINES)]
    if price is not None:
        rows.append((format_vnd(price), STRONG, 50, ACCENT, 1))
    rows.append((f"{product.producer.name}{village}", TEXT, 30, INK, 2))
    y = MARGIN
    for text, name, size, colour, most in rows:
        font = ImageFont.truetype(FONTS / f"{name}.ttf", size)
        for line in broken(text, font, width)[:most]:
            draw.text((left, y), line, colour, font)
            y += size * 4 // 3
        y += size // 2
    site = ImageFont.truetype(FONTS / f"{TEXT}.ttf", 26)
    foot = SIZE[1] - MARGIN - 26
    draw.text((left, foot), _("Làng nghề Khoái Châu"), INK, site)


def broken(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """The text in lines no wider than `width` pixels; a word that is wider is cut."""
    lines = [""]
    for word in text.split():
        while font.getlength(word) > width:
            word = word[:-1]
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
