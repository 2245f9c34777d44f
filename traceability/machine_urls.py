"""Addresses for machines, the same in every language and for ever."""

from django.urls import path

from . import log_views, lot_views, resolver, vocabulary

app_name = "trace_machine"
UNIT = "/10/<str:lot>/21/<str:serial>"
LOG = "truy-xuat/nhat-ky/"
urlpatterns = [
    path(f"{LOG}checkpoint", log_views.checkpoint, name="checkpoint"),
    path(f"{LOG}checkpoint/<int:size>", log_views.checkpoint, name="checkpoint_at"),
    path(f"{LOG}khoa.json", log_views.keys, name="keys"),
    path(f"{LOG}feed.atom", log_views.feed, name="feed"),
    path(f"{LOG}proof/<int:index>/<int:size>", log_views.inclusion, name="inclusion"),
    path(
        f"{LOG}consistency/<int:old>/<int:size>",
        log_views.consistency,
        name="consistency",
    ),
    path(f"{LOG}tile/<int:level>/<path:place>", log_views.tile, name="tile"),
    path(f"{LOG}verify_lot.py", log_views.verifier, name="verifier"),
    path("truy-xuat/lo/<str:code>/epcis.json", lot_views.export, name="export"),
    path("truy-xuat/tu-vung/<str:name>", vocabulary.term, name="term"),
    path(".well-known/gs1resolver", resolver.description, name="resolver"),
    path("414/<str:gln>", resolver.place),
    *(
        path(f"01/<str:gtin>{rest}{slash}", resolver.digital_link)
        for rest in ("", "/10/<str:lot>", "/21/<str:serial>", UNIT)
        for slash in ("", "/")
    ),
]
