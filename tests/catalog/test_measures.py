"""What a kilo costs, and the picture of a pack."""

import pytest

from tests.factories import ProductFactory, VariantFactory, sale_of
from tests.pictures import picture

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("price", "holds", "said"),
    [
        (180_000, {"net_amount": 250}, "720.000 ₫/kg"),
        (60_000, {"net_amount": 200}, "30.000 ₫/100 g"),
        (45_000, {"net_amount": 500, "net_unit": "ml"}, "90.000 ₫/lít"),
        (20_000, {"net_amount": 150, "net_unit": "ml"}, "13.333 ₫/100 ml"),
        (600_000, {"by_weight_g": 3_000}, "200.000 ₫/kg"),
    ],
)
def test_packs_are_compared_by_the_kilo_or_the_litre(client, price, holds, said):
    pack = VariantFactory(price=price, **holds)

    page = client.get(pack.product.get_absolute_url()).text.replace("\u00a0", " ")

    assert said in page


def test_a_sale_lowers_the_price_of_a_kilo_too():
    pack = VariantFactory(price=100_000, net_amount=500)

    sale_of(pack, 80_000)

    assert pack.per_measure.price == 160_000


def test_what_nobody_measured_has_no_price_per_kilo():
    assert VariantFactory(weight_g=320).per_measure is None


def test_a_pack_shows_its_own_picture(client):
    goods = ProductFactory()
    jar = picture("Lọ thuỷ tinh")
    VariantFactory(product=goods, photo=jar, name_vi="Lọ")
    VariantFactory(product=goods, name_vi="Túi")

    page = client.get(goods.get_absolute_url()).text

    assert page.count('alt="Lọ thuỷ tinh"') == 1
