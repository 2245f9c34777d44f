"""The maker names the freight of bulky goods."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from core.http import HttpRequest
from orders import freight
from orders.models import ProducerOrder
from producers.models import Producer
from vietnam.dong import format_vnd
from vietnam.forms import VndField

from .access import for_maker


class FreightForm(forms.Form):
    cuoc = VndField(
        label=gettext_lazy("Tiền xe, ví dụ 350.000 hoặc 350k"), or_nothing=True
    )


@require_POST
@for_maker
def quote_freight(request: HttpRequest, producer: Producer, code: str) -> HttpResponse:
    part = get_object_or_404(ProducerOrder.objects.of(producer), code=code)
    form = FreightForm(request.POST)
    if not form.is_valid():
        typed = request.POST.get("cuoc", "")[:40]
        why = form.errors["cuoc"][0]
        messages.error(
            request, _("“%(typed)s”: %(why)s") % {"typed": typed, "why": why}
        )
        return redirect("workspace:order", code=code)
    try:
        freight.quote(part, form.cleaned_data["cuoc"], by=request.user)
        fee = format_vnd(form.cleaned_data["cuoc"])
        messages.success(
            request, _("Đã báo khách tiền xe %(fee)s. Chờ khách đồng ý.") % {"fee": fee}
        )
    except freight.CannotAgree:
        messages.info(request, _("Đơn này vừa được đổi. Hãy xem lại bên dưới."))
    return redirect("workspace:order", code=code)
