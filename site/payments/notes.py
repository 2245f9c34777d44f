"""Find our codes in what a payer typed as the transfer's note.

Banks strip diacritics, put spaces and their own words around, and cut; people type O for 0 and I
for 1. A code ends in a check character (ISO/IEC 7064), which says whether a guess is right.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product

from vietnam.check_characters import is_valid
from vietnam.text import fold

PREFIX = "LN"
LENGTH = 11
MOST_TYPOS = 2
_ALIKE = {
    letter: group
    for group in ("0OQD", "1IL", "2Z", "5S", "6G", "8B", "UV")
    for letter in group
}


@dataclass(frozen=True)
class Codes:
    """What a note may name: codes as typed, and codes one gets by putting look-alikes right."""

    typed: frozenset[str]
    healed: frozenset[str]


def codes_in(note: str) -> Codes:
    """Every valid code in `note`, whatever stands around, between and on top of its letters."""
    text = fold(note).replace(" ", "").upper()
    windows = [text[at : at + LENGTH] for at in range(len(text) - LENGTH + 1)]
    named = [w for w in windows if w.isascii() and _starts_right(w)]
    typed = frozenset(w for w in named if w.startswith(PREFIX) and is_valid(w))
    healed = frozenset(code for w in named for code in _healings(w))
    return Codes(typed, healed - typed)


def _starts_right(window: str) -> bool:
    """“LN”, or what looks like it."""
    return window[0] in _ALIKE[PREFIX[0]] and window[1] == PREFIX[1]


def _healings(window: str) -> Iterator[str]:
    body = PREFIX + window[len(PREFIX) :]
    places = [at for at in range(len(PREFIX), LENGTH) if body[at] in _ALIKE]
    for typos in range(MOST_TYPOS + 1):
        for wrong in combinations(places, typos):
            yield from filter(is_valid, _spelled(body, wrong))


def _spelled(body: str, wrong: tuple[int, ...]) -> Iterator[str]:
    others = [_ALIKE[body[at]].replace(body[at], "") for at in wrong]
    for letters in product(*others):
        spelled = list(body)
        for at, letter in zip(wrong, letters, strict=True):
            spelled[at] = letter
        yield "".join(spelled)
