"""The producer's phone: what is to be done, orders, shelf, guests."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from catalog.models import MovementReason, NotEnoughStock, ProductKind, Variant
from core import outbox
from core.http import HttpRequest
from core.pagination import page_of
from orders import cancelling, fulfil, sending, talk, trust
from orders.messages import about_order, about_part
from orders.models import Actor, IllegalMove, ProducerOrder, Settlement, State
from payments import refunds
from payments.models import Payment
from producers.models import Producer
from tourism import booking as bookings
from tourism.models import Booking
from tourism.models import IllegalMove as IllegalBookingMove

from . import order_work
from . import today as todays
from .access import for_maker
from .forms import DeclineForm, HandOverForm, StockForm

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
        request, "workspace/order.html", _order_context(producer, part, payment)
    )


def _order_context(
    producer: Producer, part: ProducerOrder, payment: Payment | None
) -> dict[str, Any]:
    return {
        **order_work.context_of(part),
        "producer": producer,
        "part": part,
        "events": list(part.events.select_related("by")),
        "payment": payment,
        "told": outbox.told(about_order(part.order)),
        "waits_for_transfer": bool(
            payment and payment.is_open and part.settlement == Settlement.VIETQR
        ),
        "hand_over": HandOverForm(),
        "carriers": sending.offered(part),
        "call_first": part.state == State.PLACED and trust.should_call(part),
        "waybills": list(part.waybills.exclude(tracking_code="")),
        "decline": DeclineForm(),
        "can_decline": part.can_move_to(State.CANCELLED),
    }


def _moved(
    request: HttpRequest, part: ProducerOrder, deed: Callable[[], None], done: str
) -> HttpResponse:
    """Do it, or say kindly that it has been done or undone meanwhile."""
    try:
        deed()
        messages.success(request, done)
    except IllegalMove:
        messages.info(
            request, _("Đơn này vừa được đổi trạng thái. Hãy xem lại bên dưới.")
        )
    except (fulfil.CannotMove, refunds.CannotRefund) as error:
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
        lambda: fulfil.pack(part, by=request.user),
        _("Đã ghi: đóng gói xong."),
    )


@require_POST
@for_maker
def hand_over(request: HttpRequest, producer: Producer, code: str) -> HttpResponse:
    part = _order(producer, code)
    form = HandOverForm(request.POST)
    typed = form.cleaned_data if form.is_valid() else {}
    deed = partial(fulfil.hand_over, part, by=request.user, **typed)
    return _moved(
        request, part, deed, _("Đã ghi: giao cho người vận chuyển. Khách được báo tin.")
    )


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
    return _moved(
        request,
        part,
        lambda: fulfil.money_received(part, by=request.user),
        _("Đã ghi: tiền đã vào tài khoản."),
    )


@never_cache
@require_GET
@for_maker
def stock(request: HttpRequest, producer: Producer) -> HttpResponse:
    packs = (
        Variant.objects.filter(product__producer=producer, is_active=True)
        .exclude(product__kind=ProductKind.HAMPER)
        .select_related("product__photo")
        .order_by("product__name", "position", "pk")
    )
    page = page_of(request, packs, per_page=PER_PAGE)
    return render(request, "workspace/stock.html", {"producer": producer, "page": page})


@require_POST
@for_maker
def set_stock(request: HttpRequest, producer: Producer, sku: str) -> HttpResponse:
    """One tap on −, + or a typed number; a movement says who and how much."""
    with transaction.atomic():
        variant = get_object_or_404(
            Variant.objects.locked(),
            sku=sku,
            product__producer=producer,
            product__kind=ProductKind.GOODS,
        )
        _set_stock(request, variant)
    if request.htmx:
        return render(request, "workspace/stock.html#pack", {"pack": variant})
    return redirect(f"{reverse('workspace:stock')}#{sku}")


def _set_stock(request: HttpRequest, variant: Variant) -> None:
    step = {"bot": -1, "them": 1}.get(request.POST.get("buoc", ""))
    form = StockForm(request.POST)
    if step is None and not form.is_valid():
        messages.error(request, str(form.errors["stock"][0]))
        return
    delta = step if step is not None else form.cleaned_data["stock"] - variant.stock
    try:
        if delta:
            variant.move(delta, MovementReason.COUNTED, by=request.user)
    except NotEnoughStock:
        messages.info(request, _("Đã hết hàng, không bớt được nữa."))


@never_cache
@require_GET
@for_maker
def guests(request: HttpRequest, producer: Producer) -> HttpResponse:
    """Who asks and who comes, from today on; the coming week first."""
    since = timezone.now() - timedelta(hours=12)
    found = (
        Booking.objects.holding()
        .filter(slot__option__experience__host=producer, slot__starts_at__gte=since)
        .select_related("slot__option__experience")
        .prefetch_related("items")
        .order_by("slot__starts_at", "pk")
    )
    page = page_of(request, found, per_page=PER_PAGE)
    return render(
        request, "workspace/guests.html", {"producer": producer, "page": page}
    )


@require_POST
@for_maker
def answer_guest(request: HttpRequest, producer: Producer, code: str) -> HttpResponse:
    booking = get_object_or_404(
        Booking, code=code, slot__option__experience__host=producer
    )
    deeds: dict[str, Callable[[], None]] = {
        "dong-y": lambda: bookings.accept(booking),
        "tu-choi": lambda: bookings.cancel(booking, reason=_("Người đón khách bận")),
        "da-nhan-tien": lambda: bookings.money_received(booking, by=request.user),
        "da-den": lambda: bookings.redeem(booking),
    }
    deed = deeds.get(request.POST.get("viec", ""))
    try:
        if deed:
            deed()
            messages.success(request, _("Đã ghi lại."))
    except IllegalBookingMove:
        messages.info(request, _("Lượt đặt này vừa được đổi. Hãy xem lại."))
    return redirect("workspace:guests")


@never_cache
@require_GET
@for_maker
def me(request: HttpRequest, producer: Producer) -> HttpResponse:
    return render(request, "workspace/me.html", {"producer": producer})
