"""Telephone numbers: stored as E.164, shown as people in Vietnam write them."""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

from .text import nfc

_VIETNAM = 84
_WRITTEN = re.compile(r"\+?[\d\s().\-‐-―/+]+")
_REACHABLE = (
    PhoneNumberType.MOBILE,
    PhoneNumberType.FIXED_LINE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE,
)
# 11-digit mobile numbers got 10 digits between 15/09 and 14/11/2018 (plan of the Ministry of
# Information and Communications): old prefix → new one, both without the leading 0.
_MOVED = {
    "120": "70", "121": "79", "122": "77", "126": "76", "128": "78",
    "123": "83", "124": "84", "125": "85", "127": "81", "129": "82",
    "162": "32", "163": "33", "164": "34", "165": "35",
    "166": "36", "167": "37", "168": "38", "169": "39",
    "186": "56", "188": "58", "199": "59",
}  # fmt: skip
_OLD = re.compile("(?:00840?|840?|0)?(1[0-9]{2})([0-9]{7})")

NOT_VIETNAMESE = _(
    "Số điện thoại này không phải số Việt Nam. Hãy nhập số 10 chữ số bắt đầu bằng 0, ví dụ 0912 345 678."
)
NOT_INTERNATIONAL = _(
    "Số điện thoại này chưa đúng. Hãy nhập số Việt Nam, ví dụ 0912 345 678, hoặc số nước ngoài kèm mã nước, ví dụ +44 20 7946 0000."
)


class InvalidPhone(ValueError):
    """The text is no number we can call; `str()` tells a person what to do."""

    def __init__(self, message: str | Promise = NOT_VIETNAMESE) -> None:
        super().__init__(message)


def parse_phone(text: str, *, international: bool = False) -> str:
    """E.164 form ("+84912345678") of a mobile or fixed Vietnamese number.

    `international` also takes numbers of other countries written with + and country code.
    Raises InvalidPhone; for 11-digit numbers from before 2018 it names the new number.
    """
    refusal = NOT_INTERNATIONAL if international else NOT_VIETNAMESE
    typed = nfc(text).strip()
    if not _WRITTEN.fullmatch(typed):
        raise InvalidPhone(refusal)
    if not typed.startswith("+") or typed.startswith("+84"):
        _refuse_old(typed)
    number = _read(typed, refusal)
    if not _is_welcome(number, international):
        raise InvalidPhone(refusal)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def national(e164: str) -> str:
    """ "0912 345 678" for a Vietnamese number, "+44 20 7946 0000" for others; else as given."""
    try:
        number = phonenumbers.parse(e164, "VN")
    except phonenumbers.NumberParseException:
        return e164
    is_ours = number.country_code == _VIETNAM
    style = PhoneNumberFormat.NATIONAL if is_ours else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)


def _read(typed: str, refusal: str | Promise) -> PhoneNumber:
    try:
        return phonenumbers.parse(typed, "VN")
    except phonenumbers.NumberParseException as error:
        raise InvalidPhone(refusal) from error


def _is_welcome(number: PhoneNumber, international: bool) -> bool:
    """Hotlines (1800, 1900) cannot be called from abroad or sent a code: not welcome."""
    if number.country_code == _VIETNAM:
        return phonenumbers.number_type(number) in _REACHABLE
    return international and phonenumbers.is_valid_number(number)


def _refuse_old(typed: str) -> None:
    old = _OLD.fullmatch(re.sub("[^0-9]", "", typed))
    if old and old[1] in _MOVED:
        new = national(f"+84{_MOVED[old[1]]}{old[2]}")
        message = gettext(
            "Số 11 chữ số này đã đổi từ năm 2018. Số mới là %(new)s, hãy nhập số đó."
        )
        raise InvalidPhone(message % {"new": new})
