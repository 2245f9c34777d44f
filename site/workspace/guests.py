"""Guests of a house: who asks, who comes, and what the host answers."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from core.http import HttpRequest
from core.pagination import page_of
from payments.models import Payment
from producers.models import Producer
from tourism import answering, checkin, groups
from tourism.booking import money_received
from tourism.house_month import coming
from tourism.models import (
    Availability,
    Booking,
    BookingStatus,
    GroupRequest,
    IllegalMove,
)
from tourism.party import CannotBook
from tourism.resale.invoice import owed_to

from .access import for_maker
from .collecting import say_received
from .forms import GroupOfferForm

PER_PAGE = 20


@never_cache
@require_GET
@for_maker
def guests(request: HttpRequest, producer: Producer) -> HttpResponse:
    """Who came and has not paid; who asks and who comes, from today on."""
    since = timezone.now() - timedelta(hours=12)
    unpaid = Payment.objects.unpaid()
    owing = Q(status=BookingStatus.REDEEMED, is_owed=True, resale=None)
    found = (
        Booking.objects.holding()
        .filter(slot__option__experience__host=producer)
        .annotate(is_owed=Exists(unpaid.filter(reference=OuterRef("code"))))
        .filter(owing | Q(slot__starts_at__gte=since))
        .select_related("slot__option__experience", "resale__reseller")
        .prefetch_related("items", "answers")
        .order_by("slot__starts_at", "pk")
    )
    page = page_of(request, found, per_page=PER_PAGE)
    asked = GroupRequest.objects.filter(experience__host=producer, answered_at=None)
    context = {
        "producer": producer,
        "page": page,
        "groups": asked.select_related("experience"),
        "owed": owed_to(producer).count(),
    }
    return render(request, "workspace/guests.html", context)


def of_host(producer: Producer, code: str) -> Booking:
    return get_object_or_404(
        Booking.objects.select_related("slot__option__experience"),
        code=code,
        slot__option__experience__host=producer,
    )


@require_POST
@for_maker
def answer(request: HttpRequest, producer: Producer, code: str) -> HttpResponse:
    booking = of_host(producer, code)
    if request.POST.get("viec") == "da-nhan-tien":
        say_received(request, money_received(booking, by=request.user))
        return redirect("workspace:guests")
    reason = request.POST.get("ly_do", "").strip() or _("Người đón khách bận")
    deeds: dict[str, Callable[[], Any]] = {
        "dong-y": lambda: answering.accept(booking),
        "tu-choi": lambda: answering.reject(booking, reason=reason),
        "ngay-khac": lambda: answering.propose(booking, _asked_slot(request, producer)),
        "da-den": lambda: arrived(booking, producer, request.user),
    }
    deed = deeds.get(request.POST.get("viec", ""))
    try:
        if deed:
            deed()
            messages.success(request, _("Đã ghi lại."))
    except IllegalMove:
        messages.info(request, _("Lượt đặt này vừa được đổi. Hãy xem lại."))
    except CannotBook as error:
        messages.error(request, str(error))
    return redirect("workspace:guests")


def _asked_slot(request: HttpRequest, producer: Producer) -> Availability:
    asked = request.POST.get("buoi", "")
    mine = Availability.objects.filter(option__experience__host=producer)
    slot = (
        mine.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 19 else None
    )
    if slot is None:
        raise CannotBook(_("Hãy chọn một buổi."))
    return slot


def arrived(booking: Booking, producer: Producer, by: Any) -> None:
    """The whole party, ticked off the list of names."""
    scan = checkin.Scan(booking.code, "list", str(uuid.uuid4()), timezone.now())
    checkin.check_in(scan, host=producer, by=by)


@never_cache
@require_GET
@for_maker
def booking(request: HttpRequest, producer: Producer, code: str) -> HttpResponse:
    """Another day, or no, for one party."""
    found = of_host(producer, code)
    slots = coming(producer, found.slot.option_id, found.pax)
    context = {
        "producer": producer,
        "booking": found,
        "slots": [slot for slot in slots if slot.pk != found.slot_id],
    }
    return render(request, "workspace/booking.html", context)


@require_POST
@for_maker
def answer_group(request: HttpRequest, producer: Producer, pk: int) -> HttpResponse:
    """A time with a price, or no."""
    asked = get_object_or_404(
        GroupRequest, pk=pk, experience__host=producer, answered_at=None
    )
    if request.POST.get("viec") == "tu-choi":
        said = request.POST.get("answer", "").strip()
        groups.decline(asked, answer=said or _("Ngày này chúng tôi không đón được."))
        messages.success(request, _("Đã ghi lại."))
        return redirect("workspace:guests")
    form = GroupOfferForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(e[0]) for e in form.errors.values()))
    elif form.cleaned_data["starts_at"] <= timezone.now():
        messages.error(request, _("Hãy chọn một ngày sau hôm nay."))
    else:
        _offer(request, asked, form.cleaned_data)
    return redirect("workspace:guests")


def _offer(request: HttpRequest, asked: GroupRequest, data: dict[str, Any]) -> None:
    try:
        groups.offer(asked, **data)
        messages.success(request, _("Đã giữ chỗ và báo giá cho đoàn."))
    except CannotBook as error:
        messages.error(request, str(error))
