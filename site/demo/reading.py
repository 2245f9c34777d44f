"""The content files: TOML beside this module, every text as a Vietnamese–English pair."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CONTENT = HERE / "content"
PICTURES = HERE / "pictures"
Row = dict[str, Any]


def read(name: str) -> Row:
    """One file; empty when it is not there."""
    path = CONTENT / name
    return tomllib.loads(path.read_text()) if path.exists() else {}


def read_all(folder: str) -> Iterator[Row]:
    for path in sorted((CONTENT / folder).glob("*.toml")):
        yield tomllib.loads(path.read_text())


def pair(row: Row, name: str, field: str = "") -> Row:
    """`{field}_vi` and `{field}_en` from the row's `{name}_vi` and `{name}_en`."""
    field = field or name
    return {f"{field}_{lang}": row.get(f"{name}_{lang}", "") for lang in ("vi", "en")}


def pairs(row: Row, *names: str) -> Row:
    found: Row = {}
    for name in names:
        found |= pair(row, name)
    return found
