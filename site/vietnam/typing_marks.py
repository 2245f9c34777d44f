"""Unfinished typing: Telex and VNI keys that never became Vietnamese letters."""

import re
import unicodedata

_TELEX_TONES = {
    "f": "\u0300",
    "r": "\u0309",
    "x": "\u0303",
    "s": "\u0301",
    "j": "\u0323",
}
_VNI_TONES = {"2": "\u0300", "3": "\u0309", "4": "\u0303", "1": "\u0301", "5": "\u0323"}
_CIRCUMFLEX = {"a": "â", "e": "ê", "o": "ô"}
_HORN = {"o": "ơ", "u": "ư"}
_BREVE = {"a": "ă"}
_VOWELS = "aăâeêioôơuưy"
_BARE = str.maketrans("ăâêôơưđ", "aaeooud")

# What a syllable can be, without marks: onset, vowels, final consonant.
_SYLLABLE = re.compile(
    "(?:ngh|ng|nh|n|ch|c|b|d|gh|gi(?=[aeouy])|g|h|kh|k|l|m|ph|p|qu|r|s|th|tr|t|v|x)?"
    "(a[iouy]?|eo?|eu|i(?:a|eu?|u)?|o(?:a[iyo]?|eo?|i|o)?|u(?:ay?|e|i|o[iu]?|u|y[aeu]?)?|y(?:eu?)?)"
    "(ch|c|m|ng|nh|n|p|t)?"
)
_WORD = re.compile(r"[^\W\d_][^\W_]*")


def telex(text: str) -> str:
    """`text` with left-over Telex or VNI keys turned into letters: "gaf ddoong" → "gà đông".

    A word that would not be a Vietnamese syllable (OCOP, 35k, m2) stays as typed. Plain words like
    "box" may turn into one, so read a query this way only when it found nothing as typed.
    """
    return _WORD.sub(lambda word: _decoded(word[0]), unicodedata.normalize("NFC", text))


def _decoded(word: str) -> str:
    letters, tone = _keys_pressed(word.lower())
    syllable = _SYLLABLE.fullmatch(letters.translate(_BARE))
    if not syllable:
        return word
    return _in_case_of(word, _with_tone(letters, tone, *syllable.span(1)))


def _keys_pressed(word: str) -> tuple[str, str]:
    """Letters without tone, and the combining tone mark or nothing."""
    letters, tone = "", ""
    for key in word:
        has_vowel = any(vowel in letters for vowel in _VOWELS)
        if has_vowel and (key in _TELEX_TONES or key in _VNI_TONES):
            tone = _TELEX_TONES.get(key) or _VNI_TONES[key]
        else:
            letters = _marked(letters, key)
    return letters, tone


def _marked(letters: str, key: str) -> str:
    """`letters` after one key: a mark on an earlier letter where it can be one."""
    if key in "d9" and letters.startswith("d"):
        return "đ" + letters[1:]
    if key in "w7":
        return _with_hook(letters, key)
    if key in "aeo":
        return _on_last(letters, {key: _CIRCUMFLEX[key]}) or letters + key
    if key == "6":
        return _on_last(letters, _CIRCUMFLEX) or letters + key
    if key == "8":
        return _on_last(letters, _BREVE) or letters + key
    return letters + key


def _with_hook(letters: str, key: str) -> str:
    """ơ, ư, ươ and (Telex only) ă, ưa; a lone w is ư."""
    if pair := re.search("(?<!q)u[oa]", letters):
        pair_marked = {"uo": "ươ", "ua": "ưa"}[pair[0]]
        return letters[: pair.start()] + pair_marked + letters[pair.end() :]
    marks = _HORN | _BREVE if key == "w" else _HORN
    return _on_last(letters, marks) or letters + ("ư" if key == "w" else key)


def _on_last(letters: str, marks: dict[str, str]) -> str:
    """`letters` with the last one that can take a mark marked; nothing when there is none."""
    for at in range(len(letters) - 1, -1, -1):
        if letters[at] in marks:
            return letters[:at] + marks[letters[at]] + letters[at + 1 :]
    return ""


def _with_tone(letters: str, tone: str, start: int, end: int) -> str:
    """The tone on its vowel in the house style "hòa, thủy" (vietnam.md 10)."""
    at = _tone_place(letters[start:end], closed=end < len(letters)) + start
    toned = letters[: at + 1] + tone + letters[at + 1 :]
    return unicodedata.normalize("NFC", toned)


def _tone_place(vowels: str, *, closed: bool) -> int:
    marked = [at for at, vowel in enumerate(vowels) if vowel in "ăâêôơư"]
    if marked:
        # ươ carries it on the second letter, ưa on the first: both are the last marked one.
        return marked[-1]
    return len(vowels) - 1 if closed else (len(vowels) - 1) // 2


def _in_case_of(typed: str, word: str) -> str:
    if typed.isupper():
        return word.upper()
    return word[0].upper() + word[1:] if typed[0].isupper() else word
