"""What people may send as a photo: kindly checked, drawn anew, nothing hidden left in it."""

import io

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

import pytest
from PIL import Image

from core.photos import SIDE, clean_photo

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def picture(size=(60, 40), kind="JPEG", **save) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "gold").save(out, kind, **save)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(
        io.BytesIO(clean_photo(SimpleUploadedFile("a.jpg", content)).read())
    )


def test_where_and_with_what_it_was_taken_is_forgotten():
    exif = Image.Exif()
    exif[0x010F] = "Samsung"
    exif.get_ifd(0x8825)[1] = "N"

    cleaned = opened(picture(exif=exif))

    assert not dict(cleaned.getexif())


def test_a_photo_held_sideways_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6

    assert opened(picture((60, 40), exif=exif)).size == (40, 60)


def test_a_nine_megabyte_photo_is_taken_and_made_small():
    noise = Image.effect_noise((4200, 3100), 90).convert("RGB")
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=97)
    assert out.tell() > 9_000_000

    assert max(opened(out.getvalue()).size) <= SIDE


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_other_photos_become_jpeg(kind):
    assert opened(picture(kind=kind)).format == "JPEG"


def test_a_photo_of_an_iphone_is_read_and_says_nothing_of_the_place():
    # The office's library can write HEIC; ours only reads it.
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"

    cleaned = opened(picture((80, 60), kind="HEIF", exif=exif))

    assert (cleaned.format, cleaned.size) == ("JPEG", (80, 60))
    assert not dict(cleaned.getexif())


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "HEIF"])
def test_forty_million_pixels_are_refused_before_they_are_drawn(kind):
    huge = picture((8000, 5000), kind=kind)

    with pytest.raises(ValidationError, match="40 triệu điểm ảnh"):
        clean_photo(SimpleUploadedFile("anh.jpg", huge))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"khong phai anh", "không phải ảnh"),
        (SVG, "không phải ảnh"),
        (b"", "không phải ảnh"),
        (picture()[:200], "không phải ảnh"),
        (picture() + b"0" * 16_000_000, "nặng quá"),
        (picture(kind="GIF"), "không phải ảnh"),
    ],
)
def test_what_is_no_photo_is_refused_with_a_sentence(content, why):
    with pytest.raises(ValidationError, match=why):
        clean_photo(SimpleUploadedFile("anh.jpg", content))
