"""An order line by line: take it, say what cannot be made, weigh it, talk about it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from core.http import HttpRequest
from orders import by_line, lots, parcels, talk
from orders.models import Actor, IllegalMove, OrderLine, PartPhoto, ProducerOrder
from orders.views.answers import shown
from payments.refunds import CannotRefund
from producers.models import Producer

from .access import for_maker
from .forms import HandOverForm, ShortForm, WeighForm


def part_of(producer: Producer, code: str) -> ProducerOrder:
    """The maker's own order, or 404."""
    mine = ProducerOrder.objects.of(producer).visible_to_maker()
    return get_object_or_404(mine.select_related("order", "producer"), code=code)


def _line(producer: Producer, code: str, pk: int) -> OrderLine:
    return get_object_or_404(
        OrderLine.objects.select_related("part__order", "part__producer"),
        pk=pk,
        part=part_of(producer, code),
    )


def context_of(part: ProducerOrder) -> dict[str, Any]:
    """What the page of an order shows of its lines, parcels, returns and words."""
    lines = list(part.lines.select_related("hamper").prefetch_related("changes__photo"))
    workable = part.state in by_line.WORKABLE
    unpacked = parcels.unpacked(part) if part.state == "accepted" else {}
    shipments = part.shipments.prefetch_related("lines__line", "lines__lots__lot")
    return {
        "lines": [_row(line, workable) for line in lines],
        "unpacked": unpacked,
        "lots": lots.proposals(unpacked),
        "parcel_lots": lots.at_home(shipments),
        "shipments": shipments,
        "send": HandOverForm(auto_id=False),
        "returns": part.returns.prefetch_related("lines__line", "photos", "events"),
        "talk": part.talk.all(),
        "hold": part.holds.in_force().first(),
    }


def _row(line: OrderLine, workable: bool) -> dict[str, Any]:
    answered = any(c.kind in ("taken", "short") for c in line.changes.all())
    return {
        "line": line,
        "changes": line.changes.all(),
        "answered": answered,
        "workable": workable and line.sold > 0,
        "to_weigh": workable and line.weight_g and line.sold > 0,
        "short": ShortForm(auto_id=f"thieu-{line.pk}-%s"),
        "weigh": WeighForm(auto_id=f"can-{line.pk}-%s"),
    }


def did(
    request: HttpRequest, code: str, deed: Callable[[], Any], done: str
) -> HttpResponse:
    """Do it and say so, or say kindly why not; back to the order."""
    try:
        deed()
        messages.success(request, done)
    except IllegalMove:
        messages.info(request, _("Đơn này vừa được đổi. Hãy xem lại bên dưới."))
    except (by_line.CannotChange, talk.CannotSay, CannotRefund) as error:
        messages.error(request, str(error))
    return redirect("workspace:order", code=code)


def first_error(form: Form) -> str:
    return next(str(errors[0]) for errors in form.errors.values())


@require_POST
@for_maker
def take(request: HttpRequest, producer: Producer, code: str, pk: int) -> HttpResponse:
    line = _line(producer, code, pk)
    done = _("Đã nhận món này.")
    return did(request, code, lambda: by_line.take(line, by=request.user), done)


@require_POST
@for_maker
def short(request: HttpRequest, producer: Producer, code: str, pk: int) -> HttpResponse:
    line, form = _line(producer, code, pk), ShortForm(request.POST)
    if not form.is_valid():
        messages.error(request, first_error(form))
        return redirect("workspace:order", code=code)
    return did(
        request,
        code,
        lambda: by_line.cannot_make(line, by=request.user, **form.cleaned_data),
        _("Đã báo khách. Tiền của đơn được tính lại."),
    )


@require_POST
@for_maker
def weigh(request: HttpRequest, producer: Producer, code: str, pk: int) -> HttpResponse:
    line, form = _line(producer, code, pk), WeighForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, first_error(form))
        return redirect("workspace:order", code=code)
    photo = PartPhoto.objects.create(part=line.part, file=form.cleaned_data["photo"])
    grams = form.cleaned_data["weight"]
    return did(
        request,
        code,
        lambda: by_line.weigh(line, grams, photo=photo, by=request.user),
        _("Đã ghi số cân và báo khách."),
    )


@require_POST
@for_maker
def say(request: HttpRequest, producer: Producer, code: str) -> HttpResponse:
    part, text = part_of(producer, code), request.POST.get("text", "")
    return did(
        request,
        code,
        lambda: talk.say(part, text, author=Actor.MAKER, by=request.user),
        _("Đã gửi lời nhắn cho khách."),
    )


@never_cache
@require_GET
@for_maker
def photo(request: HttpRequest, producer: Producer, code: str, photo: str) -> Any:
    part = part_of(producer, code)
    return shown(get_object_or_404(PartPhoto, code=photo, part=part))
