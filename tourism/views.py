"""Experiences: the list, one with its calendar, the booking, the ticket."""

import uuid
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from core.http import HttpRequest, cookieless_form
from payments.gateways import stripe as card

from . import booking as bookings
from .calendar import first_month, full_slots_of_day, month_of, slots_of_day
from .forms import GuestForm, PartyForm
from .json_ld import about_experience
from .models import (
    Availability,
    ExchangeRate,
    Experience,
    GroupPrice,
    Option,
    PayMethod,
    PricingPer,
    Unit,
)
from .party import CannotBook


def cards(experiences: QuerySet[Experience]) -> QuerySet[Experience]:
    return experiences.select_related("village", "host", "photo").prefetch_related(
        "options"
    )


@require_GET
def experience_list(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    found = cards(Experience.objects.live().with_card_facts(now))
    rows = sorted(found, key=lambda e: (e.next_at is None, e.next_at or now, e.pk))
    return render(request, "tourism/experience_list.html", {"experiences": rows})


def _experience(slug: str) -> Experience:
    found: Experience = get_object_or_404(
        Experience.objects.live()
        .select_related("village", "host__village", "host__photo", "photo", "venue")
        .prefetch_related(
            "steps",
            "faqs",
            "options__units",
            "options__policy__tiers",
            "options__group_prices",
        ),
        slug=slug,
    )
    return found


def _month(request: HttpRequest, experience: Experience, now: datetime) -> date:
    asked = request.GET.get("thang", "") or request.GET.get("ngay", "")[:7]
    try:
        first = datetime.strptime(asked, "%Y-%m").date()  # noqa: DTZ007
    except ValueError:
        return first_month(experience, now)
    years = timezone.localdate(now).year
    return first if years <= first.year <= years + 1 else first_month(experience, now)


def about_prices(units: list[Unit], now: datetime) -> list[dict[str, Any]]:
    """What the dearest ticket is about in other currencies, by the operator's rates; charged in đồng."""
    price = max((unit.price for unit in units), default=0)
    rates = ExchangeRate.objects.in_force(timezone.localdate(now))
    return [{"rate": rate, "about": rate.about(price)} for rate in rates if price]


def _day(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("ngay", ""))
    except ValueError:
        return None


@require_GET
def experience(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    found = _experience(slug)
    day = _day(request)
    option = found.options.all()[0]
    units = list(option.units.all())
    context: dict[str, Any] = {
        "experience": found,
        "option": option,
        "units": units,
        "month": month_of(found, _month(request, found, now), now),
        "day": day,
        "slots": slots_of_day(found, day, now) if day else [],
        "full": full_slots_of_day(found, day, now) if day else [],
        "group_prices": _group_prices(option),
        "about": about_prices(units, now) if get_language() != "vi" else [],
    }
    context["json_ld"] = about_experience(
        found,
        context["units"],
        has_places=Availability.objects.bookable(now).filter(option=option).exists(),
    )
    template = "tourism/experience.html"
    if request.htmx and not request.htmx.history_restore_request:
        template += "#calendar"
    response = render(request, template, context)
    response["Vary"] = "HX-Request"
    return response


def methods_for(slot: Availability, total: int) -> list[PayMethod]:
    methods = [PayMethod.CASH]
    if slot.option.experience.host.takes_transfers:
        methods.append(PayMethod.VIETQR)
    if card.is_offered(total):
        methods.append(PayMethod.CARD)
    return methods


def slot_of(slug: str, pk: int) -> Availability:
    """A slot of an experience that is on sale; a house that was suspended takes nobody new."""
    return get_object_or_404(
        Availability.objects.select_related(
            "option__experience__host",
            "option__experience__village",
            "option__policy",
        ).prefetch_related("option__policy__tiers"),
        pk=pk,
        option__experience__slug=slug,
        option__experience__in=Experience.objects.live(),
        is_private=False,
    )


def _group_prices(option: Option) -> list[GroupPrice]:
    """What a whole party pays; empty where every guest pays."""
    if option.pricing_per == PricingPer.UNIT:
        return []
    return list(option.group_prices.all())


@never_cache
@cookieless_form
def book(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One page: how many, who, how to pay; the button takes the places."""
    slot = slot_of(slug, pk)
    units = list(slot.option.units.all())
    methods = methods_for(slot, sum(unit.price for unit in units))
    posted = request.POST if request.method == "POST" else None
    party = PartyForm(units, posted, initial=_start(request, units))
    guest = GuestForm(methods, posted, questions=slot.option.questions.all())
    context = {
        "slot": slot,
        "experience": slot.option.experience,
        "party": party,
        "guest": guest,
        "group_prices": _group_prices(slot.option),
    }
    if posted is not None and all([party.is_valid(), guest.is_valid()]):
        try:
            booking = bookings.hold(
                slot,
                party.party,
                guest.guest(),
                PayMethod(guest.cleaned_data["pay"]),
                uuid=key_of(posted.get("khoa", "")),
            )
            return redirect(booking)
        except CannotBook as error:
            context["problem"] = str(error)
    context["key"] = key_of(posted.get("khoa", "") if posted else "")
    return render(
        request, "tourism/book.html", context, status=422 if posted is not None else 200
    )


def _start(request: HttpRequest, units: list[Any]) -> dict[str, str]:
    asked = {unit.unit_type: request.GET.get(unit.unit_type, "") for unit in units}
    return asked if any(asked.values()) else {"ADULT": "2"}


def key_of(typed: str) -> uuid.UUID:
    """The form's own key; one that is not a key is replaced."""
    try:
        return uuid.UUID(typed)
    except ValueError:
        return uuid.uuid4()
