"""What resellers owe a house for the guests they sent, confirmed when the money is there."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from core.http import HttpRequest
from core.pagination import page_of
from payments.models import Payment
from producers.models import Producer
from tourism.booking import money_received
from tourism.resale.invoice import of_resellers, owed_to

from .access import for_maker
from .collecting import say_received

PER_PAGE = 20


@never_cache
@require_GET
@for_maker
def resellers(request: HttpRequest, producer: Producer) -> HttpResponse:
    page = page_of(request, owed_to(producer), per_page=PER_PAGE)
    codes = [resale.booking.code for resale in page]
    due = {p.reference: p for p in Payment.objects.unpaid().filter(reference__in=codes)}
    rows = [{"resale": r, "payment": due.get(r.booking.code)} for r in page]
    context = {"producer": producer, "page": page, "rows": rows}
    return render(request, "workspace/resellers.html", context)


@require_POST
@for_maker
def reseller_paid(request: HttpRequest, producer: Producer, code: str) -> HttpResponse:
    """A second tap finds nothing owed and says so."""
    booking = get_object_or_404(of_resellers(producer), booking__code=code).booking
    if not owed_to(producer).filter(booking=booking).exists():
        messages.info(request, _("Lượt này không còn khoản nào đang chờ."))
        return redirect("workspace:resellers")
    say_received(request, money_received(booking, by=request.user))
    return redirect("workspace:resellers")
