"""Photos of people who send one: checked kindly, then drawn anew, so that nothing hidden stays in them."""

import io
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from PIL import Image, ImageOps

LARGEST = 15 * 1024 * 1024
MOST_PIXELS = 60_000_000
SIDE = 1600
FORMATS = ("JPEG", "PNG", "WEBP")


def clean_photo(upload: Any) -> ContentFile[bytes]:
    """The photo as a JPEG of at most 1600 pixels, upright, without EXIF (place, phone, time).

    Raises ValidationError with a sentence for a file that is too large or no photo.
    """
    if upload.size > LARGEST:
        raise ValidationError(
            _("Ảnh nặng quá %(most)s MB. Hãy chụp lại ở cỡ nhỏ hơn.")
            % {"most": LARGEST // 1024 // 1024}
        )
    try:
        return ContentFile(_drawn_anew(upload), name="anh.jpg")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValidationError(
            _("Tệp này không phải ảnh chụp. Hãy chọn ảnh JPG, PNG hoặc WebP.")
        ) from error


def _drawn_anew(upload: Any) -> bytes:
    upload.seek(0)
    with Image.open(upload, formats=FORMATS) as image:
        if image.width * image.height > MOST_PIXELS:
            raise ValueError("too many pixels")
        image.draft("RGB", (SIDE, SIDE))
        upright = ImageOps.exif_transpose(image).convert("RGB")
    upright.thumbnail((SIDE, SIDE))
    out = io.BytesIO()
    Image.frombytes("RGB", upright.size, upright.tobytes()).save(
        out, "JPEG", quality=82
    )
    return out.getvalue()
