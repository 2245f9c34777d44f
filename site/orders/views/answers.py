"""What a buyer answers on the page of his order: words, a no, a yes, all is well."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from core.http import HttpRequest, cookieless_form, private_file
from orders import by_line, cancelling, completing, talk
from orders.models import Actor, IllegalMove, OrderLine, PartPhoto, ProducerOrder
from payments.refunds import CannotRefund

from .order import order_of

TOO_LATE = gettext_lazy("Đơn này vừa được đổi. Hãy xem lại bên dưới.")


def part_of(token: str, code: str) -> ProducerOrder:
    parts = ProducerOrder.objects.select_related("order", "producer")
    return get_object_or_404(parts, order=order_of(token), code=code)


def _who(request: HttpRequest) -> Any:
    return request.user if request.user.is_authenticated else None


def _back(part: ProducerOrder) -> HttpResponse:
    return redirect(f"{part.order.get_absolute_url()}#{part.code}")


@require_POST
@cookieless_form
def say(request: HttpRequest, token: str, code: str) -> HttpResponse:
    part = part_of(token, code)
    try:
        talk.say(
            part, request.POST.get("text", ""), author=Actor.BUYER, by=_who(request)
        )
        messages.success(request, _("Đã gửi lời nhắn cho người bán."))
    except talk.CannotSay as error:
        messages.error(request, str(error))
    return _back(part)


@require_POST
@cookieless_form
def cancel(request: HttpRequest, token: str, code: str) -> HttpResponse:
    """Before the maker has begun; later he is asked by a message."""
    part = part_of(token, code)
    reason = request.POST.get("reason", "").strip()[:200] or _("Người mua đổi ý")
    try:
        cancelling.cancel_by_buyer(part, reason=reason, by=_who(request))
        messages.success(request, _("Đã huỷ phần đơn này."))
    except IllegalMove:
        messages.error(
            request, _("Người bán đã bắt đầu làm. Hãy nhắn hoặc gọi cho họ.")
        )
    except CannotRefund as error:
        messages.error(request, str(error))
    return _back(part)


@require_POST
@cookieless_form
def well(request: HttpRequest, token: str, code: str) -> HttpResponse:
    part = part_of(token, code)
    try:
        completing.all_is_well(part, by=_who(request))
        messages.success(request, _("Cảm ơn bạn. Người bán sẽ rất vui."))
    except IllegalMove:
        messages.info(request, str(TOO_LATE))
    return _back(part)


@require_POST
@cookieless_form
def weight(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """Yes or no to a piece that is much heavier than ordered."""
    lines = OrderLine.objects.select_related("part__order", "part__producer")
    line = get_object_or_404(lines, pk=pk, part__order=order_of(token))
    deeds = {"dong-y": by_line.agree, "khong": by_line.disagree}
    deed = deeds.get(request.POST.get("tra_loi", ""))
    try:
        if deed:
            deed(line, by=_who(request))
            messages.success(request, _("Đã báo người bán."))
    except by_line.CannotChange as error:
        messages.info(request, str(error))
    return _back(line.part)


@never_cache
@require_GET
def photo(request: HttpRequest, token: str, code: str) -> FileResponse:
    """A photo of this order: the secret link is the key."""
    return shown(get_object_or_404(PartPhoto, code=code, part__order=order_of(token)))


def shown(found: PartPhoto) -> FileResponse:
    """The file itself, for whoever was allowed to find it."""
    return private_file(found.file, "image/jpeg")
