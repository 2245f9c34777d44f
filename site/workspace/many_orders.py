"""Many orders in one go: accept those ticked, fetch what they need, print their slips."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from core.http import HttpRequest
from core.undoing import TooLate
from orders import fulfil, lots, parcels, taking_back
from orders.models import IllegalMove, OrderLine, ProducerOrder, State
from producers.models import Producer

from .access import for_maker

MOST = 60


def _mine(producer: Producer, state: State) -> Any:
    found = ProducerOrder.objects.of(producer).visible_to_maker().filter(state=state)
    found = found.select_related("order", "preorder").prefetch_related("lines")
    return found.order_by("order__placed_at", "pk")


def _in_work(producer: Producer) -> list[ProducerOrder]:
    """Accepted orders, oldest first; what waits for a harvest is not fetched yet."""
    accepted = _mine(producer, State.ACCEPTED)
    return list(
        accepted.exclude(preorder__balance_asked_at=None, preorder__isnull=False)
    )


@never_cache
@require_GET
@for_maker
def many(request: HttpRequest, producer: Producer) -> HttpResponse:
    """Three lists to tick: to accept, to fetch, to stick slips on."""
    new = _mine(producer, State.PLACED)[:MOST]
    context = {
        "producer": producer,
        "new": [part for part in new if not part.waits_for_freight],
        "in_work": _in_work(producer)[:MOST],
        "packed": _mine(producer, State.PACKED)[:MOST],
        "all_ticked": "chon" in request.GET,
        "just_accepted": taking_back.just_accepted(producer, request.user),
    }
    return render(request, "workspace/many_orders.html", context)


@require_POST
@for_maker
def accept(request: HttpRequest, producer: Producer) -> HttpResponse:
    done, late = _each(
        request,
        producer,
        lambda part: fulfil.accept(part, by=request.user),
    )
    if done:
        words = ngettext("Đã nhận %(n)s đơn.", "Đã nhận %(n)s đơn.", done)
        messages.success(request, words % {"n": done})
    if late:
        words = _("Đơn vừa đổi, chưa nhận được: %(codes)s. Bạn mở xem lại nhé.")
        messages.info(request, words % {"codes": ", ".join(late)})
    if not done and not late:
        messages.info(request, _("Bạn chưa chọn đơn nào. Chạm vào ô vuông để chọn."))
    return redirect("workspace:many_orders")


@require_POST
@for_maker
def take_back(request: HttpRequest, producer: Producer) -> HttpResponse:
    """“Hoàn tác” of all orders accepted with one tap."""
    done, _late = _each(
        request,
        producer,
        lambda part: taking_back.take_back(part, by=request.user),
    )
    if done:
        messages.success(request, _("Đã lấy lại. Đơn về như trước khi bạn bấm."))
    else:
        messages.info(request, _("Lâu quá rồi, không lấy lại được nữa."))
    return redirect("workspace:many_orders")


def _each(
    request: HttpRequest,
    producer: Producer,
    deed: Callable[[ProducerOrder], None],
) -> tuple[int, list[str]]:
    """Do it to each ticked order on its own; how many went, and the codes of those that did not."""
    mine = ProducerOrder.objects.of(producer).visible_to_maker()
    ticked = [code for code in request.POST.getlist("don") if "\0" not in code]
    done, late = 0, []
    for part in mine.filter(code__in=ticked[:MOST]).order_by("pk"):
        try:
            deed(part)
            done += 1
        except (IllegalMove, TooLate):
            late.append(part.code)
    return done, late


@dataclass
class Fetched:
    """So many packs of one kind, and out of which lots."""

    line: OrderLine
    count: int = 0
    weight_g: int = 0
    lots: dict[str, int] = field(default_factory=dict)


@never_cache
@require_GET
@for_maker
def picking(request: HttpRequest, producer: Producer) -> HttpResponse:
    """What to fetch: all together first, then order by order. A page to print."""
    ticked = request.GET.getlist("don")
    parts = [p for p in _in_work(producer) if not ticked or p.code in ticked][:MOST]
    left = parcels.unpacked_of(parts)
    context = {
        "producer": producer,
        "fetched": _fetched(left),
        "rows": [(part, _own(part, left)) for part in parts],
    }
    return render(request, "workspace/picking.html", context)


def _own(
    part: ProducerOrder, left: dict[OrderLine, int]
) -> list[tuple[OrderLine, int]]:
    return [(line, n) for line, n in left.items() if line.part_id == part.pk]


def _fetched(left: dict[OrderLine, int]) -> Iterable[Fetched]:
    """The lines of one pack added up, by name; a lot is named where packs were counted into one."""
    found: dict[tuple[str, str], Fetched] = {}
    choices = lots.proposals(left)
    for line, count in left.items():
        row = found.setdefault((line.product_name, line.sku), Fetched(line))
        row.count += count
        row.weight_g += (line.weight_g or 0) * count
        for choice in choices.get(line, []):
            if choice.proposed:
                had = row.lots.get(choice.lot.code, 0)
                row.lots[choice.lot.code] = had + choice.proposed
    return [found[key] for key in sorted(found)]
