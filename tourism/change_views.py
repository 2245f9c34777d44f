"""A guest changes the day or the party, or cancels; whose session was called off finds another one."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from core.http import HttpRequest, cookieless_form

from . import changing
from .forms import PartyForm
from .models import Availability, Booking, BookingStatus, Experience
from .ticket_views import booking_of, done, is_called_off


def own_booking(token: str) -> Booking:
    """What the guest may change himself; who booked with a reseller changes it there."""
    booking = booking_of(token)
    if hasattr(booking, "resale"):
        raise Http404
    return booking


@never_cache
@require_GET
def change(request: HttpRequest, token: str) -> HttpResponse:
    """Everything that can be changed, with its money, before anything is done."""
    booking = own_booking(token)
    now = timezone.now()
    if is_called_off(booking):
        return _other_days(request, booking)
    if booking.status not in (*changing.OPEN, BookingStatus.ON_HOLD):
        return redirect(booking)
    may_move = changing.may_move(booking, now)
    here = changing.party_of(booking)
    wished = PartyForm(
        list(booking.slot.option.units.all()),
        request.GET if any(key.isupper() for key in request.GET) else None,
        initial={unit.unit_type: n for unit, n in here.items()},
    )
    context = {
        "booking": booking,
        "experience": booking.slot.option.experience,
        "money": changing.if_cancelled(booking, now),
        "days": changing.other_days(booking, now) if may_move else [],
        "may_resize": booking.status in changing.OPEN and bool(here),
        "wished": wished,
        "preview": _preview(booking, wished, now),
    }
    return render(request, "tourism/change.html", context)


def _other_days(request: HttpRequest, booking: Booking) -> HttpResponse:
    """Other days for the same party; the money of the first went back, so each is booked anew."""
    experience = booking.slot.option.experience
    is_live = Experience.objects.live().filter(pk=experience.pk).exists()
    party = {unit.unit_type: n for unit, n in changing.party_of(booking).items()}
    context = {
        "booking": booking,
        "experience": experience,
        "days": changing.other_days(booking, timezone.now())[:20] if is_live else [],
        "party": urlencode(party),
    }
    return render(request, "tourism/other_days.html", context)


def _preview(booking: Booking, wished: PartyForm, now: Any) -> changing.Money | None:
    if not wished.is_bound or not wished.is_valid():
        return None
    return changing.if_party(booking, wished.party, now)


@require_POST
@cookieless_form
def resize(request: HttpRequest, token: str) -> HttpResponse:
    booking = own_booking(token)
    form = PartyForm(list(booking.slot.option.units.all()), request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(e[0]) for e in form.errors.values()))
        return redirect("tourism:change", token=token)
    return done(
        request,
        booking,
        lambda: changing.resize(booking, form.party),
        _("Đã đổi số người. Vé mới ở bên dưới."),
    )


@require_POST
@cookieless_form
def move(request: HttpRequest, token: str) -> HttpResponse:
    booking = own_booking(token)
    asked = request.POST.get("buoi", "")
    to = (
        Availability.objects.filter(pk=asked, is_private=False).first()
        if asked.isdecimal() and len(asked) < 19
        else None
    )
    if to is None:
        messages.error(request, _("Hãy chọn một buổi."))
        return redirect("tourism:change", token=token)
    return done(
        request,
        booking,
        lambda: changing.move(booking, to),
        _("Đã đổi ngày. Vé mới ở bên dưới."),
    )


@require_POST
@cookieless_form
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    booking = own_booking(token)
    return done(
        request,
        booking,
        lambda: changing.cancel(booking, reason=_("Khách tự huỷ")),
        _("Đã huỷ chỗ của bạn."),
    )
