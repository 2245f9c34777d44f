"""Season pre-orders on the maker's phone: how many, is it ready, has the season moved."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from catalog.models import PreorderOffer
from core.http import HttpRequest
from orders import preordering
from producers.models import Producer

from .access import for_maker
from .preorder_forms import SeasonForm


def offers_of(producer: Producer) -> Any:
    return PreorderOffer.objects.filter(variant__product__producer=producer)


@never_cache
@require_GET
@for_maker
def offers(request: HttpRequest, producer: Producer) -> HttpResponse:
    return _page(request, producer)


def _page(
    request: HttpRequest, producer: Producer, wrong: dict[int, SeasonForm] | None = None
) -> HttpResponse:
    """All offers; of those in `wrong` the days that were typed, and why they cannot be."""
    waiting = Q(preorders__released_at=None)
    found = offers_of(producer).select_related("variant__product")
    found = found.order_by("-harvest_from", "-pk")
    rows = found.annotate(
        waiting=Count("preorders", filter=waiting),
        unanswered=Count(
            "preorders", filter=waiting & Q(preorders__moved_from__isnull=False)
        ),
    )
    for offer in rows:
        offer.is_open = offer.is_open_on(timezone.localdate())
        offer.season = (wrong or {}).get(offer.pk) or _season(offer)
    context = {"producer": producer, "offers": rows}
    status = 422 if wrong else 200
    return render(request, "workspace/preorders.html", context, status=status)


def _season(offer: PreorderOffer, data: Any = None) -> SeasonForm:
    days = {"harvest_from": offer.harvest_from, "harvest_to": offer.harvest_to}
    return SeasonForm(data, initial=days, auto_id=f"mua-{offer.pk}-%s")


@require_POST
@for_maker
def ready(request: HttpRequest, producer: Producer, pk: int) -> HttpResponse:
    offer = get_object_or_404(offers_of(producer), pk=pk)
    asked = preordering.say_ready(offer, by=request.user)
    messages.success(
        request, _("Đã báo %(n)s khách trả nốt tiền để gửi hàng.") % {"n": asked}
    )
    return redirect("workspace:preorders")


@require_POST
@for_maker
def move_season(request: HttpRequest, producer: Producer, pk: int) -> HttpResponse:
    offer = get_object_or_404(offers_of(producer), pk=pk)
    form = _season(offer, request.POST)
    if not form.is_valid():
        return _page(request, producer, {offer.pk: form})
    if not form.has_changed():
        messages.info(request, _("Ngày vẫn như cũ, không báo khách."))
        return redirect("workspace:preorders")
    told = preordering.move_season(offer, **form.cleaned_data, by=request.user)
    messages.success(
        request, _("Đã dời mùa và báo cho %(n)s khách để họ chọn.") % {"n": told}
    )
    return redirect("workspace:preorders")
