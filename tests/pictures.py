"""A real picture file in the library, small enough to be resized in no time."""

import io

from django.core.files.images import ImageFile

from PIL import Image

from core.models import Picture


def picture(title: str = "Ảnh") -> Picture:
    data = io.BytesIO()
    Image.new("RGB", (32, 24), "brown").save(data, "PNG")
    return Picture.objects.create(
        title=title, file=ImageFile(data, name="anh.png"), width=32, height=24
    )


def jpeg() -> bytes:
    """What a phone's camera sends, only smaller."""
    data = io.BytesIO()
    Image.new("RGB", (32, 24), "brown").save(data, "JPEG")
    return data.getvalue()
