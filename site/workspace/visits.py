"""The host's calendar: a month, a day, open or closed in two taps, seats, the list to print."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from core.http import HttpRequest
from producers.models import Producer
from tourism import answering, checkin, opening, resources
from tourism.house_month import month_of, slots_between
from tourism.models import Availability, Option
from tourism.party import CannotBook

from .access import for_maker
from .forms import SeatsForm, SessionForm


@never_cache
@require_GET
@for_maker
def month(request: HttpRequest, producer: Producer) -> HttpResponse:
    try:
        asked = request.GET.get("thang", "")
        first = datetime.strptime(asked, "%Y-%m").date()  # noqa: DTZ007
    except ValueError:
        first = timezone.localdate().replace(day=1)
    first = min(max(first, date(2020, 1, 1)), date(2099, 12, 1))
    return render(
        request,
        "workspace/month.html",
        {"producer": producer, "month": month_of(producer, first)},
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error


@never_cache
@require_GET
@for_maker
def day(request: HttpRequest, producer: Producer, day: str) -> HttpResponse:
    on = _day(day)
    slots = slots_between(producer, on, on)
    options = Option.objects.filter(experience__host=producer).select_related(
        "experience"
    )
    rows = [
        {
            "option": option,
            "slots": [
                {"slot": slot, "who": resources.in_charge(slot) if slot.taken else []}
                for slot in slots
                if slot.option_id == option.pk
            ],
            "is_open": any(
                s.status == "OPEN" for s in slots if s.option_id == option.pk
            ),
        }
        for option in options
    ]
    context = {"producer": producer, "day": on, "rows": rows, "slots": slots}
    return render(request, "workspace/day.html", context)


@never_cache
@require_GET
@for_maker
def names(request: HttpRequest, producer: Producer, day: str) -> HttpResponse:
    """Who comes on a day, to print."""
    on = _day(day)
    bookings = checkin.guests_of_day(producer, on)
    due = checkin.to_collect(bookings)
    rows = [{"booking": b, "to_pay": due.get(b.code, 0)} for b in bookings]
    return render(
        request, "workspace/names.html", {"producer": producer, "day": on, "rows": rows}
    )


def _done(
    request: HttpRequest, on: date, deed: Callable[[], Any], said: str
) -> HttpResponse:
    try:
        deed()
        messages.success(request, said)
    except CannotBook as error:
        messages.error(request, str(error))
    return redirect("workspace:visit_day", day=on.isoformat())


@require_POST
@for_maker
def open_or_close(
    request: HttpRequest, producer: Producer, day: str, pk: int
) -> HttpResponse:
    on = _day(day)
    option = get_object_or_404(Option, pk=pk, experience__host=producer)
    if request.POST.get("viec") == "mo":
        deed, said = lambda: opening.open_day(option, on), _("Ngày này mở lại rồi.")
    else:
        deed = lambda: opening.close_day(option, on)  # noqa: E731
        said = _("Ngày này không nhận thêm khách. Khách đã đặt vẫn đến.")
    return _done(request, on, deed, said)


@require_POST
@for_maker
def add(request: HttpRequest, producer: Producer, day: str, pk: int) -> HttpResponse:
    on = _day(day)
    option = get_object_or_404(Option, pk=pk, experience__host=producer)
    form = SessionForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(e[0]) for e in form.errors.values()))
        return redirect("workspace:visit_day", day=on.isoformat())
    data = form.cleaned_data
    return _done(
        request,
        on,
        lambda: opening.add_session(option, on, data["starts"], data["places"]),
        _("Đã thêm một buổi."),
    )


def _slot(producer: Producer, pk: int) -> Availability:
    return get_object_or_404(
        Availability.objects.select_related("option__experience"),
        pk=pk,
        option__experience__host=producer,
    )


@require_POST
@for_maker
def seats(request: HttpRequest, producer: Producer, pk: int) -> HttpResponse:
    slot = _slot(producer, pk)
    form = SeatsForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["places"][0]))
        return redirect("workspace:visit_day", day=slot.local_date.isoformat())
    places = form.cleaned_data["places"]
    return _done(
        request,
        slot.local_date,
        lambda: opening.set_seats(slot, places),
        _("Đã ghi số chỗ mới."),
    )


@require_POST
@for_maker
def call_off(request: HttpRequest, producer: Producer, pk: int) -> HttpResponse:
    slot = _slot(producer, pk)
    reason = request.POST.get("ly_do", "").strip()
    if not reason:
        messages.error(request, _("Hãy viết một câu cho khách biết vì sao."))
        return redirect("workspace:visit_day", day=slot.local_date.isoformat())
    return _done(
        request,
        slot.local_date,
        lambda: answering.cancel_slot(slot, reason=reason),
        _("Đã huỷ buổi này. Khách được báo và nhận lại toàn bộ tiền."),
    )


@require_POST
@for_maker
def pass_turn(request: HttpRequest, producer: Producer, pk: int) -> HttpResponse:
    slot = _slot(producer, pk)
    return _done(
        request,
        slot.local_date,
        lambda: resources.pass_turn(slot),
        _("Đã chuyển lượt cho nhà kế tiếp."),
    )
