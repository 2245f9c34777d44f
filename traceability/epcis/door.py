"""Who may come in and how: keys, versions, media types, sizes; every answer carries GS1's headers."""

from collections.abc import Callable, Mapping
from typing import Any, Concatenate, ParamSpec

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt

from traceability import documents
from traceability.models import Partner, PartnerKey
from traceability.models.partners import digest_of

from .problems import Problem
from .reading import MOST_BYTES, MOST_EVENTS

P = ParamSpec("P")
Answer = Callable[Concatenate[HttpRequest, Partner, P], HttpResponse]
VERSION = "2.0.0"
JSON = ("application/json", "application/ld+json", "application/*", "*/*")
LONGEST_QUERY = 8000


def _describe(response: HttpResponse) -> HttpResponse:
    for name in ("EPCIS", "CBV"):
        response[f"GS1-{name}-Version"] = VERSION
        response[f"GS1-{name}-Min"] = VERSION
        response[f"GS1-{name}-Max"] = VERSION
    response["GS1-EPC-Format"] = "Always_GS1_Digital_Link"
    response["GS1-EPCIS-Capture-Limit"] = str(MOST_EVENTS)
    response["GS1-EPCIS-Capture-File-Size-Limit"] = str(MOST_BYTES)
    response["GS1-Extensions"] = f"langnghe={documents.namespace()}"
    response["Cache-Control"] = "no-store"
    return response


def endpoint(**methods: Answer[P]) -> Any:
    """One resource: OPTIONS tells what it can, the rest needs a partner's key, errors are problems."""

    @csrf_exempt
    def view(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        allow = ", ".join(["OPTIONS", *methods])
        if request.method == "OPTIONS":
            response = HttpResponse(status=204)
        else:
            response = _answered(methods, request, *args, **kwargs)
        response["Allow"] = allow
        return _describe(response)

    return view


def _answered(
    methods: Mapping[str, Any], request: HttpRequest, *args: Any, **kwargs: Any
) -> HttpResponse:
    try:
        with override("en"):
            partner = partner_of(request)
            deed = methods.get(request.method or "")
            if deed is None:
                raise Problem(405)
            _check_request(request)
            answer: HttpResponse = deed(request, partner, *args, **kwargs)
            return answer
    except Problem as problem:
        return problem.answer()


def partner_of(request: HttpRequest) -> Partner:
    scheme, _space, key = request.headers.get("Authorization", "").partition(" ")
    keys = PartnerKey.objects.valid().select_related("partner")
    found = keys.filter(digest=digest_of(key.strip())).first()
    if scheme.lower() != "bearer" or found is None:
        raise Problem(401)
    return found.partner


def _check_request(request: HttpRequest) -> None:
    wanted = [
        part.partition(";")[0].strip()
        for part in request.headers.get("Accept", "*/*").split(",")
    ]
    if not set(wanted) & set(JSON):
        raise Problem(406)
    for name in ("EPCIS", "CBV"):
        for bound in ("Min", "Version"):
            if not request.headers.get(f"GS1-{name}-{bound}", VERSION).startswith("2."):
                raise Problem(406, f"GS1-{name}-{bound}: only {VERSION} is spoken here")
    if len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY:
        raise Problem(414)


def body_of(request: HttpRequest) -> bytes:
    if request.content_type not in ("application/json", "application/ld+json"):
        raise Problem(415)
    try:
        body = request.body
    except (RequestDataTooBig, UnreadablePostError) as error:
        raise Problem(413, f"At most {MOST_BYTES} bytes") from error
    if len(body) > MOST_BYTES:
        raise Problem(413, f"At most {MOST_BYTES} bytes")
    return body
