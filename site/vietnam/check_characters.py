"""Check characters of the codes we print, and of GTINs."""

import re
import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""What random codes are made of: nothing that is mistaken for something else (no 0 O 1 I L U)."""

_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MODULUS = len(_CHARACTERS)
_GTIN_LENGTHS = (8, 12, 13, 14)


def with_check(code: str) -> str:
    """`code` and its check character, ISO/IEC 7064 MOD 37,36; it may be any of 0–9 and A–Z.

    Finds every single wrong character and nearly every swap of neighbours. Raises ValueError for
    characters other than 0–9 and A–Z.
    """
    if not re.fullmatch("[0-9A-Z]+", code):
        raise ValueError("a code is made of 0-9 and A-Z")
    return code + _CHARACTERS[(1 - _carried(code)) % _MODULUS]


def is_valid(code: str) -> bool:
    """Whether the last character of a normalised code is its check character."""
    return (
        re.fullmatch("[0-9A-Z]{2,}", code) is not None and with_check(code[:-1]) == code
    )


def normalise(text: str) -> str:
    """A code as stored: upper case, without spaces and hyphens. O stays O and is not 0."""
    return re.sub(r"[\s\-‐-―−]", "", text.upper())


def random_code(length: int) -> str:
    """`length` unguessable characters of ALPHABET (4.9 bits each)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def gtin_is_valid(gtin: str) -> bool:
    """Whether `gtin` has 8, 12, 13 or 14 digits and ends in its check digit (GS1 General Specifications 7.9)."""
    if not re.fullmatch("[0-9]+", gtin) or len(gtin) not in _GTIN_LENGTHS:
        return False
    weighted = sum(
        int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(reversed(gtin))
    )
    return weighted % 10 == 0


def _carried(code: str) -> int:
    product = _MODULUS
    for character in code:
        remainder = (product + _CHARACTERS.index(character)) % _MODULUS or _MODULUS
        product = remainder * 2 % (_MODULUS + 1)
    return product
