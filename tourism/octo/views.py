"""The thirteen operations of OCTO 1.0, each one verb."""

from django.http import HttpRequest, HttpResponse

from . import bookings as book
from . import slots
from .door import (
    CAPABILITIES,
    Ask,
    by_method,
    capabilities_of,
    endpoint,
    respond,
)
from .pricing import Row
from .products import product, product_of, products_of, supplier
from .shapes import (
    AvailabilityBody,
    CalendarBody,
    CancellationBody,
    ConfirmationBody,
    ExtensionBody,
    ReservationBody,
    UpdateBody,
)


def all_products(ask: Ask) -> list[Row]:
    return [product(ask, experience) for experience in products_of(ask)]


def one_product(ask: Ask, product_id: str) -> Row:
    return product(ask, product_of(ask, product_id))


def capabilities(request: HttpRequest) -> HttpResponse:
    """What we speak is no secret: the document knows no refusal here, so no key is asked for."""
    docs = "https://docs.octo.travel/"
    rows = [
        {"id": c, "revision": 1, "required": False, "dependencies": [], "docs": docs}
        for c in CAPABILITIES
    ]
    return respond(rows, 200, capabilities_of(request), "en")


def unknown(request: HttpRequest, rest: str = "") -> HttpResponse:
    message = "No such address in OCTO 1.0."
    return respond({"error": "BAD_REQUEST", "errorMessage": message}, 404, (), "en")


show_supplier = by_method(GET=endpoint(supplier))
show_products = by_method(GET=endpoint(all_products))
show_product = by_method(GET=endpoint(one_product))
show_capabilities = by_method(GET=capabilities)
show_calendar = by_method(POST=endpoint(slots.calendar, body=CalendarBody))
show_availability = by_method(POST=endpoint(slots.availability, body=AvailabilityBody))
bookings = by_method(
    GET=endpoint(book.listed), POST=endpoint(book.reserve, body=ReservationBody)
)
booking = by_method(
    GET=endpoint(book.show), PATCH=endpoint(book.update, body=UpdateBody)
)
extend = by_method(POST=endpoint(book.extend, body=ExtensionBody))
confirm = by_method(POST=endpoint(book.confirm, body=ConfirmationBody))
cancel = by_method(POST=endpoint(book.cancel, body=CancellationBody))
