"""A maker opens a pre-order himself, changes it, or closes it early."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from catalog import offering
from core.http import HttpRequest
from producers.models import Producer

from .access import for_maker
from .kept_typing import typed_on, typing_kept
from .preorder_forms import NewOfferForm, OfferForm, as_it_is
from .preorders import offers_of


@never_cache
@require_http_methods(["GET", "POST"])
@typing_kept
@for_maker
def new(request: HttpRequest, producer: Producer) -> HttpResponse:
    form = NewOfferForm(producer, typed_on(request))
    deed = lambda: offering.begin(form.cleaned_data["pack"], form.terms)  # noqa: E731
    said = _("Đã mở đợt đặt trước. Khách đặt được ngay.")
    return _told(request, form, deed, said, {"producer": producer})


@never_cache
@require_http_methods(["GET", "POST"])
@typing_kept
@for_maker
def change(request: HttpRequest, producer: Producer, pk: int) -> HttpResponse:
    offer = get_object_or_404(offers_of(producer), pk=pk)
    form = OfferForm(typed_on(request), initial=as_it_is(offer))
    if offer.taken:
        for name in ("harvest_from", "harvest_to"):
            form.fields[name].widget.attrs["readonly"] = True
    context = {"producer": producer, "offer": offer}
    deed = lambda: offering.change(offer, form.terms)  # noqa: E731
    return _told(request, form, deed, _("Đã sửa đợt đặt trước."), context)


def _told(
    request: HttpRequest,
    form: OfferForm,
    deed: Callable[[], Any],
    said: str,
    context: dict[str, Any],
) -> HttpResponse:
    """Done, or the form again with what was typed and why not."""
    sent = request.method == "POST"
    if sent and form.is_valid():
        try:
            deed()
        except offering.CannotOffer as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, said)
            return redirect("workspace:preorders")
    context = {**context, "form": form}
    status = 422 if sent else 200
    return render(request, "workspace/preorder_form.html", context, status=status)


@require_POST
@for_maker
def close(request: HttpRequest, producer: Producer, pk: int) -> HttpResponse:
    """A second press changes nothing."""
    offering.close(get_object_or_404(offers_of(producer), pk=pk))
    messages.success(
        request, _("Đã đóng đợt này, không ai đặt thêm. Đơn đã đặt vẫn giữ.")
    )
    return redirect("workspace:preorders")
