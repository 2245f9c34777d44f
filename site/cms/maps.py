"""A hand-drawn map: the Red River, and a pin for each village placed by its coordinates."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .models import VillagePage

WEST, EAST, SOUTH, NORTH = 105.88, 106.16, 20.60, 21.01
WIDTH, HEIGHT = 800, 1000
# The Red River from Mễ Sở down to Phố Hiến, drawn by hand after the dyke road; not a survey.
RIVER = [
    (105.885, 21.01),
    (105.893, 20.955),
    (105.905, 20.905),
    (105.898, 20.86),
    (105.905, 20.815),
    (105.935, 20.78),
    (105.965, 20.745),
    (106.0, 20.715),
    (106.02, 20.675),
    (106.04, 20.635),
    (106.07, 20.60),
]


@dataclass(frozen=True)
class Pin:
    page: "VillagePage"
    x: int
    y: int
    number: int


@dataclass(frozen=True)
class VillageMap:
    width: int
    height: int
    river: str
    pins: list[Pin]


def _xy(lon: float, lat: float) -> tuple[int, int]:
    x = (lon - WEST) / (EAST - WEST) * WIDTH
    y = (NORTH - lat) / (NORTH - SOUTH) * HEIGHT
    return round(x), round(y)


def village_map(pages: Sequence["VillagePage"]) -> VillageMap:
    """Pins of the villages that lie on the map, numbered as in the list beside it."""
    pins = []
    for number, page in enumerate(pages, start=1):
        x, y = _xy(float(page.village.lon), float(page.village.lat))
        if 0 <= x <= WIDTH and 0 <= y <= HEIGHT:
            pins.append(Pin(page, x, y, number))
    points = " ".join(f"{x},{y}" for x, y in (_xy(lon, lat) for lon, lat in RIVER))
    return VillageMap(WIDTH, HEIGHT, points, pins)
