"""Money: whole đồng, read as people type it and written as people read it."""

import re
from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from .amounts_in_words import in_words
from .text import unmarked

__all__ = [
    "Dong",
    "NotAnAmount",
    "TooSmall",
    "format_vnd",
    "in_words",
    "parse_vnd",
    "percent",
    "split",
]

Dong = int

MAXIMUM: Dong = 10**12

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_CURRENCY = re.compile(r"^(?:vnd|₫)\s*|\s*(?:vnd|dong|d|₫)$")
_WHOLE = re.compile(r"[0-9]{1,3}(?:([., ])[0-9]{3})(?:\1[0-9]{3})*|[0-9]+")
_PART = re.compile(
    r"([0-9]+)(?:[.,]([0-9]{1,2}))?\s*(ty|ti|trieu|tr|nghin|ngan|k)(?![a-z])\s*"
)
_UNITS = {"ty": 10**9, "ti": 10**9, "trieu": 10**6, "tr": 10**6}
_THOUSAND = 1000


class NotAnAmount(ValueError):
    """The text is no amount of money; `str()` tells a person what to do."""

    def __init__(self, message: str | Promise = "") -> None:
        super().__init__(
            message
            or _("Số tiền này chưa rõ. Hãy nhập số đồng, ví dụ 60.000 hoặc 60k.")
        )


class TooSmall(NotAnAmount):
    """An amount under the minimum; `suggestion` is what was probably meant (60 → 60000)."""

    def __init__(self, amount: Dong, minimum: Dong, suggestion: Dong | None) -> None:
        super().__init__()
        self.amount, self.minimum, self.suggestion = amount, minimum, suggestion

    def __str__(self) -> str:
        if self.suggestion is None:
            return gettext("Số tiền nhỏ nhất là %(minimum)s đồng.") % {
                "minimum": _grouped(self.minimum)
            }
        amounts = {"small": _grouped(self.amount), "large": _grouped(self.suggestion)}
        return (
            gettext("%(small)s đồng hay %(large)s đồng? Hãy gõ đủ số không.") % amounts
        )


def parse_vnd(text: str, minimum: Dong = 1000) -> Dong:
    """The whole đồng meant by `text`: "60.000", "60,000 đ", "35k", "1tr250", "1,5 triệu".

    A point or comma followed by three digits groups thousands; before a unit one or two digits are
    a decimal part. Anything else is refused, never guessed (reference/commerce.md 4).

    Raises NotAnAmount, or TooSmall for an amount under `minimum` đồng.
    """
    typed = _CURRENCY.sub("", unmarked(text.translate(_FULL_WIDTH)))
    if not typed:
        raise NotAnAmount(_("Hãy nhập số tiền, ví dụ 60.000 hoặc 60k."))
    is_plain = _WHOLE.fullmatch(typed) is not None
    amount = _whole(typed) if is_plain else _in_units(typed)
    if amount > MAXIMUM:
        raise NotAnAmount(_("Số tiền này quá lớn. Hãy xem lại số chữ số không."))
    if amount < minimum:
        raise TooSmall(amount, minimum, _suggestion(amount, minimum, is_plain))
    return amount


def format_vnd(amount: Dong, language: str | None = None) -> str:
    """ "1.250.000 ₫" with a no-break space (CLDR); thousands as `language` or the active one has it."""
    sign = "−" if amount < 0 else ""
    return f"{sign}{_grouped(abs(amount), language)}\u00a0₫"


def split(amount: Dong, weights: Sequence[int]) -> list[Dong]:
    """`amount` shared by `weights` so that the shares add up exactly (largest remainder).

    Of equal remainders the first gets the đồng. A negative amount is shared like the positive one.
    Raises ValueError when a weight is negative or all are zero.
    """
    if any(weight < 0 for weight in weights) or not sum(weights):
        raise ValueError("weights must be non-negative with a positive sum")
    if amount < 0:
        return [-share for share in split(-amount, weights)]
    shares = [amount * weight // sum(weights) for weight in weights]
    remainders = [-(amount * weight % sum(weights)) for weight in weights]
    by_remainder = sorted(range(len(weights)), key=remainders.__getitem__)
    for at in by_remainder[: amount - sum(shares)]:
        shares[at] += 1
    return shares


def percent(amount: Dong, basis_points: int) -> Dong:
    """`basis_points` (1/100 of a percent) of `amount`; half a đồng rounds up, away from zero."""
    sign = -1 if amount * basis_points < 0 else 1
    return sign * ((abs(amount * basis_points) + 5000) // 10_000)


def proportion(amount: Dong, part: int, whole: int) -> Dong:
    """`amount` × part / whole in whole đồng, half a đồng up; the sign is kept. Nothing of nothing is 0."""
    if not whole:
        return 0
    size = (2 * abs(amount) * part + whole) // (2 * whole)
    return size if amount >= 0 else -size


def _whole(typed: str) -> Dong:
    digits = re.sub("[^0-9]", "", typed).lstrip("0")
    return MAXIMUM + 1 if len(digits) > len(str(MAXIMUM)) else int(digits or "0")


def _in_units(typed: str) -> Dong:
    """ "2 trieu 350 nghin", "1tr250", "1,5 trieu", "1 trieu ruoi": units go down, a fraction ends it."""
    amount, at, unit, is_whole = 0, 0, 0, True
    while part := _PART.match(typed, at):
        smaller = _UNITS.get(part[3], _THOUSAND)
        step = (
            _whole(part[1]) * smaller
            + int((part[2] or "").ljust(2, "0")) * smaller // 100
        )
        if not is_whole or (unit and step >= unit):
            raise NotAnAmount
        amount, at, unit, is_whole = amount + step, part.end(), smaller, not part[2]
    if not unit or (typed[at:] and not is_whole):
        raise NotAnAmount
    return amount + _tail(typed[at:], unit)


def _tail(typed: str, unit: Dong) -> Dong:
    """What follows the last unit: "250" after "1tr" means 250 nghìn, "rưỡi" means half of it."""
    if not typed:
        return 0
    if typed == "ruoi":
        return unit // 2
    if re.fullmatch("[0-9]{1,3}", typed):
        return int(typed.ljust(3, "0")) * unit // 1000
    if typed.isdigit() or not _WHOLE.fullmatch(typed) or _whole(typed) >= unit:
        raise NotAnAmount
    return _whole(typed)


def _suggestion(amount: Dong, minimum: Dong, is_plain: bool) -> Dong | None:
    thousands = amount * _THOUSAND
    return (
        thousands
        if is_plain and 0 < amount < _THOUSAND and thousands >= minimum
        else None
    )


def _grouped(amount: Dong, language: str | None = None) -> str:
    is_vietnamese = (language or get_language() or "vi").startswith("vi")
    return f"{amount:,}".replace(",", "." if is_vietnamese else ",")
