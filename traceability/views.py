"""The page a scan opens: one request, no JavaScript, no cookie."""

import base64
import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from csp.constants import SELF

from core.http import HttpRequest, cookieless_form
from core.models import Picture
from vietnam import check_characters

from . import verdict
from .forms import FakeReportForm
from .models import Lot

THUMB = "fill-200x150|format-webp|webpquality-45"


@cache
def style() -> SafeString:
    """The page's whole style sheet, put into the page itself."""
    path = Path(settings.SITE) / "static" / "css" / "scan.css"
    lines = (line.strip() for line in path.read_text().splitlines())
    return SafeString("".join(line for line in lines if not line.startswith("/*")))


@cache
def style_source() -> str:
    digest = hashlib.sha256(style().encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def thumbnail(picture: Picture | None) -> str:
    """The product's picture as a data URI, so that the page stays one request; "" without one."""
    if picture is None:
        return ""
    rendition = picture.get_rendition(THUMB)
    with rendition.file.open("rb") as file:
        return "data:image/webp;base64," + base64.b64encode(file.read()).decode()


@never_cache
@require_GET
def scan(request: HttpRequest, code: str) -> HttpResponse:
    finding = verdict.look_up(code)
    if finding.label is None:
        return _answer(request, finding, code, status=404)
    verdict.count(finding.label)
    return _answer(request, finding, code)


def _answer(
    request: HttpRequest, finding: verdict.Finding, code: str, status: int = 200
) -> HttpResponse:
    lot = finding.label.lot if finding.label else None
    context = {
        "finding": finding,
        "code": check_characters.normalise(code),
        "now": timezone.now(),
        "style": style(),
        **(_story(lot) if lot else {}),
    }
    html = render_to_string("traceability/scan.html", context, request)
    response = HttpResponse(html, status=status)
    response._csp_update = {"style-src": [SELF, style_source()]}  # type: ignore[attr-defined]
    return response


def _story(lot: Lot) -> dict[str, object]:
    """The ten fields of Circular 02/2024/TT-BKHCN, and the journey."""
    certificate = lot.product.certificate_on(timezone.localdate())
    return {
        "lot": lot,
        "product": lot.product,
        "producer": lot.product.producer,
        "events": list(lot.events.all()),
        "certificate": certificate,
        "thumbnail": thumbnail(lot.product.photo),
    }


@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """The box “nhập mã”: leads to the page of a typed code."""
    code = check_characters.normalise(request.GET.get("ma", ""))[:64]
    if not code.isalnum():
        return render(
            request, "traceability/find.html", {"typed": request.GET.get("ma", "")}
        )
    return redirect("traceability:scan", code=code)


@cookieless_form
def report_fake(request: HttpRequest, code: str) -> HttpResponse:
    form = FakeReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.instance.code = check_characters.normalise(code)[:64]
        form.save()
        return render(request, "traceability/reported.html", {"code": code})
    status = 422 if form.is_bound else 200
    context = {"form": form, "code": code, "title": _("Báo hàng giả")}
    return render(request, "traceability/report_fake.html", context, status=status)
