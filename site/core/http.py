"""Requests, typed; and forms that need no cookie."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlsplit

from django import http
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from wagtail.contrib.redirects import middleware as redirects

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django_htmx.middleware import HtmxDetails

P = ParamSpec("P")


class HttpRequest(http.HttpRequest):
    htmx: HtmxDetails
    user: Any


View = Callable[Concatenate[HttpRequest, P], http.HttpResponse]


def comes_from_here(request: http.HttpRequest) -> bool:
    """True unless a browser says the request was made by another site.

    Source: Fetch Metadata (W3C) and RFC 6454 Origin, as in Go's http.CrossOriginProtection.
    A client that sends neither header is no browser and carries no visitor's cookies.
    """
    fetch_site = request.headers.get("Sec-Fetch-Site")
    if fetch_site:
        return fetch_site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return not origin or urlsplit(origin).netloc == request.get_host()


def cookieless_form(view: View[P]) -> Any:
    """Protect a form by where it comes from, so that its page sets no cookie before it is needed."""

    @wraps(view)
    def checked(
        request: HttpRequest, *args: P.args, **kwargs: P.kwargs
    ) -> http.HttpResponse:
        if request.method == "POST" and not comes_from_here(request):
            raise PermissionDenied(_("Biểu mẫu này được gửi từ một trang khác."))
        return view(request, *args, **kwargs)

    return csrf_exempt(checked)


def private_file(file: Any, kind: str, **more: Any) -> http.FileResponse:
    """A stored file, for whoever was allowed to find it; 404 where it is gone.

    Django's SecurityMiddleware forbids guessing another kind (nosniff).
    """
    try:
        opened = file.open()
    except FileNotFoundError as error:
        raise http.Http404 from error
    return http.FileResponse(opened, content_type=kind, **more)


class AddressMiddleware:
    """404 for a NUL in an address: no code or name holds one, and PostgreSQL does not take it as text.

    What answers it in its own words is named in `NUL_ANSWERED_BY`.
    """

    NUL_ANSWERED_BY = ("/octo/",)

    def __init__(
        self, get_response: Callable[[http.HttpRequest], http.HttpResponse]
    ) -> None:
        self.get_response = get_response

    def __call__(self, request: http.HttpRequest) -> http.HttpResponse:
        return self.get_response(request)

    def process_view(self, request: http.HttpRequest, *view: Any) -> None:
        if "\x00" in request.path and not request.path.startswith(self.NUL_ANSWERED_BY):
            raise http.Http404


class RedirectMiddleware(redirects.RedirectMiddleware):
    """Wagtail's redirects, but for a 404 marked `_is_final`: what a page says it does not know."""

    def process_response(
        self, request: http.HttpRequest, response: http.HttpResponseBase
    ) -> http.HttpResponseBase:
        if getattr(response, "_is_final", False):
            return response
        found: http.HttpResponseBase = super().process_response(request, response)
        return found


class AdminPolicyMiddleware:
    """Wagtail's editor needs inline styles and scripts; only /admin/ gets them."""

    EXTRA = {
        "script-src": [SELF, UNSAFE_INLINE, UNSAFE_EVAL],
        "style-src": [SELF, UNSAFE_INLINE],
        "img-src": [SELF, "data:", "blob:"],
    }

    def __init__(
        self, get_response: Callable[[http.HttpRequest], http.HttpResponse]
    ) -> None:
        self.get_response = get_response

    def __call__(self, request: http.HttpRequest) -> http.HttpResponse:
        response = self.get_response(request)
        if request.path.startswith("/admin/"):
            response._csp_replace = self.EXTRA  # type: ignore[attr-defined]
        return response
