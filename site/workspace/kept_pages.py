"""Pages a phone keeps for the hours without a signal; the worker (static/js/sw.js) keeps nothing else."""

from django.http import HttpResponse

from core.http import HttpRequest
from producers.models import Producer

from .sent_once import sign_of

PAGES = {
    "today", "orders", "order", "stock", "gate", "lots", "lot", "note_lot", "note_lot_of",
    "listings", "listing_photos", "listing_price", "listing_stock", "listing_review", "sales_book",
}  # fmt: skip


def may_be_kept(
    request: HttpRequest, producer: Producer, response: HttpResponse
) -> HttpResponse:
    """Say whose copy it is; a copy of another's is thrown away by the worker."""
    match = request.resolver_match
    response.headers["X-Whose"] = sign_of(request, producer)
    if match and match.url_name in PAGES and response.status_code == 200:
        response.headers["X-Keep"] = "1"
    return response
