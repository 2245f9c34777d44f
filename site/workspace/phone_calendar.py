"""The host's guests in the calendar of his own phone: an address to subscribe to, which he can change."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from core.http import HttpRequest
from core.structured import absolute
from producers.models import Producer
from tourism.models import HostCalendar

from .access import for_maker


@never_cache
@require_GET
@for_maker
def phone_calendar(request: HttpRequest, producer: Producer) -> HttpResponse:
    found = HostCalendar.objects.filter(host=producer).first()
    address = absolute(found.get_absolute_url()) if found else ""
    context = {
        "producer": producer,
        "calendar": found,
        "address": address,
        "subscribe": "webcal:" + address.partition(":")[2],
    }
    return render(request, "workspace/phone_calendar.html", context)


@require_POST
@for_maker
def renew_calendar(request: HttpRequest, producer: Producer) -> HttpResponse:
    HostCalendar.renew(producer)
    messages.success(
        request, _("Đã có địa chỉ lịch mới. Địa chỉ cũ, nếu có, không xem được nữa.")
    )
    return redirect("workspace:phone_calendar")


@require_POST
@for_maker
def close_calendar(request: HttpRequest, producer: Producer) -> HttpResponse:
    HostCalendar.objects.filter(host=producer).delete()
    messages.success(request, _("Đã tắt. Không ai xem được lịch này nữa."))
    return redirect("workspace:phone_calendar")
