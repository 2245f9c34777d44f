"""Both slash forms, without a redirect: the specification writes one, its checker calls the other."""

from typing import Any

from django.urls import path, re_path

from . import views

app_name = "octo"


def both(route: str, view: Any, name: str) -> list[Any]:
    return [path(route, view, name=name), path(f"{route}/", view)]


urlpatterns = [
    *both("supplier", views.show_supplier, "supplier"),
    *both("products", views.show_products, "products"),
    *both("products/<str:product_id>", views.show_product, "product"),
    *both("capabilities", views.show_capabilities, "capabilities"),
    *both("availability/calendar", views.show_calendar, "calendar"),
    *both("availability", views.show_availability, "availability"),
    *both("bookings", views.bookings, "bookings"),
    *both("bookings/<str:uuid>/extend", views.extend, "extend"),
    *both("bookings/<str:uuid>/confirm", views.confirm, "confirm"),
    *both("bookings/<str:uuid>/cancel", views.cancel, "cancel"),
    *both("bookings/<str:uuid>", views.booking, "booking"),
    re_path(r"^(?P<rest>.*)$", views.unknown),
]
