"""A hand-drawn map: the Red River, and a pin for each village placed by its coordinates."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import hypot
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .models import Stop, VillagePage

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


RADIUS = 31  # 25 px across on a phone, so that a finger finds it (WCAG 2.2, 2.5.8)
Point = tuple[float, float]


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
    radius: int
    river: str
    pins: list[Pin]


@dataclass(frozen=True)
class StopPin:
    stop: "Stop"
    x: int
    y: int
    number: int


@dataclass(frozen=True)
class RouteMap:
    """The part of the map in which a day's stops lie; `box` is its SVG viewBox."""

    box: str
    radius: int
    river: str
    way: str
    pins: list[StopPin]


def _xy(lon: float, lat: float) -> Point:
    x = (lon - WEST) / (EAST - WEST) * WIDTH
    y = (NORTH - lat) / (NORTH - SOUTH) * HEIGHT
    return x, y


def _is_on_map(point: Point) -> bool:
    return 0 <= point[0] <= WIDTH and 0 <= point[1] <= HEIGHT


def village_map(pages: Sequence["VillagePage"]) -> VillageMap:
    """Pins of the villages that lie on the map, numbered as in the list beside it."""
    places = [_xy(float(page.village.lon), float(page.village.lat)) for page in pages]
    shown = [i for i, place in enumerate(places) if _is_on_map(place)]
    spread = _apart([places[i] for i in shown])
    pins = [
        Pin(pages[i], round(x), round(y), i + 1)
        for i, (x, y) in zip(shown, spread, strict=True)
    ]
    return VillageMap(
        WIDTH, HEIGHT, RADIUS, _curve([_xy(*point) for point in RIVER]), pins
    )


def route_map(stops: Sequence["Stop"]) -> RouteMap | None:
    """Stops in villages, numbered as in the list; None where fewer than two lie on the map."""
    places = {n: _place_of(stop) for n, stop in enumerate(stops, 1)}
    shown = {n: at for n, at in places.items() if at and _is_on_map(at)}
    if len(shown) < 2:
        return None
    left, top, side = _box(list(shown.values()))
    radius = side // 22  # 29 px across on a phone, where the picture is 320 px wide
    spread = _apart(list(shown.values()), radius)
    pins = [
        StopPin(stops[n - 1], round(x), round(y), n)
        for n, (x, y) in zip(shown, spread, strict=True)
    ]
    return RouteMap(
        f"{left} {top} {side} {side}",
        radius,
        _curve([_xy(*point) for point in RIVER]),
        "M" + " ".join(f"{pin.x} {pin.y}" for pin in pins),
        pins,
    )


def _place_of(stop: "Stop") -> Point | None:
    village = stop.village or (stop.experience and stop.experience.village)
    return _xy(float(village.lon), float(village.lat)) if village else None


def _box(points: Sequence[Point]) -> tuple[int, int, int]:
    """Left, top and side of a square around all points, never nearer than a quarter of the map."""
    xs, ys = zip(*points, strict=True)
    wide = max(max(xs) - min(xs), max(ys) - min(ys)) + 5 * RADIUS
    side = round(min(max(wide, WIDTH / 2), WIDTH))
    x = min(max((min(xs) + max(xs) - side) / 2, 0), WIDTH - side)
    y = min(max((min(ys) + max(ys) - side) / 2, 0), HEIGHT - side)
    return round(x), round(y), side


def _apart(points: list[Point], radius: int = RADIUS) -> list[Point]:
    """Push overlapping pins away from each other until none touches another."""
    moved = list(points)
    for _round in range(200):
        for i, j in combinations(range(len(moved)), 2):
            moved[i], moved[j] = _pushed(moved[i], moved[j], radius)
    edge = radius + 4
    return [
        (min(max(x, edge), WIDTH - edge), min(max(y, edge), HEIGHT - edge))
        for x, y in moved
    ]


def _pushed(one: Point, other: Point, radius: int) -> tuple[Point, Point]:
    dx, dy = other[0] - one[0] or 0.1, other[1] - one[1]
    distance = hypot(dx, dy)
    lacking = (2 * radius + 6 - distance) / 2
    if lacking <= 0:
        return one, other
    ux, uy = dx / distance * lacking, dy / distance * lacking
    return (one[0] - ux, one[1] - uy), (other[0] + ux, other[1] + uy)


def _curve(points: list[Point]) -> str:
    """A smooth SVG path through the points (Catmull–Rom as cubic Béziers)."""
    path = [f"M{points[0][0]:.0f} {points[0][1]:.0f}"]
    around = [points[0], *points, points[-1]]
    for a, b, c, d in zip(around, around[1:], around[2:], around[3:], strict=False):
        first = (b[0] + (c[0] - a[0]) / 6, b[1] + (c[1] - a[1]) / 6)
        second = (c[0] - (d[0] - b[0]) / 6, c[1] - (d[1] - b[1]) / 6)
        path.append("C" + " ".join(f"{x:.0f} {y:.0f}" for x, y in (first, second, c)))
    return "".join(path)
