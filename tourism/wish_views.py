"""Waiting for a place, asking for a day of one's own, a round of villages in one go."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from core.http import HttpRequest, cookieless_form

from . import groups, waiting
from .forms import GroupForm, GuestForm, PartyForm
from .models import Experience, GroupRequest, PayMethod, Trip, WaitlistEntry
from .party import CannotBook
from .views import methods_for, slot_of


@never_cache
@cookieless_form
def wait(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Stand in the queue of a full slot."""
    slot = slot_of(slug, pk)
    units = list(slot.option.units.all())
    posted = request.POST if request.method == "POST" else None
    party = PartyForm(units, posted, initial={"ADULT": "2"})
    guest = GuestForm(methods_for(slot, sum(u.price for u in units)), posted)
    context = {
        "slot": slot,
        "experience": slot.option.experience,
        "party": party,
        "guest": guest,
    }
    if posted is not None and all([party.is_valid(), guest.is_valid()]):
        try:
            method = PayMethod(guest.cleaned_data["pay"])
            entry = waiting.join(slot, party.party, guest.guest(), method)
            return redirect("tourism:waiting", token=entry.token)
        except CannotBook as error:
            context["problem"] = str(error)
    return render(
        request, "tourism/wait.html", context, status=422 if posted is not None else 200
    )


@never_cache
@cookieless_form
def waiting_page(request: HttpRequest, token: str) -> HttpResponse:
    """Where one stands, and the way out of the queue."""
    entry = get_object_or_404(
        WaitlistEntry.objects.select_related("slot__option__experience", "booking"),
        token=token,
    )
    if entry.booking:
        return redirect(entry.booking)
    if request.method == "POST":
        waiting.leave(entry)
        messages.success(request, _("Bạn không còn chờ buổi này nữa."))
        return redirect("tourism:waiting", token=token)
    before = WaitlistEntry.objects.filter(
        slot=entry.slot, booking=None, left_at=None, pk__lt=entry.pk
    ).count()
    return render(
        request, "tourism/waiting.html", {"entry": entry, "place": before + 1}
    )


@never_cache
@cookieless_form
def group(request: HttpRequest, slug: str) -> HttpResponse:
    """A group asks for a slot of its own."""
    found = get_object_or_404(Experience.objects.live(), slug=slug)
    posted = request.POST if request.method == "POST" else None
    form = GroupForm(posted)
    if posted is not None and form.is_valid():
        data = form.cleaned_data
        groups.ask(
            GroupRequest(
                experience=found,
                wished_on=data["day"],
                people=data["people"],
                name=data["name"],
                phone=data["phone"],
                email=data["email"],
                message=data["message"],
                language=get_language() or "vi",
            )
        )
        messages.success(
            request,
            _("Đã gửi. Người đón khách trả lời bạn qua điện thoại hoặc thư điện tử."),
        )
        return redirect(found)
    return render(
        request,
        "tourism/group.html",
        {"experience": found, "form": form},
        status=422 if posted is not None else 200,
    )


@never_cache
@require_GET
def trip(request: HttpRequest, token: str) -> HttpResponse:
    """All stops of a trip, each with its own ticket."""
    found = get_object_or_404(Trip, token=token)
    rows = found.bookings.select_related("slot__option__experience__host")
    return render(
        request,
        "tourism/trip.html",
        {"trip": found, "bookings": list(rows.order_by("slot__starts_at"))},
    )
