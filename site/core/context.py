"""What every page needs, at the cost of at most one query."""

from typing import Any

from django.http import HttpRequest
from django.urls import translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from .models import Operator
from .views import LARGE_TEXT

OTHER = {"vi": "en", "en": "vi"}


def site(request: HttpRequest) -> dict[str, Any]:
    language = get_language() or "vi"
    other = OTHER.get(language, "vi")
    return {
        "operator": SimpleLazyObject(lambda: Operator.load(request_or_site=request)),
        "language": language,
        "other_language": other,
        "other_url": SimpleLazyObject(lambda: _other_url(request, other)),
        "large_text": bool(request.COOKIES.get(LARGE_TEXT)),
    }


def _other_url(request: HttpRequest, language: str) -> str:
    """The same page in the other language; a page without one leads to that language's home."""
    home = "/en/" if language == "en" else "/"
    route = getattr(request, "_wagtail_route_for_request", None)
    if route is None:
        return translate_url(request.get_full_path(), language)
    if route.page.depth == 2:
        return home
    translated = (
        route.page.get_translations()
        .filter(locale__language_code=language)
        .live()
        .first()
    )
    return (translated.get_url(request) if translated else "") or home
