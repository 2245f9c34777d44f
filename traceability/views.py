"""The page a scan opens: one request, no JavaScript, no cookie."""

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from csp.constants import SELF

from core.http import HttpRequest, cookieless_form
from core.models import Picture
from vietnam import check_characters, places

from . import counting, guessing, verdict
from .forms import FakeReportForm, ThanksForm
from .models import Event, EventPhoto, Label, Lot, Mark

SEEN = EventPhoto.objects.filter(event=OuterRef("pk"), picture__isnull=False)
THUMB = "fill-160x120|format-webp|webpquality-30"


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
    """The verdict first. An unknown code is counted and noted like any other (decision 0071)."""
    if guessing.has_to_wait(request):
        return too_many(request)
    finding = verdict.look_up(code)
    if finding.verdict != verdict.Verdict.MISTYPED:
        counting.count(finding.code)
    guessing.note(request, times=0 if finding.label else 1)
    return answer(request, finding, status=200 if finding.label else 404)


@never_cache
@require_GET
def record(request: HttpRequest, code: str) -> HttpResponse:
    """The whole record of a lot that is no longer sold; a second look, not a second scan."""
    if guessing.has_to_wait(request):
        return too_many(request)
    finding = verdict.look_up(code)
    if finding.label is None:
        raise Http404
    return answer(request, finding, whole=True)


def answer(
    request: HttpRequest,
    finding: verdict.Finding,
    *,
    whole: bool = False,
    status: int = 200,
) -> HttpResponse:
    label = finding.label
    whole = bool(label) and (whole or not finding.is_short)
    context: dict[str, Any] = {
        "finding": finding,
        "code": finding.code,
        "now": timezone.now(),
        "style": style(),
        "lot": label.lot if label else None,
        "producer": label.lot.maker if label else None,
        "whole": whole,
        **(_story(label.lot) if label and whole else {}),
    }
    html = render_to_string("traceability/scan.html", context, request)
    response = HttpResponse(html, status=status)
    # Asking for redirects would take a time of its own, which an unknown code shall not.
    response._is_final = True  # type: ignore[attr-defined]
    response._csp_update = {"style-src": [SELF, style_source()]}  # type: ignore[attr-defined]
    return response


def too_many(request: HttpRequest) -> HttpResponse:
    return render(request, "traceability/wait.html", status=429)


def _story(lot: Lot) -> dict[str, object]:
    """The ten fields of Circular 02/2024/TT-BKHCN, and the journey."""
    product = lot.product
    return {
        "product": product,
        "events": list(Event.objects.telling_of(lot).annotate(has_photo=Exists(SEEN))),
        "certificate": product and product.certificate_on(timezone.localdate()),
        "certificates": product and Mark.objects.valid_on(lot.produced_on).of(product),
        "thumbnail": thumbnail(product.photo if product else None),
        "provinces": places.provinces(),
    }


def label_of(code: str) -> Label:
    """A printed code as it was typed, or 404."""
    labels = Label.objects.select_related("lot__location__producer")
    return get_object_or_404(labels, code=check_characters.normalise(code))


@require_GET
def photos(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The photos of one step, loaded when somebody wants to see them."""
    label = label_of(code)
    event = get_object_or_404(Event.objects.telling_of(label.lot), pk=pk)
    found = EventPhoto.objects.filter(event=event, picture__isnull=False)
    context = {
        "label": label,
        "event": event,
        "photos": found.select_related("picture"),
    }
    return render(request, "traceability/photos.html", context)


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


@cookieless_form
def thank(request: HttpRequest, code: str) -> HttpResponse:
    """Counted thanks, perhaps with a sentence; a few from one place in ten minutes are enough."""
    label, form = label_of(code), ThanksForm(request.POST or None)
    thanked = request.method == "POST" and form.is_valid()
    if thanked and not guessing.has_to_wait(request, "cam-on", most=5):
        guessing.note(request, "cam-on")
        form.instance.lot = label.lot
        form.save()
    context = {"form": form, "label": label, "thanked": thanked}
    status = 422 if form.is_bound and not thanked else 200
    return render(request, "traceability/thank.html", context, status=status)


@require_POST
@cookieless_form
def tell_province(request: HttpRequest, code: str) -> HttpResponse:
    """Where the visitor is, if he wants to say so: only the province, and not who."""
    label, chosen = label_of(code), request.POST.get("tinh", "")
    known = {province.code for province in places.provinces()}
    if chosen in known and not guessing.has_to_wait(request, "tinh", most=5):
        guessing.note(request, "tinh")
        counting.count(label.code, chosen)
    return render(request, "traceability/told.html", {"label": label})
