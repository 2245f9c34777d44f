"""Deeds of an editor on one row: buttons on the details page of a `Ledger`, each a POST."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wagtail.permissions import policy_registry

from .admin import Ledger, Register
from .listings import DetailsView


@dataclass(frozen=True)
class Deed:
    """A verb of a model: who may see the row may do it, while `when` says so.

    `do` gets the row and `by=`, `note=` where `asks` says what to type, and what `form` asks for; a
    ValueError it raises is shown to the editor.
    """

    name: str
    label: str | Promise
    do: Callable[..., Any]
    when: Callable[[Any], bool]
    done: str | Promise = _("Đã ghi lại.")
    asks: str | Promise = ""
    form: type[forms.Form] = forms.Form

    def asked(self) -> forms.Form:
        """The empty form; ids carry the deed's name, as several stand on one page."""
        return self.form(auto_id=f"{self.name}-%s")


class DeedsView(DetailsView):
    """The details of a row with what can be done about it below them."""

    template_name = "admin/inspect_with_deeds.html"
    deeds: Sequence[Deed] = ()
    deed_url_name = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        doable = [deed for deed in self.deeds if deed.when(self.object)]
        urls = [
            (deed, reverse(self.deed_url_name, args=[self.object.pk, deed.name]))
            for deed in doable
        ]
        return {**super().get_context_data(**kwargs), "deeds": urls}


class WithDeeds(Register):
    """A register whose rows have verbs; `deeds` names them, `doer` the permission they ask for."""

    deeds: tuple[Deed, ...] = ()
    doer = "change"
    inspect_view_class = DeedsView

    def get_inspect_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_inspect_view_kwargs(**kwargs),
            "deeds": self.deeds,
            "deed_url_name": self.get_url_name("deed"),
        }

    def get_urlpatterns(self) -> list[Any]:
        route = f"<{self.pk_path_converter}:pk>/<slug:name>/"
        return [*super().get_urlpatterns(), path(f"lam/{route}", self.act, name="deed")]

    def act(self, request: HttpRequest, pk: Any, name: str) -> HttpResponse:
        """Do one deed, or say why not; GET changes nothing."""
        row = get_object_or_404(self.model, pk=pk)
        policy = policy_registry.get_by_type(self.model)
        if not policy.user_has_permission(request.user, self.doer):
            raise PermissionDenied
        deed = next((deed for deed in self.deeds if deed.name == name), None)
        if request.method == "POST" and deed and deed.when(row):
            _do(request, deed, row)
        return redirect(self.get_url_name("inspect"), pk)


class LedgerWithDeeds(WithDeeds, Ledger):
    """A read-only register with deeds: who may see a row may do them."""

    doer = "view"


def _do(request: HttpRequest, deed: Deed, row: Any) -> None:
    form = deed.form(request.POST)
    if not form.is_valid():
        for field, errors in form.errors.items():
            messages.error(request, f"{form.fields[field].label}: {errors[0]}")
        return
    try:
        typed = {"note": request.POST.get("note", "")} if deed.asks else {}
        deed.do(row, by=request.user, **typed, **form.cleaned_data)
    except ValueError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, str(deed.done))
