"""What every page needs, at the cost of at most one query."""

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from .models import Operator
from .structured import absolute
from .views import LARGE_TEXT

OTHER = {"vi": "en", "en": "vi"}
HOME = {"vi": "/", "en": "/en/"}


def site(request: HttpRequest) -> dict[str, Any]:
    language = get_language() or "vi"
    other = OTHER.get(language, "vi")
    return {
        "operator": SimpleLazyObject(Operator.shown),
        "language": language,
        "other_language": other,
        "other_url": SimpleLazyObject(
            lambda: _translated(request, other) or HOME[other]
        ),
        "page_url": absolute(request.path) + _page_number(request),
        "versions": SimpleLazyObject(lambda: _versions(request, language, other)),
        "large_text": bool(request.COOKIES.get(LARGE_TEXT)),
    }


def _translated(request: HttpRequest, language: str) -> str:
    """The same page in the other language, empty when there is none; asked for once."""
    known: dict[str, str] = request.__dict__.setdefault("_translated", {})
    if language not in known:
        known[language] = _find_translated(request, language)
    return known[language]


def _find_translated(request: HttpRequest, language: str) -> str:
    route = getattr(request, "_wagtail_route_for_request", None)
    if route is None:
        url = translate_url(request.get_full_path(), language)
        return "" if url == request.get_full_path() else url
    if route.page.depth == 2:
        return HOME[language]
    translated = (
        route.page.get_translations()
        .filter(locale__language_code=language)
        .live()
        .first()
    )
    return (translated.get_url(request) if translated else "") or ""


def _versions(request: HttpRequest, language: str, other: str) -> list[tuple[str, str]]:
    """Language and address of every version of this page, itself included, as hreflang wants them."""
    translated = urlsplit(_translated(request, other)).path
    if not translated:
        return []
    urls = {language: absolute(request.path), other: absolute(translated)}
    return [*sorted(urls.items()), ("x-default", urls["vi"])]


def _page_number(request: HttpRequest) -> str:
    """The second page of a list is a page of its own; every other query is a view of the same."""
    number = request.GET.get("trang", "")
    return f"?trang={number}" if number.isdecimal() and number != "1" else ""
