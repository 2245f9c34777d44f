"""The producer's phone: what is to be done, and orders."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.passkeys import is_offered
from core import outbox
from core.http import HttpRequest
from core.pagination import page_of
from core.undoing import WITHIN, TooLate
from orders import (
    cancelling,
    cash_by_hand,
    fulfil,
    parcels,
    sending,
    taking_back,
    talk,
    trust,
)
from orders.messages import about_order, about_part
from orders.models import Actor, IllegalMove, ProducerOrder, Settlement, State
from payments import refunds
from payments.models import Payment
from producers.models import Producer

from . import order_work
from . import today as todays
from .access import for_maker
from .collecting import CashForm, say_received
from .forms import DeclineForm, HandOverForm
from .parcel_lots import wanted_lots

PER_PAGE = 20


@never_cache
@require_GET
@for_maker
def today(request: HttpRequest, producer: Producer) -> HttpResponse:
    context = {
        "producer": producer,
        "tasks": todays.tasks(producer),
        "week": todays.week_of_sales(producer),
        "now": timezone.localtime(),
        "offer_passkey": is_offered(request),
    }
    return render(request, "workspace/today.html", context)


@never_cache
@require_GET
@for_maker
def orders(request: HttpRequest, producer: Producer) -> HttpResponse:
    state = request.GET.get("trang_thai", "")
    found = (
        ProducerOrder.objects.of(producer).visible_to_maker().select_related("order")
    )
    found = found.prefetch_related("lines").order_by("-order__placed_at", "-pk")
    if state in State.values:
        found = found.filter(state=state)
    page = page_of(request, found, per_page=PER_PAGE)
    context = {
        "producer": producer,
        "page": page,
        "states": State.choices,
        "state": state,
    }
    return render(request, "workspace/orders.html", context)


def _order(producer: Producer, code: str) -> ProducerOrder:
    return get_object_or_404(
        ProducerOrder.objects.of(producer)
        .visible_to_maker()
        .select_related("order__gift", "order__invoice", "producer", "pickup_point"),
        code=code,
    )


@never_cache
@require_GET
@for_maker
def order(request: HttpRequest, producer: Producer, code: str) -> HttpResponse:
    part = _order(producer, code)
    outbox.seen(about_part(part))
    talk.seen(part, Actor.MAKER)
    payment = Payment.objects.for_reference(part.payment_reference).first()
    return render(
        request,
        "workspace/order.html",
        _order_context(producer, part, payment, request.user),
    )


def _order_context(
    producer: Producer, part: ProducerOrder, payment: Payment | None, by: Any
) -> dict[str, Any]:
    return {
        **order_work.context_of(part),
        "producer": producer,
        "part": part,
        "events": list(part.events.select_related("by")),
        "tap": taking_back.last_tap(part, by),
        "payment": payment,
        "told": outbox.told(about_order(part.order)),
        "waits_for_transfer": bool(
            payment
            and payment.is_alive
            and part.settlement == Settlement.VIETQR
            and part.state != State.CANCELLED
        ),
        "cash": cash_by_hand.cash_of(part) if _brought_cash(part) else 0,
        "cash_form": CashForm(auto_id="thu-ho-%s"),
        "hand_over": HandOverForm(),
        "carriers": sending.offered(part),
        "call_first": part.state == State.PLACED and trust.should_call(part),
        "waybills": list(part.waybills.exclude(tracking_code="")),
        "decline": DeclineForm(),
        "can_decline": part.can_move_to(State.CANCELLED),
    }


def _brought_cash(part: ProducerOrder) -> bool:
    return cash_by_hand.to_come().filter(pk=part.pk).exists()


def _moved(
    request: HttpRequest, part: ProducerOrder, deed: Callable[[], None], done: str
) -> HttpResponse:
    """Do it, or say kindly that it has been done or undone meanwhile."""
    try:
        deed()
        messages.success(request, done)
    except IllegalMove:
        messages.info(request, _("Đơn này vừa được đổi. Hãy xem lại bên dưới."))
    except (fulfil.CannotMove, parcels.CannotPack, refunds.CannotRefund) as error:
        messages.error(request, str(error))
    return redirect("workspace:order", code=part.code)


@require_POST
@for_maker
def accept(request: HttpRequest, producer: Producer, code: str) -> HttpResponse:
    part = _order(producer, code)
    return _moved(
        request,
        part,
        lambda: fulfil.accept(part, by=request.user),
        _("Đã nhận đơn. Khách thấy ngay trên trang của họ."),
    )


@require_POST
@for_maker
def pack(request: HttpRequest, producer: Producer, code: str) -> HttpResponse:
    part = _order(producer, code)
    return _moved(
        request,
        part,
        lambda: fulfil.pack(part, by=request.user, lots=wanted_lots(request.POST)),
        _("Đã ghi: đóng gói xong."),
    )


@require_POST
@for_maker
def hand_over(request: HttpRequest, producer: Producer, code: str) -> HttpResponse:
    part = _order(producer, code)
    form = HandOverForm(request.POST)
    typed = form.cleaned_data if form.is_valid() else {}
    deed = partial(fulfil.hand_over, part, by=request.user, wait=WITHIN, **typed)
    done = _("Đã ghi: giao cho người vận chuyển. Lát nữa khách được báo tin.")
    return _moved(request, part, deed, done)


@require_POST
@for_maker
def take_back(request: HttpRequest, producer: Producer, code: str) -> HttpResponse:
    """“Hoàn tác”: the last tap was a slip of the finger."""
    part = _order(producer, code)
    try:
        taking_back.take_back(part, by=request.user)
        messages.success(request, _("Đã lấy lại. Đơn về như trước khi bạn bấm."))
    except TooLate:
        messages.info(request, _("Lâu quá rồi, không lấy lại được nữa."))
    return redirect("workspace:order", code=part.code)


@require_POST
@for_maker
def deliver(request: HttpRequest, producer: Producer, code: str) -> HttpResponse:
    part = _order(producer, code)
    return _moved(
        request,
        part,
        lambda: fulfil.deliver(part, by=request.user),
        _("Đã ghi: khách nhận được hàng."),
    )


@require_POST
@for_maker
def decline(request: HttpRequest, producer: Producer, code: str) -> HttpResponse:
    part = _order(producer, code)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Hãy viết một câu cho khách biết vì sao."))
        return redirect("workspace:order", code=part.code)
    deed = partial(
        cancelling.decline, part, by=request.user, reason=form.cleaned_data["reason"]
    )
    return _moved(request, part, deed, _("Đã báo khách là không làm được đơn này."))


@require_POST
@for_maker
def money_received(request: HttpRequest, producer: Producer, code: str) -> HttpResponse:
    part = _order(producer, code)
    say_received(request, fulfil.money_received(part, by=request.user))
    return redirect("workspace:order", code=part.code)


@never_cache
@require_GET
@for_maker
def me(request: HttpRequest, producer: Producer) -> HttpResponse:
    hosts = producer.experiences.exists()
    return render(request, "workspace/me.html", {"producer": producer, "hosts": hosts})
