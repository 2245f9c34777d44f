"""Mã số thuế of firms and their branches: ten digits with a check digit, three more for a branch.

The weights of the check digit are those of python-stdnum's `vn.mst`. A person's twelve digits (CCCD)
are no firm's code and refused.
"""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


class InvalidTaxCode(ValueError):
    """Not a firm's tax code; `str()` tells a person what to do."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)


def parse_tax_code(typed: str) -> str:
    """The bare digits of “0100233488”, “0314409058-002”, “0314409058 002”; raises InvalidTaxCode."""
    digits = re.sub(r"[\s.\-–]", "", typed)
    if not (digits.isascii() and digits.isdigit() and len(digits) in (10, 13)):
        raise InvalidTaxCode(
            _("Mã số thuế có 10 số, hoặc 13 số với chi nhánh. Bạn xem lại giúp.")
        )
    total = sum(w * int(d) for w, d in zip(_WEIGHTS, digits, strict=False))
    if str(10 - total % 11) != digits[9] or digits[10:] == "000":
        raise InvalidTaxCode(_("Mã số thuế này có số sai. Bạn xem lại từng số."))
    return digits


def written(digits: str) -> str:
    """As on paper: a branch after a hyphen."""
    return f"{digits[:10]}-{digits[10:]}" if len(digits) == 13 else digits
