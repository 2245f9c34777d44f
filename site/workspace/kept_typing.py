"""What was typed is kept while a person signs in again, or goes back with something still wrong."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, QueryDict

from core.http import HttpRequest

P = ParamSpec("P")
SHELF = "kept_typing"
MOST_FORMS = 10
MOST_LETTERS = 30_000


def keep(request: HttpRequest) -> None:
    """Put the form of this address aside, in the visitor's own session; the last ten are kept."""
    typed = request.POST.copy()
    typed.pop("csrfmiddlewaretoken", None)
    kept = request.session.get(SHELF, {})
    kept.pop(request.path, None)
    rest = dict(list(kept.items())[1 - MOST_FORMS :])
    request.session[SHELF] = {**rest, request.path: typed.urlencode()[:MOST_LETTERS]}


def take(request: HttpRequest) -> QueryDict | None:
    """What was put aside for this address, once."""
    kept = request.session.get(SHELF, {})
    if request.path not in kept:
        return None
    typed = kept.pop(request.path)
    request.session[SHELF] = kept
    return QueryDict(typed)


def typing_kept(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A form sent after the session ended comes back filled in, once its writer has signed in."""

    @wraps(view)
    def found(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method == "POST" and not request.user.is_authenticated:
            keep(request)
            return redirect_to_login(request.path)
        return view(request, *args, **kwargs)

    return found  # type: ignore[return-value]


def typed_on(request: HttpRequest) -> Any:
    """What the form of this page is bound to: what was sent now, what was kept, or nothing."""
    return request.POST if request.method == "POST" else take(request)
