"""To the gateway's page and back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from core.http import HttpRequest, cookieless_form
from payments.gateways import stripe as card
from payments.models import Method, Payment
from payments.settle import settle_card

from .order import order_of


@require_POST
@cookieless_form
def pay_by_card(request: HttpRequest, token: str) -> HttpResponse:
    """Open the gateway's page for this order; pressing twice opens the same one."""
    order = order_of(token)
    payment = get_object_or_404(
        Payment.objects.open(), reference=order.number, method=Method.CARD
    )
    if payment.checkout_url:
        return redirect(payment.checkout_url)
    payment.return_url = request.build_absolute_uri(
        reverse("orders:card_return", args=[token])
    )
    items = [
        card.Item(f"{part.producer.name} ({part.code})", part.total)
        for part in order.parts.select_related("producer")
    ]
    try:
        url = card.start(payment, items, language=order.language, email=order.email)
    except card.CardUnavailable:
        messages.error(
            request,
            _(
                "Chưa mở được trang trả thẻ. Tiền của bạn chưa bị trừ; hãy thử lại sau ít phút."
            ),
        )
        return redirect(order)
    return redirect(url)


@never_cache
@require_GET
def card_return(request: HttpRequest, token: str) -> HttpResponse:
    """Back from the gateway: ask it what happened, believe nothing the browser says."""
    order = order_of(token)
    payment = Payment.objects.filter(reference=order.number, method=Method.CARD).first()
    if payment and payment.session_id:
        try:
            settle_card(payment.session_id)
        except card.CardUnavailable:
            messages.info(
                request,
                _("Đang chờ cổng thanh toán trả lời. Trang này sẽ tự cập nhật."),
            )
    return redirect(order)
