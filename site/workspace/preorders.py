"""Season pre-orders on the maker's phone: how many, is it ready, has the season moved."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from catalog.models import PreorderOffer
from core.http import HttpRequest
from orders import preordering
from producers.models import Producer

from .access import for_maker


class SeasonForm(forms.Form):
    """The new days of a harvest."""

    tu = forms.DateField(label=gettext_lazy("Thu hoạch từ ngày"))
    den = forms.DateField(label=gettext_lazy("đến hết ngày"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("tu") and data.get("den") and data["den"] < data["tu"]:
            raise forms.ValidationError(_("Ngày cuối phải sau ngày đầu."))
        return data


def offers_of(producer: Producer) -> Any:
    return PreorderOffer.objects.filter(variant__product__producer=producer)


@never_cache
@require_GET
@for_maker
def offers(request: HttpRequest, producer: Producer) -> HttpResponse:
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
    context = {"producer": producer, "offers": rows}
    return render(request, "workspace/preorders.html", context)


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
    form = SeasonForm(request.POST)
    if not form.is_valid():
        why = [error for errors in form.errors.values() for error in errors]
        messages.error(request, " ".join(str(error) for error in why))
        return redirect("workspace:preorders")
    told = preordering.move_season(
        offer, form.cleaned_data["tu"], form.cleaned_data["den"], by=request.user
    )
    messages.success(
        request, _("Đã dời mùa và báo cho %(n)s khách để họ chọn.") % {"n": told}
    )
    return redirect("workspace:preorders")
