"""Amounts in words for receipts, as the north says them: "linh", "nghìn"."""

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_BILLION = 10**9


def in_words(amount: int) -> str:
    """1250000 đồng → "một triệu hai trăm năm mươi nghìn đồng"; below zero begins with "âm"."""
    sign = "âm " if amount < 0 else ""
    return f"{sign}{' '.join(_number(abs(amount))) or 'không'} đồng"


def _number(number: int) -> list[str]:
    """Words of a number; none for zero. Thousands of billions are "nghìn tỷ"."""
    billions, rest = divmod(number, _BILLION)
    words = [*_number(billions), "tỷ"] if billions else []
    for size, name in ((10**6, ["triệu"]), (10**3, ["nghìn"]), (1, [])):
        group = rest // size % 1000
        if group:
            words += _three_digits(group, is_first=not words) + name
    return words


def _three_digits(group: int, *, is_first: bool) -> list[str]:
    """A group after a larger one says its empty hundreds too: "không trăm linh năm"."""
    hundreds, rest = divmod(group, 100)
    if is_first and not hundreds:
        return _two_digits(rest)
    words = [_DIGITS[hundreds], "trăm"]
    if not rest:
        return words
    return [*words, *(["linh"] if rest < 10 else []), *_two_digits(rest)]


def _two_digits(number: int) -> list[str]:
    tens, ones = divmod(number, 10)
    if not tens:
        return [_DIGITS[ones]]
    words = ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    return [*words, _last_digit(ones, tens)] if ones else words


def _last_digit(ones: int, tens: int) -> str:
    if ones == 5:
        return "lăm"
    return "mốt" if ones == 1 and tens > 1 else _DIGITS[ones]
