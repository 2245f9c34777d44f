"""A day among villages on the map: its stops in their order."""

import re
from types import SimpleNamespace

import pytest

from cms.maps import route_map
from tests.factories import VillageFactory

pytestmark = pytest.mark.django_db


def stop(village=None, experience=None, place="Làng"):
    return SimpleNamespace(village=village, experience=experience, place=place)


def at(lat, lon):
    return VillageFactory(lat=lat, lon=lon)


def test_stops_keep_their_number_though_some_have_no_place():
    stops = [stop(at("20.84", "105.95")), stop(), stop(at("20.78", "105.99"))]

    drawn = route_map(stops)

    assert [pin.number for pin in drawn.pins] == [1, 3]
    assert drawn.way == "M" + " ".join(f"{pin.x} {pin.y}" for pin in drawn.pins)


def test_an_experience_lends_its_village():
    visit = SimpleNamespace(village=at("20.78", "105.99"))

    drawn = route_map([stop(at("20.84", "105.95")), stop(experience=visit)])

    assert len(drawn.pins) == 2


@pytest.mark.parametrize(("lat", "lon"), [("20.70", "105.95"), ("10.00", "106.00")])
def test_all_pins_lie_in_the_picture_and_one_alone_is_no_way(lat, lon):
    drawn = route_map([stop(at("20.84", "105.95")), stop(at(lat, lon))])

    if drawn is None:
        assert lat == "10.00"
        return
    x, y, side, _side = map(int, re.findall(r"-?\d+", drawn.box))
    assert all(x <= p.x <= x + side and y <= p.y <= y + side for p in drawn.pins)
