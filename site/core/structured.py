"""Facts for search engines as JSON-LD (schema.org), safe inside a page."""

import json
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from . import pictures
from .models import Picture

Node = dict[str, Any]
CANNOT_END_A_SCRIPT = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}


def json_ld(*nodes: Node) -> SafeString:
    """One script with one node or a list of them; nothing without any."""
    if not nodes:
        return SafeString("")
    data: Node = {"@context": "https://schema.org"}
    data |= nodes[0] if len(nodes) == 1 else {"@graph": list(nodes)}
    text = json.dumps(data, ensure_ascii=False).translate(CANNOT_END_A_SCRIPT)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308


def absolute(path: str) -> str:
    """The public address of a path of this site, whatever host the request came by."""
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}"


def picture_url(picture: Picture | None) -> str:
    """The largest size that the page shows anyway: no other is made for sharing."""
    if picture is None:
        return ""
    found = list(picture.get_renditions(*pictures.HERO).values())
    url = str(found[-1].url)
    return absolute(url) if url.startswith("/") else url
