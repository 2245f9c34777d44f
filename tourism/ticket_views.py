"""The booking's own page: pay, show at the village, keep on the phone, change, cancel."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from core import outbox
from core.http import HttpRequest, cookieless_form
from payments import card_page
from payments.gateways import vietqr
from payments.gateways.stripe import Item
from payments.models import Method, Payment

from . import answering, changing, reconfirming, waiting
from . import booking as bookings
from .ical import invitation
from .models import (
    Booking,
    BookingStatus,
    IllegalMove,
    SlotStatus,
    UnitItem,
)
from .party import CannotBook
from .tickets import item_qr, ticket_qr


def booking_of(token: str) -> Booking:
    return get_object_or_404(
        Booking.objects.select_related(
            "slot__option__experience__host",
            "slot__option__experience__village",
            "proposed_slot",
        ),
        token=token,
    )


def is_called_off(booking: Booking) -> bool:
    """The whole session does not take place."""
    return (
        not booking.holds_places and booking.slot.status == SlotStatus.CANCELLED
    ) and not hasattr(booking, "resale")


@never_cache
@require_GET
def ticket(request: HttpRequest, token: str) -> HttpResponse:
    """A whole party's page, or the ticket of one person."""
    item = UnitItem.objects.filter(token=token).select_related("booking").first()
    if item:
        return render(request, "tourism/one_ticket.html", _one(item))
    booking = booking_of(token)
    outbox.seen(f"booking:{booking.code}")
    payment = Payment.objects.for_reference(booking.code).first()
    shows_bank_qr = payment and payment.is_open and payment.method == Method.VIETQR
    waits = booking.status == BookingStatus.ON_HOLD
    context = {
        "booking": booking,
        "experience": booking.slot.option.experience,
        "items": list(booking.items.filter(cancelled_at=None)),
        "answers": list(booking.answers.all()),
        "payment": payment,
        "bank_qr": vietqr.svg(payment) if payment and shows_bank_qr else "",
        "qr": ticket_qr(booking) if booking.holds_places else "",
        "waits": waits,
        "is_offer": waits and booking.pay_method == "cash",
        "asks_again": booking.reconfirm_asked_at and not booking.reconfirmed_at,
        "is_called_off": is_called_off(booking),
        "can_change": (booking.status in changing.OPEN or waits)
        and not hasattr(booking, "resale"),
    }
    return render(request, "tourism/ticket.html", context)


def _one(item: UnitItem) -> dict[str, Any]:
    booking = booking_of(item.booking.token)
    return {
        "item": item,
        "booking": booking,
        "experience": booking.slot.option.experience,
        "qr": item_qr(item) if booking.holds_places and not item.cancelled_at else "",
    }


@never_cache
@require_GET
def everyone(request: HttpRequest, token: str) -> HttpResponse:
    """A ticket for each person, to print or to hand on."""
    booking = booking_of(token)
    rows = booking.items.filter(cancelled_at=None) if booking.holds_places else []
    context = {
        "booking": booking,
        "experience": booking.slot.option.experience,
        "tickets": [{"item": item, "qr": item_qr(item)} for item in rows],
    }
    return render(request, "tourism/everyone.html", context)


@require_GET
def ics(request: HttpRequest, token: str) -> HttpResponse:
    booking = booking_of(token)
    url = request.build_absolute_uri(booking.get_absolute_url())
    response = HttpResponse(
        invitation(booking, url), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{booking.code}.ics"'
    return response


def done(
    request: HttpRequest, booking: Booking, deed: Callable[[], Any], said: str
) -> HttpResponse:
    """Do it, or say kindly why not; the page shows what is true now."""
    try:
        deed()
        messages.success(request, said)
    except CannotBook as error:
        messages.error(request, str(error))
    except IllegalMove:
        messages.info(request, _("Lượt đặt này vừa được đổi. Hãy xem lại."))
    return redirect(booking)


@require_POST
@cookieless_form
def claim(request: HttpRequest, token: str) -> HttpResponse:
    booking = booking_of(token)
    said = _("Cảm ơn bạn. Chỗ được giữ cho đến khi người đón khách kiểm tra tài khoản.")
    return done(request, booking, lambda: bookings.claim_transfer(booking), said)


@require_POST
@cookieless_form
def extend(request: HttpRequest, token: str) -> HttpResponse:
    booking = booking_of(token)
    return done(
        request,
        booking,
        lambda: bookings.extend(booking),
        _("Đã giữ chỗ thêm cho bạn."),
    )


@require_POST
@cookieless_form
def still_coming(request: HttpRequest, token: str) -> HttpResponse:
    booking = booking_of(token)
    return done(
        request,
        booking,
        lambda: reconfirming.reconfirm(booking, timezone.now()),
        _("Cảm ơn bạn. Hẹn gặp ở làng!"),
    )


@require_POST
@cookieless_form
def take_proposal(request: HttpRequest, token: str) -> HttpResponse:
    booking = booking_of(token)
    return done(
        request,
        booking,
        lambda: answering.take_proposal(booking),
        _("Đã đổi sang ngày mới."),
    )


@require_POST
@cookieless_form
def take_offer(request: HttpRequest, token: str) -> HttpResponse:
    booking = booking_of(token)
    return done(
        request, booking, lambda: waiting.take_up(booking), _("Chỗ này là của bạn.")
    )


@require_POST
@cookieless_form
def pay_by_card(request: HttpRequest, token: str) -> HttpResponse:
    booking = booking_of(token)
    named = f"{booking.slot.option.experience.name} ({booking.code})"
    return card_page.go(
        request,
        booking,
        booking.code,
        reverse("tourism:card_return", args=[token]),
        lambda: [Item(named, booking.total)],
    )


@never_cache
@require_GET
def card_return(request: HttpRequest, token: str) -> HttpResponse:
    booking = booking_of(token)
    return card_page.come_back(request, booking, booking.code)
