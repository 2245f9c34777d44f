"""A round of villages: a day, an hour at each stop, one form for all of them."""

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from core.http import HttpRequest, cookieless_form

from . import trips
from .booking import Guest
from .calendar import slots_of_day
from .forms import TripForm
from .models import Availability, Experience
from .party import CannotBook
from .views import key_of

MOST_STOPS = 6


@never_cache
@cookieless_form
def plan(request: HttpRequest) -> HttpResponse:
    stops = _stops(request.GET.getlist("chang"))
    now = timezone.now()
    day = _day(request.GET.get("ngay", ""))
    posted = request.POST if request.method == "POST" else None
    form = TripForm(posted)
    context: dict[str, Any] = {
        "stops": [{"experience": e, "slots": slots_of_day(e, day, now)} for e in stops],
        "day": day,
        "form": form,
        "key": key_of(posted.get("khoa", "") if posted else ""),
        "chosen": _numbers(posted.getlist("buoi")) if posted else [],
    }
    if posted is not None and form.is_valid():
        try:
            return redirect(_book(stops, context, form))
        except CannotBook as error:
            context["problem"] = str(error)
    return render(
        request, "tourism/plan.html", context, status=422 if posted is not None else 200
    )


def _stops(slugs: list[str]) -> list[Experience]:
    """In the order they were asked for."""
    found = {e.slug: e for e in Experience.objects.live().filter(slug__in=slugs)}
    stops = [found[slug] for slug in dict.fromkeys(slugs) if slug in found]
    if not stops:
        raise Http404
    return stops[:MOST_STOPS]


def _day(text: str) -> date:
    tomorrow = timezone.localdate() + timedelta(days=1)
    try:
        return max(date.fromisoformat(text), tomorrow)
    except ValueError:
        return tomorrow


def _numbers(texts: list[str]) -> list[int]:
    return [int(text) for text in texts if text.isdecimal() and len(text) < 19]


def _book(stops: list[Experience], context: dict[str, Any], form: TripForm) -> Any:
    slots = list(
        Availability.objects.public()
        .filter(pk__in=context["chosen"], option__experience__in=stops)
        .select_related("option__experience")
        .prefetch_related("option__units")
    )
    data = form.cleaned_data
    people = {"ADULT": data["adults"], "CHILD": data["children"] or 0}
    guest = Guest(data["name"], data["phone"], data["email"], "")
    name = " – ".join(slot.option.experience.name for slot in slots)[:160]
    return trips.book(name, trips.legs_for(slots, people), guest, uuid=context["key"])
