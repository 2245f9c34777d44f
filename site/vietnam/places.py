"""Administrative units since 01/07/2025: 34 provinces and cities, 3,321 communes, no districts.

The data is in places.json, made by build_places.py; codes are those of the statistics office, as
text because they start with zeros. Read once, when first asked.
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .text import fold, nfc, sort_key

DATA_VERSION = "2026-08-24"

_DATA = Path(__file__).with_name("places.json")
_KIND = re.compile("^(?:xa|phuong|thi tran) (?=.)")
_FIRST_WORDS = {"x": "xa", "p": "phuong", "h": "huyen", "q": "quan", "t": "tinh"}
_SHORT_WORDS = {
    "tp": "thanh pho", "tx": "thi xa", "tt": "thi tran",
    "tphcm": "thanh pho ho chi minh", "hcm": "ho chi minh",
}  # fmt: skip


class UnknownPlace(LookupError):
    """No unit has this code."""


@dataclass(frozen=True)
class Province:
    """A province or centrally run city; `formerly` names those merged into it in 2025."""

    code: str
    name: str
    kind: str
    formerly: str

    @property
    def name_with_kind(self) -> str:
        return f"{self.kind.capitalize()} {self.name}"

    @property
    def full_name(self) -> str:
        return self.name_with_kind


@dataclass(frozen=True)
class Commune:
    """A xã, phường or đặc khu. Latitude and longitude in degrees, WGS 84, about ±1 km.

    `formerly` lists the units of 30/06/2025 it was made of, with their district, and their
    province where that has changed. `vanished` lists names gone before, folded, without spaces.
    """

    code: str
    name: str
    kind: str
    province_code: str
    formerly: str
    vanished: str
    lat: float
    lon: float

    @property
    def name_with_kind(self) -> str:
        return f"{self.kind.capitalize()} {self.name}"

    @property
    def full_name(self) -> str:
        """ "Xã Khoái Châu, Hưng Yên"."""
        return f"{self.name_with_kind}, {province(self.province_code).name}"


def provinces() -> tuple[Province, ...]:
    """All provinces and cities in Vietnamese alphabetical order."""
    return tuple(_provinces().values())


def province(code: str) -> Province:
    """Raises UnknownPlace."""
    try:
        return _provinces()[code]
    except KeyError:
        raise UnknownPlace(code) from None


def communes(province_code: str) -> tuple[Commune, ...]:
    """The communes of one province in Vietnamese alphabetical order; raises UnknownPlace."""
    province(province_code)
    return _communes_by_province()[province_code]


def commune(code: str) -> Commune:
    """Raises UnknownPlace."""
    try:
        return _communes()[code]
    except KeyError:
        raise UnknownPlace(code) from None


def search(text: str, limit: int = 10) -> tuple[Commune, ...]:
    """Communes whose present or former names hold `text`, best first; marks are not needed.

    Parts between commas must all be found: "Đông Tảo, huyện Khoái Châu". Names as typed win; only
    when no name has them, communes that have all the words somewhere are found.
    """
    parts = [part for part in map(_spelled_out, text.split(",")) if part]
    if not parts:
        return ()
    found = _holding(parts) or _holding(" ".join(parts).split())
    found.sort(
        key=lambda commune: (_distance(commune, parts[0], text), sort_key(commune.name))
    )
    return tuple(found[:limit])


def _spelled_out(part: str) -> str:
    """ "x. Chí Tân" → "xa chi tan", "TP.HCM" → "thanh pho ho chi minh"."""
    first, *others = fold(part).split() or [""]
    words = [_FIRST_WORDS.get(first, first), *others]
    return " ".join(_SHORT_WORDS.get(word, word) for word in words)


def _holding(parts: list[str]) -> list[Commune]:
    return [
        commune
        for commune, names in _names()
        if all(f" {part}" in names or _is_vanished(part, commune) for part in parts)
    ]


def _is_vanished(part: str, commune: Commune) -> bool:
    key = _KIND.sub("", part).replace(" ", "")
    return key in commune.vanished.split()


def _distance(commune: Commune, part: str, typed: str) -> int:
    """How far a name is from what was asked: 0 the very name with its marks … 4 an old district."""
    first = nfc(typed).split(",")[0].strip().lower()
    if first in (commune.name.lower(), commune.name_with_kind.lower()):
        return 0
    if part in (fold(commune.name), fold(commune.name_with_kind)):
        return 1
    if _is_vanished(part, commune) or f" {part} " in _units_before(commune):
        return 2
    return 3 if fold(commune.name).startswith(part) else 4


def _units_before(commune: Commune) -> str:
    """The former units without their districts, each between spaces."""
    return f" {fold(re.sub(r'[(][^)]*[)]', '', commune.formerly))} "


@cache
def _read() -> tuple[list[Province], list[Commune]]:
    data = json.loads(_DATA.read_text(encoding="utf-8"))
    return [Province(*row) for row in data["provinces"]], [
        Commune(*row) for row in data["communes"]
    ]


@cache
def _provinces() -> dict[str, Province]:
    in_order = sorted(_read()[0], key=lambda province: sort_key(province.name))
    return {province.code: province for province in in_order}


@cache
def _communes() -> dict[str, Commune]:
    return {commune.code: commune for commune in _read()[1]}


@cache
def _communes_by_province() -> dict[str, tuple[Commune, ...]]:
    grouped: dict[str, list[Commune]] = {code: [] for code in _provinces()}
    for commune in sorted(_read()[1], key=lambda commune: sort_key(commune.name)):
        grouped[commune.province_code].append(commune)
    return {code: tuple(communes) for code, communes in grouped.items()}


@cache
def _names() -> list[tuple[Commune, str]]:
    """Every commune with all its names, folded, present and former."""
    return [(commune, f" {fold(_all_names(commune))}") for commune in _read()[1]]


def _all_names(commune: Commune) -> str:
    around = province(commune.province_code)
    return f"{commune.name_with_kind} {commune.formerly} {around.name_with_kind}"
