"""What is handed on: the picture a chat shows of a product, plain links, a card for the stall."""

import io
import re
from unittest.mock import patch

from django.core.files.storage import default_storage

import pytest
from PIL import Image

from catalog import share_picture
from tests.factories import ProducerFactory, ProductFactory, VariantFactory
from tests.pictures import picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def jar(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    maker = ProducerFactory(name_vi="Hộ bà Hoa", photo=picture())
    product = ProductFactory(producer=maker, photo=picture(), name_vi="Bột nghệ")
    return VariantFactory(product=product, price=60_000)


def address_in(page: str) -> str:
    start = page.index('property="og:image" content="') + 29
    return page[start : page.index('"', start)].replace("&amp;", "&")


def path_of(address: str) -> str:
    return "/" + address.split("/", 3)[3]


def test_the_page_names_a_picture_that_is_there(client, jar):
    page = client.get(jar.product.get_absolute_url()).content.decode()

    answer = client.get(path_of(address_in(page)))

    shown = Image.open(io.BytesIO(b"".join(answer)))
    assert (shown.format, shown.size) == ("JPEG", (1200, 630))
    assert answer["Content-Type"] == "image/jpeg"
    assert 'og:image:width" content="1200"' in page


def test_it_is_drawn_once_and_anew_when_the_price_changes(client, jar):
    url = f"{jar.product.get_absolute_url()}chia-se.jpg"
    first = address_in(client.get(jar.product.get_absolute_url()).content.decode())
    client.get(url)
    with patch.object(share_picture, "drawn", side_effect=AssertionError):
        client.get(url)

    jar.price = 75_000
    jar.save()
    second = address_in(client.get(jar.product.get_absolute_url()).content.decode())
    client.get(url)

    assert first != second
    assert len(default_storage.listdir(f"chia-se/{jar.product.pk}-vi")[1]) == 1


@pytest.mark.parametrize("fault", ["none", "gone", "broken"])
def test_without_a_photo_the_words_are_shown(client, jar, fault):
    product = jar.product
    if fault == "none":
        product.photo = None
        product.save()
    elif fault == "gone":
        product.photo.file.delete(save=False)
    else:
        with product.photo.file.storage.open(product.photo.file.name, "wb") as file:
            file.write(b"no picture")

    answer = client.get(f"{product.get_absolute_url()}chia-se.jpg")

    assert answer.status_code == 200
    assert Image.open(io.BytesIO(b"".join(answer))).size == (1200, 630)


@pytest.mark.parametrize("name", ["a" * 160, "Nghệ " * 32, "ỹ" * 3, "𠀀 🌾"])
def test_any_name_is_drawn(jar, name):
    jar.product.name = name

    drawn = share_picture.drawn(jar.product, 10**12)

    assert Image.open(io.BytesIO(drawn)).size == (1200, 630)


def test_goods_not_on_sale_have_no_picture(client):
    hidden = ProductFactory(pending=True)

    assert client.get(f"/san-pham/{hidden.slug}/chia-se.jpg").status_code == 404


def test_the_links_are_plain_and_carry_the_whole_address(client, jar):
    page = client.get(jar.product.producer.get_absolute_url()).content.decode()

    quoted = f"nha-san-xuat%2F{jar.product.producer.slug}%2F"
    assert "https://www.facebook.com/sharer/sharer.php?u=http" in page
    assert page.count(quoted) == 1
    assert re.search(rf'data-share="http[^"]+/{jar.product.producer.slug}/"', page)
    assert "zalo.me" not in page
    assert "connect.facebook.net" not in page
