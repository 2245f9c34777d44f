"""Experiences for search engines: JSON-LD on the page, and Google's Things-to-do feed."""

from django.utils import translation

import pytest

from tests.factories import OptionFactory, SlotFactory
from tests.pictures import picture
from tests.structured import nodes, problems
from tourism.models import Step

pytestmark = pytest.mark.django_db


def about(client, experience):
    return nodes(client.get(experience.get_absolute_url()).content.decode())


def test_an_experience_is_a_product_with_an_offer_for_each_guest(client):
    slot = SlotFactory(option__experience__photo=picture())
    Step.objects.create(experience=slot.option.experience, title_vi="Chẻ mây")

    product, trip = about(client, slot.option.experience)

    assert problems([product, trip]) == []
    assert [o["price"] for o in product["offers"]] == [150_000, 80_000]
    assert {o["availability"] for o in product["offers"]} == {
        "https://schema.org/InStock"
    }
    assert trip["subjectOf"]["@id"] == product["@id"]
    assert trip["itinerary"]["itemListElement"][0]["item"]["name"] == "Chẻ mây"


def test_an_experience_without_a_free_slot_is_sold_out(client):
    slot = SlotFactory(capacity=0)

    product, _trip = about(client, slot.option.experience)

    assert {o["availability"] for o in product["offers"]} == {
        "https://schema.org/SoldOut"
    }


def test_what_costs_nothing_is_no_offer(client):
    option = OptionFactory()
    option.units.update(price=0)

    (trip,) = about(client, option.experience)

    assert trip["@type"] == "TouristTrip"


def test_googles_feed_lists_what_takes_guests_in_both_languages(client):
    slot = SlotFactory(option__experience__name_en="Basket weaving")
    SlotFactory(option__experience__state="paused")

    feed = client.get("/things-to-do.json").json()

    assert feed["feed_metadata"]["processing_instruction"] == "PROCESS_AS_SNAPSHOT"
    (product,) = feed["products"]
    texts = {t["language_code"]: t["text"] for t in product["title"]["localized_texts"]}
    assert texts["en"] == "Basket weaving"
    assert texts["vi"].startswith("Đan giỏ mây")
    (option,) = product["options"]
    assert option["landing_page"]["url"].endswith(
        slot.option.experience.get_absolute_url()
    )
    assert [p["price"] for p in option["price_options"]] == [
        {"currency_code": "VND", "units": 150_000},
        {"currency_code": "VND", "units": 80_000},
    ]


def test_the_feed_is_the_same_whatever_language_the_robot_speaks(client):
    SlotFactory()

    vi = client.get("/things-to-do.json").json()["products"]
    en = client.get("/things-to-do.json", headers={"Accept-Language": "en"}).json()

    assert en["products"] == vi
    assert translation.get_language() == "vi"
