"""Vietnamese text: one stored form, folding for search, slugs, alphabetical order."""

import re
import unicodedata

from .typing_marks import telex

__all__ = ["fold", "given_name_key", "nfc", "slugify", "sort_key", "telex", "unmarked"]

WordKey = tuple[tuple[int, ...], tuple[int, ...]]
SortKey = tuple[WordKey, ...]

_EMOJI = "\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u180e\u200b\u200c\u200e\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u2069\ufeff\ud800-\udfff]"
    f"|(?<![{_EMOJI}])\u200d|\u200d(?![{_EMOJI}])"
)
# Letters with a stroke have no decomposition; đ and ð, Đ and Ð look alike and get mistyped.
_STROKES = str.maketrans("đðĐÐ", "ddDD")

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_RANK = {letter: rank for rank, letter in enumerate(_ALPHABET, start=10)}
_TONE_RANK = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_NUMBER_RANK = 1
_WORDS = re.compile(r"[0-9]{1,18}|[^\W\d_]+|\d")


def nfc(text: str) -> str:
    """`text` in NFC without control, bidi-override and zero-width characters.

    Tabs and line ends stay, and so does the joiner inside an emoji.
    """
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text))


def unmarked(text: str) -> str:
    """`text` in lower case without marks, đ as d, single spaces; NFC and NFD give the same."""
    lowered = nfc(text).translate(_STROKES).lower()
    bare = (
        c
        for c in unicodedata.normalize("NFD", lowered)
        if unicodedata.category(c) != "Mn"
    )
    return " ".join(unicodedata.normalize("NFC", "".join(bare)).split())


def fold(text: str) -> str:
    """`text` as search sees it: unmarked words with single spaces, no punctuation.

    Folding twice changes nothing.
    """
    return " ".join(re.sub(r"[\W_]+", " ", unmarked(text)).split())


def slugify(text: str, max_length: int = 80) -> str:
    """Lower-case ASCII words joined by hyphens, cut between words: "Đền Đa Hòa" → "den-da-hoa".

    Empty when nothing of `text` can be written in ASCII. Django's own loses the đ.
    """
    slug = re.sub(r"[^a-z0-9]+", "-", unmarked(text)).strip("-")
    if len(slug) <= max_length:
        return slug
    whole_words = slug[: max_length + 1].rpartition("-")[0]
    return whole_words or slug[:max_length]


def sort_key(text: str) -> SortKey:
    """Key of Vietnamese dictionary order, word by word; case and punctuation do not count.

    Letters first (a ă â b c d đ e ê …), then tones as in ICU `vi`: ngang, huyền, hỏi, ngã, sắc,
    nặng. Numbers come before letters and by value. Unlike ICU a word is done with before the next
    one is looked at, as in printed dictionaries: "ca dao" < "cà chua".
    """
    return tuple(_word_key(word) for word in _WORDS.findall(nfc(text).lower()))


def given_name_key(full_name: str) -> tuple[SortKey, SortKey]:
    """Key that orders people by given name (the last word), then family and middle names."""
    others, _, given = nfc(full_name).strip().rpartition(" ")
    return sort_key(given), sort_key(others)


def _word_key(word: str) -> WordKey:
    if word.isascii() and word.isdigit():
        return (_NUMBER_RANK, int(word)), ()
    parts = [_letter_and_tone(letter) for letter in word]
    return tuple(letter for letter, _ in parts), tuple(tone for _, tone in parts)


def _letter_and_tone(letter: str) -> tuple[int, int]:
    tone, others = 0, ""
    for part in unicodedata.normalize("NFD", letter):
        tone = _TONE_RANK.get(part, tone)
        others += "" if part in _TONE_RANK else part
    bare = unicodedata.normalize("NFC", others)
    return _LETTER_RANK.get(bare, 1000 + ord(bare[0]) if bare else 0), tone
