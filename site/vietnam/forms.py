"""Form fields that read what people in Vietnam type."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from .dong import Dong, NotAnAmount, TooSmall, format_vnd, parse_vnd
from .phones import InvalidPhone, national, parse_phone

GROUPED = re.compile(r"[0-9]{1,3}(?:[. ][0-9]{3})+")


class VndField(forms.Field):
    """An amount in whole đồng; gives an int, or None when empty. `minimum` in đồng.

    With `or_nothing` a plain 0 is an amount too.
    """

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def __init__(
        self, *, minimum: Dong = 1000, or_nothing: bool = False, **kwargs: Any
    ) -> None:
        self.minimum, self.or_nothing = minimum, or_nothing
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Dong | None:
        typed = "" if value is None else str(value)
        if not typed.strip():
            return None
        if self.or_nothing and typed.strip() == "0":
            return 0
        try:
            return parse_vnd(typed, self.minimum)
        except NotAnAmount as error:
            code = "too_small" if isinstance(error, TooSmall) else "invalid"
            raise ValidationError(str(error), code=code) from error

    def prepare_value(self, value: Any) -> Any:
        """A stored amount as "60.000"; what was typed stays as typed."""
        return (
            format_vnd(value).removesuffix("\u00a0₫")
            if isinstance(value, int)
            else value
        )


class CountField(forms.IntegerField):
    """How many; “1.000” is a thousand, where Django reads one."""

    def to_python(self, value: Any) -> int | None:
        typed = "" if value is None else str(value).strip()
        if GROUPED.fullmatch(typed):
            typed = re.sub("[. ]", "", typed)
        return super().to_python(typed)


class PhoneField(forms.CharField):
    """A telephone number; gives E.164. Vietnamese unless `international`."""

    widget = forms.TextInput(
        attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}
    )

    def __init__(self, *, international: bool = False, **kwargs: Any) -> None:
        self.international = international
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value) or ""
        if not typed:
            return ""
        try:
            return parse_phone(typed, international=self.international)
        except InvalidPhone as error:
            raise ValidationError(str(error), code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        """A stored number as people read it; what was typed stays as typed."""
        return (
            national(value)
            if isinstance(value, str) and value.startswith("+84")
            else value
        )
