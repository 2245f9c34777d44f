"""To the gateway's page and back."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from core.http import HttpRequest, cookieless_form
from payments import card_page
from payments.gateways.stripe import Item

from .order import order_of


@require_POST
@cookieless_form
def pay_by_card(request: HttpRequest, token: str) -> HttpResponse:
    order = order_of(token)
    parts = order.parts.select_related("producer")
    return card_page.go(
        request,
        order,
        order.number,
        reverse("orders:card_return", args=[token]),
        lambda: [Item(f"{one.producer.name} ({one.code})", one.total) for one in parts],
    )


@never_cache
@require_GET
def card_return(request: HttpRequest, token: str) -> HttpResponse:
    order = order_of(token)
    return card_page.come_back(request, order, order.number)
