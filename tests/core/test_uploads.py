"""What an editor may put into the picture library; each refusal is a sentence."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import pytest
from PIL import Image

from accounts.models import User
from core.models import Picture

pytestmark = pytest.mark.django_db
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def photo(size: int = 40) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (size, size), "gold").save(file, "JPEG")
    return file.getvalue()


@pytest.fixture
def editor(client: Client) -> Client:
    user = User.objects.create_superuser("bientap@example.vn", "x" * 12)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def upload(editor: Client, name: str, content: bytes):
    file = SimpleUploadedFile(name, content)
    fields = {"title": "Ruộng nghệ", "file": file, "collection": "1"}
    return editor.post("/admin/images/add/", fields)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("to.jpg", photo() + b"0" * 9 * 1024 * 1024, "8"),
        ("chu.jpg", "Đây là chữ, không phải ảnh.".encode(), "không phải"),
        ("ve.svg", SVG, "Nhận tệp AVIF"),
        ("gia.jpg", SVG, "không phải"),
        ("rong.png", b"", "rỗng"),
    ],
)
def test_a_file_that_is_no_photo_is_refused_with_a_sentence(editor, name, content, why):
    response = upload(editor, name, content)

    errors = response.context["form"].errors
    assert response.status_code == 200
    assert why in str(errors["file"])
    assert "Ruộng nghệ" in response.content.decode()
    assert not Picture.objects.exists()


def test_a_photo_is_taken(editor):
    upload(editor, "nghe.jpg", photo())

    assert Picture.objects.get().title == "Ruộng nghệ"
