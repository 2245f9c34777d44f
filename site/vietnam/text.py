"""Vietnamese text: one form when stored, one form when searched, one order when sorted."""

import re
import unicodedata

# Bidirectional overrides and invisible characters that only mislead readers.
INVISIBLE = re.compile("[\u0000-\u0008\u000b-\u001f\u007f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def nfc(text: str) -> str:
    """The text as it is stored: Unicode NFC, without control and bidi override characters."""
    return unicodedata.normalize("NFC", INVISIBLE.sub("", text)).strip()


def fold(text: str) -> str:
    """The text as it is searched: lower case, no marks, đ as d, single spaces.

    đ has no decomposition in Unicode, so stripping marks alone would leave it.
    """
    bare = unicodedata.normalize("NFD", text.casefold())
    letters = "".join(c for c in bare if unicodedata.category(c) != "Mn")
    return " ".join(re.sub(r"[^\w]+", " ", letters.replace("đ", "d").replace("_", " ")).split())


def slugify(text: str, max_length: int = 80) -> str:
    """ASCII words joined by hyphens: “Đền Đa Hòa” → den-da-hoa (Django's own loses the đ)."""
    words = re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
    return words[:max_length].strip("-")


LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}  # huyền hỏi ngã sắc nặng


def _letter_key(letter: str) -> tuple[int, int]:
    tone = 0
    kept = []
    for c in unicodedata.normalize("NFD", letter):
        if c in TONES:
            tone = TONES[c]
        else:
            kept.append(c)
    base = unicodedata.normalize("NFC", "".join(kept))
    position = LETTERS.find(base)
    return (position + 100 if position >= 0 else ord(base[0]) if len(base) == 1 else 0, tone)


def sort_key(text: str) -> tuple[tuple[tuple[int, ...], ...], tuple[int, ...]]:
    """A key in Vietnamese order: letters first (d before đ, a ă â), then tones, word by word."""
    letters, tones = [], []
    for word in unicodedata.normalize("NFC", text).lower().split():
        keys = [_letter_key(letter) for letter in word]
        letters.append(tuple(key[0] for key in keys))
        tones.extend(key[1] for key in keys)
    return tuple(letters), tuple(tones)


def given_name_key(full_name: str) -> tuple[object, ...]:
    """People are sorted by the given name, which comes last."""
    words = full_name.split()
    return sort_key(words[-1] if words else ""), sort_key(full_name)
