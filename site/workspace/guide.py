"""The two pages that explain the workspace: docs/producers.md, drawn as a page."""

import re
from functools import cache

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from markdown import markdown

from core.http import HttpRequest

PICTURE = re.compile(r"!\[([^]]*)\]\(\.\./site/static/([^)]+)\)")


@cache
def guide() -> tuple[str, SafeString]:
    """Its title and its text as HTML; pictures are met only when the reader comes to them."""
    text = (settings.ROOT / "docs" / "producers.md").read_text()
    title, _line, rest = text.removeprefix("# ").partition("\n")
    return title, SafeString(markdown(PICTURE.sub(_picture, rest)))


def _picture(found: re.Match[str]) -> str:
    words, path = found.groups()
    return (
        f'<figure class="guide"><img src="{static(path)}" alt="{words}" width="360"'
        f' height="640" loading="lazy"></figure>'
    )


@require_GET
def read(request: HttpRequest) -> HttpResponse:
    title, text = guide()
    return render(request, "workspace/guide.html", {"heading": title, "text": text})
