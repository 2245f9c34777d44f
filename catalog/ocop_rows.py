"""The rows of the OCOP programme a new site begins with; afterwards editors keep them in the admin."""

import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).parent / "rules" / "ocop.toml"
SINCE = date(2023, 2, 24)
LAW = "Quyết định 148/QĐ-TTg ngày 24/02/2023, sửa đổi bởi Quyết định 1489/QĐ-TTg ngày 06/07/2025"
COMMUNE_SINCE = date(2025, 7, 6)
COMMUNE_LAW = "Quyết định 1489/QĐ-TTg ngày 06/07/2025"
PAPERS_LAW = (
    "Hướng dẫn hồ sơ của các tỉnh; đối chiếu Quyết định 148/QĐ-TTg trước khi nộp"
)
MODELS = {
    "part": ("OcopPart", {"": "name"}),
    "star": ("OcopStar", {"": "decided_by"}),
    "line": ("OcopLine", {"": "title", "evidence": "evidence"}),
    "paper": ("OcopPaper", {"": "name", "hint": "hint"}),
}


def write(model_of: Callable[[str], Any]) -> None:
    """Add the rows that are not there; `model_of` finds a model by its name, also within a migration."""
    for kind, rows in tomllib.loads(SOURCE.read_text(encoding="utf-8")).items():
        name, texts = MODELS[kind]
        for position, row in enumerate(rows, start=1):
            facts = {"position": position, **_dates(kind, row), **_words(row, texts)}
            key = {"code": row["code"], "effective_from": facts.pop("effective_from")}
            model_of(name).objects.get_or_create(**key, defaults=facts)


def _dates(kind: str, row: dict[str, Any]) -> dict[str, Any]:
    of_commune = row.get("part") == "xa"
    law = COMMUNE_LAW if of_commune else PAPERS_LAW if kind == "paper" else LAW
    since = COMMUNE_SINCE if of_commune else SINCE
    return {"effective_from": since, "legal_basis": law}


def _words(row: dict[str, Any], texts: dict[str, str]) -> dict[str, Any]:
    """What is no text of two languages is taken as it is; the column without a language too."""
    facts = {
        key: row[key]
        for key in ("points", "stars", "from_points", "part", "is_mandatory")
        if key in row
    }
    for short, field in texts.items():
        vi, en = (row.get(f"{short}_{code}".lstrip("_"), "") for code in ("vi", "en"))
        facts |= {field: vi, f"{field}_vi": vi, f"{field}_en": en}
    return facts
