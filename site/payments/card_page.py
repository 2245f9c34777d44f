"""The road to the gateway's page and back, for whatever a payment stands for."""

from collections.abc import Callable, Sequence
from typing import Protocol

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from core.http import HttpRequest

from .gateways import stripe as card
from .models import Method, Payment
from .settle import settle_card


class Payable(Protocol):
    """An order or a booking: where its page is and how to speak with who pays."""

    language: str
    email: str

    def get_absolute_url(self) -> str: ...


def go(
    request: HttpRequest,
    page: Payable,
    reference: str,
    back: str,
    items: Callable[[], Sequence[card.Item]],
) -> HttpResponse:
    """Open the gateway's page for the payment of `reference`; pressing twice opens the same one.

    `back` is the path to which the gateway sends the browser. Raises Http404 where no card payment waits.
    """
    payment = get_object_or_404(
        Payment.objects.open(), reference=reference, method=Method.CARD
    )
    if payment.checkout_url:
        return redirect(payment.checkout_url)
    payment.return_url = request.build_absolute_uri(back)
    try:
        url = card.start(payment, items(), language=page.language, email=page.email)
    except card.CardUnavailable:
        messages.error(
            request,
            _(
                "Chưa mở được trang trả thẻ. Tiền của bạn chưa bị trừ; hãy thử lại sau ít phút."
            ),
        )
        return redirect(page)
    return redirect(url)


def come_back(request: HttpRequest, page: Payable, reference: str) -> HttpResponse:
    """Ask the gateway what happened, believe nothing the browser says."""
    payment = (
        Payment.objects.for_reference(reference).filter(method=Method.CARD).first()
    )
    if payment and payment.session_id:
        try:
            settle_card(payment.session_id)
        except card.CardUnavailable:
            messages.info(
                request,
                _("Đang chờ cổng thanh toán trả lời. Trang này sẽ tự cập nhật."),
            )
    return redirect(page)
