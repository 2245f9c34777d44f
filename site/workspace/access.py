"""Who acts for which producer; everything in the workspace is found through this.

What each may do (docs/producers.md shows it to makers):

                                             owner  staff  helper
  orders, stock, lots, guests, tickets        yes    yes    yes, marked “làm thay”
  statements, taxes, sales book               yes    no     yes, marked “làm thay”
  members, application, papers, bank account  yes    no     no
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial, wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from core.http import HttpRequest
from producers.models import Membership, Producer, Role

from . import helping, sent_once
from .kept_pages import may_be_kept

P = ParamSpec("P")
MakerView = Callable[Concatenate[HttpRequest, Producer, P], HttpResponse]
FoundView = Callable[Concatenate[HttpRequest, P], HttpResponse]
CHOSEN = "gian_hang"
HELP = "producers.help_producer"


@dataclass
class Acting:
    """For whom the person signed in acts, and as what; `undo` is set by what can be taken back."""

    producer: Producer
    role: str
    shops: int = 1
    undo: str = ""
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def helps(self) -> bool:
        return self.role == Role.HELPER

    @property
    def owns(self) -> bool:
        return self.role == Role.OWNER

    @property
    def keeps_books(self) -> bool:
        return self.role in BOOKS


ALL = frozenset(Role)
BOOKS = frozenset({Role.OWNER, Role.HELPER})
OWNER = frozenset({Role.OWNER})


def acting_of(request: HttpRequest) -> Acting | None:
    """The shop chosen before, or the only one; asked anew each time, as a member may be removed meanwhile."""
    chosen = request.session.get(CHOSEN)
    rows = list(
        Membership.objects.filter(user=request.user)
        .select_related("producer__village")
        .order_by("pk")
    )
    if chosen is None and rows:
        if len(rows) > 1:
            request.session[CHOSEN] = rows[0].producer_id
        return Acting(rows[0].producer, rows[0].role, len(rows))
    for row in rows:
        if row.producer_id == chosen:
            return Acting(row.producer, row.role, len(rows))
    return _helping(request, chosen)


def _helping(request: HttpRequest, chosen: Any) -> Acting | None:
    """An officer in helper mode, while he has the permission."""
    if chosen is None or not request.user.has_perm(HELP):
        request.session.pop(CHOSEN, None)
        return None
    producer = Producer.objects.filter(pk=chosen).select_related("village").first()
    return Acting(producer, Role.HELPER) if producer else None


def _page_of(request: HttpRequest) -> str:
    """Where somebody goes on after signing in: this page, or the one whose button he pressed."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    before = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(before, {request.get_host()})
    return urlsplit(before).path if is_ours else reverse("workspace:today")


def _for(roles: frozenset[str], view: MakerView[P]) -> FoundView[P]:
    @wraps(view)
    def found(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(_page_of(request))
        acting = acting_of(request)
        if acting is None:
            return render(request, "workspace/no_producer.html", status=403)
        request.acting = acting  # type: ignore[attr-defined]
        if acting.role not in roles:
            context = {"producer": acting.producer}
            return render(request, "workspace/for_owner.html", context, status=403)
        deed = partial(view, request, acting.producer, *args, **kwargs)
        if request.method != "POST":
            return may_be_kept(request, acting.producer, deed())
        if acting.helps:
            deed = partial(helping.marked, request, acting, deed)
        return sent_once.answered(request, acting.producer, deed)

    return found  # type: ignore[return-value]


def for_maker(view: MakerView[P]) -> FoundView[P]:
    """Hand the view the producer of the person signed in; without one, say what to do."""
    return _for(ALL, view)


def for_books(view: MakerView[P]) -> FoundView[P]:
    """As `for_maker`, but not for staff: what was earned is the owner's affair."""
    return _for(BOOKS, view)


def for_owner(view: MakerView[P]) -> FoundView[P]:
    """As `for_maker`, for owners only."""
    return _for(OWNER, view)
