"""Weights as people type them: "3,25" on a scale is three kilos and a quarter."""

import re

MAXIMUM_G = 500_000
_KILOS = re.compile(r"(\d{1,4})(?:[.,](\d{1,3}))?\s*(?:kg|ky|ki|kí|ký|cân)?", re.I)
_GRAMS = re.compile(r"(\d{1,6}|\d{1,3}[.,]\d{3})\s*(?:g|gr|gam)", re.I)
_MIXED = re.compile(r"(\d{1,3})\s*(?:kg|ký|kí|cân)\s*(\d{1,3})", re.I)


class NotAWeight(ValueError):
    """What was typed is no weight."""


def parse_grams(typed: str) -> int:
    """Grams of "3,25", "3.250 g", "3kg2", "3 cân 250". A bare number is kilos, and above 100 grams.

    Raises NotAWeight.
    """
    text = typed.strip()
    grams = _mixed(text) or _grams(text) or _kilos(text)
    if not grams or grams > MAXIMUM_G:
        raise NotAWeight(typed)
    return grams


def _mixed(text: str) -> int:
    found = _MIXED.fullmatch(text)
    return int(found[1]) * 1000 + int(found[2].ljust(3, "0")) if found else 0


def _grams(text: str) -> int:
    found = _GRAMS.fullmatch(text)
    return int(re.sub("[.,]", "", found[1])) if found else 0


def _kilos(text: str) -> int:
    found = _KILOS.fullmatch(text)
    if not found:
        return 0
    if not found[2] and int(found[1]) >= 100 and text.isdigit():
        return int(found[1])
    return int(found[1]) * 1000 + int((found[2] or "").ljust(3, "0"))


def format_kg(grams: int) -> str:
    """3250 → "3,25 kg", as Vietnamese scales show it."""
    whole, rest = divmod(grams, 1000)
    tail = f",{rest:03d}".rstrip("0") if rest else ""
    return f"{whole}{tail} kg"
