"""A maker's phone with a poor signal: what it works with."""

import pytest
from PIL import Image

from tests.e2e.conftest import PHONE
from tests.e2e.test_accessibility import sign_in
from tests.factories import (
    ProducerFactory,
    ProductFactory,
    VariantFactory,
    member_of,
    shipping_rates,
)


@pytest.fixture
def powder():
    shipping_rates()
    maker = ProducerFactory(name_vi="Hộ bà Hoa", slug="ho-ba-hoa")
    product = ProductFactory(producer=maker, name_vi="Tinh bột nghệ vàng")
    return VariantFactory(product=product, sku="BOT", price=100_000, stock=10)


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "anh.jpg"
    Image.effect_noise((1200, 900), 60).convert("RGB").save(path, "JPEG", quality=92)
    return str(path)


@pytest.fixture
def phone(open_page, client, live_server, powder):
    page = open_page(PHONE)
    sign_in(page, client, live_server, member_of(powder.product.producer))
    return page


@pytest.fixture
def two(photo, tmp_path):
    other = tmp_path / "can-canh.jpg"
    Image.new("RGB", (800, 600), "gold").save(other)
    return [photo, str(other)]


@pytest.fixture
def plain_phone(open_page, client, live_server, powder):
    """Without the worker, which would send forms past page.route."""
    page = open_page(PHONE, service_workers="block")
    sign_in(page, client, live_server, member_of(powder.product.producer))
    return page
