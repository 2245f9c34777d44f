"""Money is a whole number of đồng. Nothing here ever divides into a float."""

import re
import unicodedata
from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

Dong = int

MOST = 10**12
NBSP = "\u00a0"
UNITS = {
    "k": 1_000, "n": 1_000, "nghin": 1_000, "ngan": 1_000,
    "tr": 1_000_000, "trieu": 1_000_000, "m": 1_000_000,
}  # fmt: skip
CURRENCY = re.compile(r"(₫|đ|vnđ|vnd|đồng|dong)\s*$", re.IGNORECASE)
GROUPED = re.compile(r"^\d{1,3}([., ])\d{3}(\1\d{3})*$")
WORDS = re.compile(r"(\d+(?:[.,]\d+)?)\s*(nghìn|nghin|ngàn|ngan|triệu|trieu|tr|k|n|m)(?![^\W\d_])", re.IGNORECASE)


class NotAnAmount(ValueError):
    """The text is no amount of money; the message says how to write one."""

    message = _("Chưa đọc được số tiền này. Hãy gõ như 60.000 hoặc 60k.")

    def __str__(self) -> str:
        return str(self.message)


class TooSmall(NotAnAmount):
    """Fewer than a thousand đồng: surely thousands were meant."""

    def __init__(self, amount: Dong) -> None:
        self.amount = amount
        self.suggestion = amount * 1_000
        super().__init__()

    def __str__(self) -> str:
        return str(_("%(low)s hay %(high)s? Hãy gõ đủ số không, hoặc gõ k, ví dụ 60k.")) % {
            "low": format_vnd(self.amount),
            "high": format_vnd(self.suggestion),
        }


def parse_vnd(text: str, *, minimum: Dong = 1_000) -> Dong:
    """Read an amount the way people write it; đồng.

    `60.000`, `60,000`, `60 000`, `1.250.000 ₫`, `35k`, `1tr250`, `1,5 triệu`. Raises NotAnAmount
    for `60.5`, `1.25.000`, negatives and words, TooSmall below `minimum`.
    """
    clean = unicodedata.normalize("NFKC", str(text)).replace(NBSP, " ").strip()
    clean = CURRENCY.sub("", clean).strip()
    amount = _plain(clean)
    if amount is None:
        amount = _spelled(clean)
    if amount is None or amount > MOST:
        raise NotAnAmount
    if amount < minimum:
        raise TooSmall(amount)
    return amount


def _plain(text: str) -> Dong | None:
    if re.fullmatch(r"\d{1,15}", text, re.ASCII):
        return int(text)
    if GROUPED.match(text) and text.isascii():
        return int(re.sub(r"\D", "", text))
    return None


def _spelled(text: str) -> Dong | None:
    """35k · 1,5 triệu · 1tr250 · 2 triệu 350 nghìn."""
    total, end, last_unit = 0, 0, 0
    for match in WORDS.finditer(text):
        if text[end : match.start()].strip():
            return None
        last_unit = UNITS[_bare(match[2])]
        total += _times(match[1], last_unit)
        end = match.end()
    rest = text[end:].strip()
    if not last_unit:
        return None
    return _with_rest(total, rest, last_unit)


def _bare(unit: str) -> str:
    letters = unicodedata.normalize("NFD", unit.lower())
    return "".join(c for c in letters if unicodedata.category(c) != "Mn")


def _times(number: str, unit: Dong) -> Dong:
    """“1,5” × a million, exactly."""
    whole, _sep, part = number.replace(",", ".").partition(".")
    return int(whole) * unit + (int(part) * unit // 10 ** len(part) if part else 0)


def _with_rest(total: Dong, rest: str, unit: Dong) -> Dong | None:
    """What follows the last unit without one of its own: 1tr250 is 1.250.000."""
    if not rest:
        return total
    if not re.fullmatch(r"\d{1,3}", rest, re.ASCII):
        return None
    return total + int(rest) * unit // 10 ** len(rest)


def format_vnd(amount: Dong, language: str | None = None) -> str:
    """1.250.000 ₫ in Vietnamese, 1,250,000 ₫ in English, with a no-break space."""
    grouped = f"{abs(amount):,}"
    if (language or get_language() or "vi") != "en":
        grouped = grouped.replace(",", ".")
    return f"{'−' if amount < 0 else ''}{grouped}{NBSP}₫"


DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
GROUPS = ["", "nghìn", "triệu", "tỷ", "nghìn tỷ"]


def in_words(amount: Dong) -> str:
    """“một triệu hai trăm năm mươi nghìn đồng”, as the north says it (linh)."""
    if amount == 0:
        return "không đồng"
    parts: list[str] = []
    groups = f"{amount:,}".split(",")
    for position, group in enumerate(groups):
        if int(group):
            name = GROUPS[len(groups) - position - 1]
            parts.append(f"{_three(group, first=position == 0)} {name}".strip())
    return " ".join([*parts, "đồng"])


def _three(group: str, *, first: bool) -> str:
    hundreds, tens, ones = (int(d) for d in group.zfill(3))
    words = [] if first and not hundreds else [DIGITS[hundreds], "trăm"]
    if tens:
        words += ["mười"] if tens == 1 else [DIGITS[tens], "mươi"]
    elif ones and words:
        words.append("linh")
    if ones:
        words.append(_one(tens, ones))
    return " ".join(words)


def _one(tens: int, ones: int) -> str:
    if ones == 1 and tens > 1:
        return "mốt"
    if ones == 5 and tens:
        return "lăm"
    return DIGITS[ones]


def split(amount: Dong, weights: Sequence[int]) -> list[Dong]:
    """Share `amount` by weight; the largest remainders get what is left, so shares add up exactly."""
    total = sum(weights)
    shares = [amount * weight // total for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(amount * weights[i] % total), i))
    for i in order[: amount - sum(shares)]:
        shares[i] += 1
    return shares


def percent(amount: Dong, basis_points: int) -> Dong:
    """`basis_points` hundredths of a percent of an amount, rounded half up."""
    return (amount * basis_points + 5_000) // 10_000
