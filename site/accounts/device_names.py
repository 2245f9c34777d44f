"""What a browser calls itself, in words people use for their machines."""

from typing import Any

from django.utils.translation import gettext_lazy

KINDS = {
    "iPhone": gettext_lazy("Điện thoại iPhone"),
    "Android": gettext_lazy("Điện thoại Android"),
    "iPad": gettext_lazy("Máy tính bảng iPad"),
    "Windows": gettext_lazy("Máy tính Windows"),
    "Macintosh": gettext_lazy("Máy tính Mac"),
}
UNKNOWN = gettext_lazy("Máy khác")


def kind_of(user_agent: str) -> Any:
    return next((name for mark, name in KINDS.items() if mark in user_agent), UNKNOWN)
