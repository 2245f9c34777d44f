"""GS1 Digital Link: a person gets the page, a machine the linkset (GS1-Conformant Resolver 1.1, RFC 9264).

Own codes answer in the same way at their own address. What was printed once answers for ever.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.http import HttpRequest
from vietnam import check_characters

from .models import Label, Location, Lot

VOC = "https://ref.gs1.org/voc/"
LINKSET = "application/linkset+json"


@dataclass(frozen=True)
class Link:
    kind: str
    path: str
    title: str
    media: str = "text/html"

    def as_json(self) -> dict[str, Any]:
        href = f"{settings.WAGTAILADMIN_BASE_URL}{self.path}"
        return {
            "href": href,
            "title": self.title,
            "type": self.media,
            "hreflang": ["vi"],
        }


def links_of_lot(lot: Lot, label: Label | None = None) -> list[Link]:
    """What there is to know of a lot; the first link is the default."""
    page = reverse("traceability:lot", args=[lot.code])
    seen = label.get_absolute_url() if label else page
    links = [
        Link("pip", seen, lot.what),
        Link("traceability", page, _("Chuỗi giá trị")),
        Link(
            "epcis",
            reverse("trace_machine:export", args=[lot.code]),
            "EPCIS 2.0",
            "application/ld+json",
        ),
    ]
    if lot.recalled_at:
        links.append(Link("recallStatus", seen, _("Lô này đã bị thu hồi")))
    return links


def wants_linkset(request: HttpRequest) -> bool:
    asked = request.GET.get("linkType", "")
    return asked in ("all", "linkset") or LINKSET in request.headers.get("Accept", "")


def answer(request: HttpRequest, anchor: str, links: list[Link]) -> HttpResponse:
    """The linkset, the link of the kind asked for, or the default."""
    if wants_linkset(request):
        return linkset(anchor, links)
    asked = request.GET.get("linkType", "").removeprefix("gs1:").removeprefix(VOC)
    fitting = [link for link in links if link.kind == asked] if asked else links
    if not fitting:
        raise Http404
    response = HttpResponseRedirect(fitting[0].path)
    response.status_code = 307
    response["Link"] = f'<{anchor}?linkType=all>; rel="linkset"; type="{LINKSET}"'
    response["Vary"] = "Accept"
    return response


def linkset(anchor: str, links: list[Link]) -> JsonResponse:
    told: dict[str, Any] = {"anchor": anchor}
    told[f"{VOC}defaultLink"] = [links[0].as_json()]
    for link in links:
        told.setdefault(VOC + link.kind, []).append(link.as_json())
    response = JsonResponse({"linkset": [told]}, content_type=LINKSET)
    response["Access-Control-Allow-Origin"] = "*"
    response["Vary"] = "Accept"
    return response


def _anchor(request: HttpRequest) -> str:
    return f"{settings.WAGTAILADMIN_BASE_URL}{request.path}"


@require_GET
def digital_link(
    request: HttpRequest, gtin: str, lot: str = "", serial: str = ""
) -> HttpResponse:
    """`/01/<gtin>`, with `/10/<lot>` and `/21/<serial>` where they are known."""
    if not check_characters.gtin_is_valid(gtin):
        return HttpResponse(
            _("Mã vạch có số gõ nhầm: số cuối là số kiểm tra và không khớp."),
            status=400,
            content_type="text/plain; charset=utf-8",
        )
    lots = Lot.objects.select_related("variant__product", "location__producer")
    lots = lots.filter(gtin__in=_spellings(gtin))
    if serial:
        code = check_characters.normalise(serial)
        label = get_object_or_404(
            Label.objects.select_related("lot"), code=code, lot__in=lots
        )
        return answer(request, _anchor(request), links_of_lot(label.lot, label))
    found = lots.filter(code=lot.upper()).first() if lot else lots.first()
    if found is None:
        raise Http404
    links = links_of_lot(found)
    if not lot and found.product:
        links[0] = Link("pip", found.product.get_absolute_url(), found.what)
    return answer(request, _anchor(request), links)


def _spellings(gtin: str) -> list[str]:
    """The same GTIN with and without its zeros (GS1 General Specifications 3.3.2)."""
    bare = gtin.lstrip("0")
    return [bare.zfill(length) for length in (8, 12, 13, 14)]


@require_GET
def place(request: HttpRequest, gln: str) -> HttpResponse:
    found = get_object_or_404(Location, gln=gln)
    return HttpResponseRedirect(reverse("traceability:place", args=[found.code]))


@require_GET
def description(request: HttpRequest) -> JsonResponse:
    """`/.well-known/gs1resolver` (GS1-Conformant Resolver 1.1, section 8)."""
    return JsonResponse(
        {
            "name": settings.WAGTAIL_SITE_NAME,
            "resolverRoot": settings.WAGTAILADMIN_BASE_URL,
            "supportedPrimaryKeys": ["01", "414"],
            "linkTypeDefaultCanBeLinkset": False,
            "supportedLinkTypes": [
                {
                    "namespace": VOC,
                    "prefix": "gs1",
                    "profile": "https://www.gs1.org/voc/?show=linktypes",
                }
            ],
        }
    )
