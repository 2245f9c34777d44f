"""A product page for search engines: offers as they are, and no rating that nobody gave."""

import pytest

from catalog.models import Review
from tests.factories import ProductFactory, VariantFactory, sale_of
from tests.pictures import picture
from tests.structured import nodes, problems

pytestmark = pytest.mark.django_db


def product_node(client, product):
    (node,) = nodes(client.get(product.get_absolute_url()).content.decode())
    return node


def test_a_product_has_all_that_google_asks_for(client):
    product = ProductFactory(summary_vi="Bột nghệ", photo=picture())
    VariantFactory(product=product, price=180_000)

    node = product_node(client, product)

    assert problems(node) == []
    assert (node["@type"], node["offers"][0]["price"]) == ("Product", 180_000)
    assert "aggregateRating" not in node


def test_offers_tell_the_price_of_today_and_what_is_left(client):
    product = ProductFactory(photo=picture())
    sale_of(VariantFactory(product=product, price=180_000), 150_000)
    VariantFactory(product=product, price=90_000, sold_out=True)

    on_sale, gone = product_node(client, product)["offers"]

    assert on_sale["price"] == 150_000
    assert on_sale["availability"].endswith("/InStock")
    assert gone["availability"].endswith("/OutOfStock")


def test_a_rating_is_the_mean_of_real_reviews(client):
    product = ProductFactory(photo=picture())
    VariantFactory(product=product)
    for number, stars in enumerate((5, 4)):
        Review.objects.create(
            product=product, purchase_code=f"L{number}", author_name="A", rating=stars
        )

    node = product_node(client, product)

    assert problems(node) == []
    assert node["aggregateRating"]["ratingValue"] == 4.5
    assert node["aggregateRating"]["reviewCount"] == 2


def test_words_of_a_maker_cannot_end_the_script(client):
    product = ProductFactory(summary_vi="</script><script>alert(1)</script>&amp;")
    VariantFactory(product=product)

    node = product_node(client, product)

    assert node["description"] == "</script><script>alert(1)</script>&amp;"


def test_a_product_without_packs_says_nothing(client):
    body = client.get(ProductFactory().get_absolute_url()).content.decode()

    assert nodes(body) == []
