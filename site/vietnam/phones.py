"""Phone numbers: any spelling in, E.164 stored, national shown."""

from django.utils.translation import gettext_lazy as _

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat


class InvalidPhone(ValueError):
    """No number that can be called; the message says what to type."""

    def __init__(self, *, international: bool = False) -> None:
        self.international = international
        super().__init__()

    def __str__(self) -> str:
        if self.international:
            return str(_("Chưa đọc được số này. Số Việt Nam có 10 chữ số; số nước ngoài bắt đầu bằng + và mã nước."))
        return str(_("Số này không phải số điện thoại Việt Nam. Hãy nhập 10 chữ số bắt đầu bằng 0, ví dụ 0912 345 678."))


def parse_phone(text: str, *, international: bool = False) -> str:
    """E.164 of a Vietnamese number, or of any with its country code when `international`.

    Raises InvalidPhone.
    """
    try:
        number = phonenumbers.parse(text, "VN")
    except NumberParseException as error:
        raise InvalidPhone(international=international) from error
    if not phonenumbers.is_valid_number(number) or (number.country_code != 84 and not international):
        raise InvalidPhone(international=international)
    return str(phonenumbers.format_number(number, PhoneNumberFormat.E164))


def national(e164: str) -> str:
    """0912 345 678; numbers of other countries keep their code."""
    try:
        number = phonenumbers.parse(e164, "VN")
    except NumberParseException:
        return e164
    style = PhoneNumberFormat.NATIONAL if number.country_code == 84 else PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(number, style))
