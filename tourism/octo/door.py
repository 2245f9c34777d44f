"""The door of the interface: who asks, with which capabilities, in which language; and how it is answered."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import Any, Concatenate, ParamSpec

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

from pydantic import BaseModel, ValidationError

from tourism.models.reseller import Reseller, ResellerKey, hashed

from .errors import OctoError, bad_request, forbidden, unauthorized

log = logging.getLogger(__name__)
P = ParamSpec("P")
CAPABILITIES = ("octo/pricing", "octo/content")
LANGUAGES = ("vi", "en")


@dataclass(frozen=True)
class Ask:
    """One request: who, in which mode, and what is to be told."""

    key: ResellerKey
    capabilities: tuple[str, ...]
    language: str
    query: dict[str, str] = field(default_factory=dict)
    body: Any = None

    @property
    def reseller(self) -> Reseller:
        return self.key.reseller

    @cached_property
    def commission(self) -> int:
        return self.reseller.commission_on(timezone.localdate())

    @property
    def prices(self) -> bool:
        return "octo/pricing" in self.capabilities

    @property
    def content(self) -> bool:
        return "octo/content" in self.capabilities


Verb = Callable[Concatenate[Ask, P], Any]


def endpoint(verb: Verb[P], *, body: type[BaseModel] | None = None) -> Any:
    """A view that answers in JSON with what `verb` returns, or with OCTO's error."""

    @csrf_exempt
    @wraps(verb)
    def view(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        wanted = capabilities_of(request)
        language = translation.get_language_from_request(request)
        with translation.override(language):
            try:
                ask = Ask(
                    key_of(request),
                    wanted,
                    language,
                    query_of(request),
                    read(request, body) if body else None,
                )
                answer, status = verb(ask, *args, **kwargs), 200
            except OctoError as error:
                answer, status = error.body, 400
        return respond(answer, status, wanted, language)

    return view


def by_method(**views: Any) -> Any:
    """One address, several verbs by HTTP method."""

    @csrf_exempt
    def view(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        found = views.get(request.method or "")
        if found is None:
            answer = respond(bad_request("Method not allowed").body, 405, (), "en")
            answer["Allow"] = ", ".join(views)
            return answer
        response: HttpResponse = found(request, **kwargs)
        return response

    return view


def respond(
    answer: Any, status: int, capabilities: tuple[str, ...], language: str
) -> HttpResponse:
    response = JsonResponse(
        answer,
        status=status,
        safe=False,
        json_dumps_params={"ensure_ascii": False},
    )
    response["Octo-Capabilities"] = ", ".join(capabilities)
    response["Content-Language"] = language
    response["Available-Languages"] = ", ".join(LANGUAGES)
    response["Cache-Control"] = "no-store"
    patch_vary_headers(
        response, ["Authorization", "Accept-Language", "Octo-Capabilities"]
    )
    return response


def capabilities_of(request: HttpRequest) -> tuple[str, ...]:
    """Those we know of those asked for; the answer names them, so nobody waits for another."""
    asked = request.headers.get("Octo-Capabilities", "")
    names = {name.strip() for name in asked.split(",")}
    return tuple(name for name in CAPABILITIES if name in names)


def key_of(request: HttpRequest) -> ResellerKey:
    scheme, _space, raw = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not raw.strip():
        raise unauthorized()
    now = timezone.now()
    keys = ResellerKey.objects.working(now).select_related("reseller")
    key = keys.filter(digest=hashed(raw.strip())).first()
    if key is None:
        raise forbidden()
    today = timezone.localdate(now)
    if key.used_on != today:
        ResellerKey.objects.filter(pk=key.pk).update(used_on=today)
    return key


def query_of(request: HttpRequest) -> dict[str, str]:
    query = {name: str(request.GET[name]) for name in request.GET}
    if any("\x00" in value for value in query.values()):
        raise bad_request("A query parameter holds a character that is no text.")
    return query


def read(request: HttpRequest, body: type[BaseModel]) -> BaseModel:
    """The body as `body` describes it; numbers and texts are taken as they are, never guessed."""
    try:
        data = json.loads(request.body or b"{}")
        printable = json.dumps(data, ensure_ascii=False)
        printable.encode()
    except (ValueError, RecursionError, RequestDataTooBig) as error:
        raise bad_request("The body is not JSON that can be read.") from error
    if "\\u0000" in printable:
        raise bad_request("The body holds a character that is no text.")
    try:
        return body.model_validate(data)
    except ValidationError as error:
        raise _fault(error, body) from error


def _fault(error: ValidationError, body: type[BaseModel]) -> OctoError:
    """The first thing wrong; the shape may say that it is another error than BAD_REQUEST."""
    first = error.errors()[0]
    place = ".".join(str(step) for step in first["loc"])
    special: dict[str, Any] = getattr(body, "octo_errors", {})
    make = special.get(place.split(".")[0], bad_request)
    fault: OctoError = make(f"{place or 'body'}: {first['msg']}")
    return fault
