"""Experiences: the list, one with its calendar, the booking, the ticket."""

import uuid
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from core import outbox
from core.http import HttpRequest, cookieless_form
from payments.gateways import stripe as card
from payments.gateways import vietqr
from payments.models import Method, Payment
from payments.settle import settle_card

from . import booking as bookings
from .calendar import first_month, month_of, slots_of_day
from .forms import GuestForm, PartyForm
from .ical import invitation
from .models import Availability, Booking, BookingStatus, Experience, PayMethod
from .tickets import ticket_qr


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
        .select_related("village", "host__village", "host__photo", "photo")
        .prefetch_related(
            "steps",
            "options__units",
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
    context = {
        "experience": found,
        "option": option,
        "units": list(option.units.all()),
        "month": month_of(found, _month(request, found, now), now),
        "day": day,
        "slots": slots_of_day(found, day, now) if day else [],
    }
    template = "tourism/experience.html"
    if request.htmx and not request.htmx.history_restore_request:
        template += "#calendar"
    response = render(request, template, context)
    response["Vary"] = "HX-Request"
    return response


def _methods(slot: Availability, total: int) -> list[PayMethod]:
    methods = [PayMethod.CASH]
    if slot.option.experience.host.takes_transfers:
        methods.append(PayMethod.VIETQR)
    if card.is_offered(total):
        methods.append(PayMethod.CARD)
    return methods


@never_cache
@cookieless_form
def book(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One page: how many, who, how to pay; the button takes the places."""
    slot = get_object_or_404(
        Availability.objects.select_related(
            "option__experience__host", "option__experience__village"
        ),
        pk=pk,
        option__experience__slug=slug,
    )
    units = list(slot.option.units.all())
    methods = _methods(slot, sum(unit.price for unit in units))
    posted = request.POST if request.method == "POST" else None
    party = PartyForm(units, posted, initial=_start(request, units))
    guest = GuestForm(methods, posted)
    context = {
        "slot": slot,
        "experience": slot.option.experience,
        "party": party,
        "guest": guest,
    }
    if posted is not None and all([party.is_valid(), guest.is_valid()]):
        try:
            booking = bookings.hold(
                slot,
                party.party,
                guest.guest(),
                PayMethod(guest.cleaned_data["pay"]),
                uuid=_key(posted.get("khoa", "")),
            )
            return redirect(booking)
        except bookings.CannotBook as error:
            context["problem"] = str(error)
    context["key"] = _key(posted.get("khoa", "") if posted else "")
    return render(
        request, "tourism/book.html", context, status=422 if posted is not None else 200
    )


def _start(request: HttpRequest, units: list[Any]) -> dict[str, str]:
    asked = {unit.unit_type: request.GET.get(unit.unit_type, "") for unit in units}
    return asked if any(asked.values()) else {"ADULT": "2"}


def _key(typed: str) -> uuid.UUID:
    """The form's own key; one that is not a key is replaced."""
    try:
        return uuid.UUID(typed)
    except ValueError:
        return uuid.uuid4()


def _booking(token: str) -> Booking:
    return get_object_or_404(
        Booking.objects.select_related(
            "slot__option__experience__host", "slot__option__experience__village"
        ),
        token=token,
    )


@never_cache
@require_GET
def ticket(request: HttpRequest, token: str) -> HttpResponse:
    """The booking's own page: pay, show at the village, keep on the phone."""
    booking = _booking(token)
    outbox.seen(f"booking:{booking.code}")
    payment = Payment.objects.for_reference(booking.code).first()
    shows_bank_qr = payment and payment.is_open and payment.method == Method.VIETQR
    context = {
        "booking": booking,
        "experience": booking.slot.option.experience,
        "items": list(booking.items.all()),
        "payment": payment,
        "bank_qr": vietqr.svg(payment) if payment and shows_bank_qr else "",
        "qr": ticket_qr(booking) if booking.holds_places else "",
        "waits": booking.status == BookingStatus.ON_HOLD,
        "can_cancel": booking.status in (BookingStatus.ON_HOLD, BookingStatus.PENDING)
        or (
            booking.status == BookingStatus.CONFIRMED
            and not (payment and payment.is_paid)
        ),
    }
    return render(request, "tourism/ticket.html", context)


@require_GET
def ics(request: HttpRequest, token: str) -> HttpResponse:
    booking = _booking(token)
    url = request.build_absolute_uri(booking.get_absolute_url())
    response = HttpResponse(
        invitation(booking, url), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{booking.code}.ics"'
    return response


@require_POST
@cookieless_form
def claim(request: HttpRequest, token: str) -> HttpResponse:
    booking = _booking(token)
    bookings.claim_transfer(booking)
    messages.success(
        request,
        _("Cảm ơn bạn. Chỗ được giữ cho đến khi người đón khách kiểm tra tài khoản."),
    )
    return redirect(booking)


@require_POST
@cookieless_form
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    booking = _booking(token)
    payment = Payment.objects.for_reference(booking.code).filter(paid_at__isnull=False)
    if payment.exists() or not booking.holds_places:
        messages.error(
            request,
            _("Chỗ này đã trả tiền. Hãy gọi người đón khách để huỷ và nhận lại tiền."),
        )
        return redirect(booking)
    bookings.cancel(booking, reason=_("Khách tự huỷ"))
    return redirect(booking)


@require_POST
@cookieless_form
def pay_by_card(request: HttpRequest, token: str) -> HttpResponse:
    booking = _booking(token)
    payment = get_object_or_404(
        Payment.objects.open(), reference=booking.code, method=Method.CARD
    )
    if payment.checkout_url:
        return redirect(payment.checkout_url)
    payment.return_url = request.build_absolute_uri(
        reverse("tourism:card_return", args=[token])
    )
    item = card.Item(
        f"{booking.slot.option.experience.name} ({booking.code})", booking.total
    )
    try:
        return redirect(
            card.start(payment, [item], language=booking.language, email=booking.email)
        )
    except card.CardUnavailable:
        messages.error(
            request,
            _(
                "Chưa mở được trang trả thẻ. Tiền của bạn chưa bị trừ; hãy thử lại sau ít phút."
            ),
        )
        return redirect(booking)


@never_cache
@require_GET
def card_return(request: HttpRequest, token: str) -> HttpResponse:
    booking = _booking(token)
    payment = (
        Payment.objects.for_reference(booking.code).filter(method=Method.CARD).first()
    )
    if payment and payment.session_id:
        try:
            settle_card(payment.session_id)
        except card.CardUnavailable:
            messages.info(
                request,
                _("Đang chờ cổng thanh toán trả lời. Trang này sẽ tự cập nhật."),
            )
    return redirect(booking)
