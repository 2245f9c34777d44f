"""Photos of people who send one: checked kindly, then drawn anew, so that nothing hidden stays in them."""

import io
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from pi_heif import register_heif_opener  # type: ignore[import-untyped]
from PIL import Image, ImageOps

LARGEST = 15 * 1024 * 1024
MOST_PIXELS = 40_000_000
SIDE = 1600
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")

# What iPhones take; read only.
register_heif_opener()


class TooManyPixels(Exception):
    """Larger than we draw anew, however small its file is."""


def clean_photo(upload: Any) -> ContentFile[bytes]:
    """The photo as a JPEG of at most 1600 pixels, upright, without EXIF (place, phone, time).

    Raises ValidationError with a sentence for a file that is too large, has too many pixels, or is no photo.
    """
    if upload.size > LARGEST:
        raise ValidationError(
            _("Ảnh nặng quá %(most)s MB. Hãy chụp lại ở cỡ nhỏ hơn.")
            % {"most": LARGEST // 1024 // 1024}
        )
    try:
        return ContentFile(_drawn_anew(upload), name="anh.jpg")
    except (TooManyPixels, Image.DecompressionBombError) as error:
        raise ValidationError(
            _(
                "Ảnh to quá, từ %(most)s triệu điểm ảnh trở lên. Hãy chụp lại ở cỡ nhỏ hơn."
            )
            % {"most": MOST_PIXELS // 1_000_000}
        ) from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise ValidationError(
            _("Tệp này không phải ảnh chụp. Hãy chọn ảnh JPG, PNG, WebP hoặc HEIC.")
        ) from error


def _drawn_anew(upload: Any) -> bytes:
    upload.seek(0)
    with Image.open(upload, formats=FORMATS) as image:
        if image.width * image.height >= MOST_PIXELS:
            raise TooManyPixels
        image.draft("RGB", (SIDE, SIDE))
        upright = ImageOps.exif_transpose(image).convert("RGB")
    upright.thumbnail((SIDE, SIDE))
    out = io.BytesIO()
    Image.frombytes("RGB", upright.size, upright.tobytes()).save(
        out, "JPEG", quality=82
    )
    return out.getvalue()


def square(picture: Any, side: int) -> Image.Image | None:
    """The middle of a stored picture; None where there is none, or its file is gone or broken."""
    if picture is None:
        return None
    try:
        with picture.file.open() as file, Image.open(file) as image:
            image.draft("RGB", (side, side))
            upright = ImageOps.exif_transpose(image).convert("RGB")
            return ImageOps.fit(upright, (side, side))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
