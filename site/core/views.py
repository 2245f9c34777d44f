"""Plumbing that knows no domain."""

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET

from .structured import absolute

LARGE_TEXT = "chu_to"


@never_cache
@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_GET
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


PRIVATE = "admin don-hang gio-hang thanh-toan ve kenh-ban tai-khoan octo en/order en/basket en/checkout en/ticket en/seller"


@require_GET
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        *(f"Disallow: /{folder}/" for folder in PRIVATE.split()),
        f"Sitemap: {absolute('/sitemap.xml')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@cache_control(max_age=3600)
@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    """Served from the root, because a worker rules only what lies below its address."""
    script = (settings.SITE / "static" / "js" / "sw.js").read_text()
    return HttpResponse(script, content_type="text/javascript")


@require_GET
def large_text(request: HttpRequest) -> HttpResponse:
    """Switch “chữ to” on or off: one cookie, set because it was asked for."""
    back = request.GET.get("ve", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    if request.COOKIES.get(LARGE_TEXT):
        response.delete_cookie(LARGE_TEXT)
    else:
        response.set_cookie(LARGE_TEXT, "1", max_age=365 * 24 * 3600, samesite="Lax")
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)
